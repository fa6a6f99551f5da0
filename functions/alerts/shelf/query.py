"""What can be asked of a shelf. Pure."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from alerts.model import Category
from alerts.query import Words
from alerts.shelf.model import DocumentCategory, ExpertKind, Language, LinkCategory, State
from cen.fields import Country
from cen.paging import PageQuery


class ShelfQuery(PageQuery):
    q: Words | None = None
    goods: Category | None = None

    def meets(self, fields: Mapping[str, Any]) -> bool:
        same, among = self._same(), self._among()
        return all(value is None or fields.get(name) == value for name, value in same.items()) and all(
            value is None or value in fields.get(name, ()) for name, value in among.items()
        )

    def _same(self) -> dict[str, Any]:
        return {}

    def _among(self) -> dict[str, Any]:
        return {"goods": self.goods}


class DocumentQuery(ShelfQuery):
    state: Annotated[
        Literal[State.READY, State.AWAITING_UPLOAD, State.PROCESSING, State.REJECTED],
        Field(description="Other than ready: of one's own offices"),
    ] = State.READY
    category: DocumentCategory | None = None
    language: Language | None = None

    def _same(self) -> dict[str, Any]:
        return {"state": self.state, "category": self.category, "language": self.language}


class LinkQuery(ShelfQuery):
    category: LinkCategory | None = None
    language: Language | None = None

    def _same(self) -> dict[str, Any]:
        return {"category": self.category, "language": self.language}


class ExpertQuery(ShelfQuery):
    kind: ExpertKind | None = None
    country: Country | None = None
    language: Language | None = None

    def _same(self) -> dict[str, Any]:
        return {"kind": self.kind, "country": self.country}

    def _among(self) -> dict[str, Any]:
        return {"goods": self.goods, "languages": self.language}
