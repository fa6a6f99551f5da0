"""What can be asked of the list of alerts. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from alerts.model import AlertKind, Category, Publisher, Severity
from cen.codes.text import words
from cen.fields import CodeOf, Faults, RecordId
from cen.paging import PageQuery

MOST_WORDS = 5


class Wanted(StrEnum):
    CURRENT = "current"
    ALL = "all"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    DRAFT = "draft"
    PROPOSED = "proposed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


_SEARCHED = frozenset({Wanted.CURRENT, Wanted.ALL, Wanted.EXPIRED, Wanted.SUPERSEDED})


def _few_words(text: str) -> str:
    found = words(text)
    if not found:
        raise PydanticCustomError("blank", "Write a word to look for.")
    if len(found) > MOST_WORDS:
        raise PydanticCustomError("too_many", "Look for {most} words at the most.", {"most": MOST_WORDS})
    return text


Words = Annotated[
    str, Field(max_length=100, description="Words, without regard to accents"), AfterValidator(_few_words)
]


class AlertQuery(PageQuery):
    status: Annotated[
        Wanted,
        Field(
            description="current: published and valid now; all: what is found by q, valid or not; "
            "draft, proposed, returned, withdrawn: of one's own offices"
        ),
    ] = Wanted.CURRENT
    kind: AlertKind | None = None
    severity: Severity | None = None
    category: Category | None = None
    region: Annotated[str, CodeOf("rilo")] | None = None
    publisher: Publisher | None = None
    operation: Annotated[
        RecordId | None,
        Field(description="A joint operation of the caller's: what is for its members, which no other list shows"),
    ] = None
    q: Words | None = None

    @model_validator(mode="after")
    def _words_find_what_was_published(self) -> Self:
        faults = Faults()
        if self.q is not None and self.status not in _SEARCHED:
            faults.add(("q",), PydanticCustomError("not_searched", "What is not published is listed, not searched."))
        if self.q is None and self.status is Wanted.ALL:
            faults.add(("q",), PydanticCustomError("required", "Say what to look for among all."))
        faults.raise_if_any(self)
        return self

    @property
    def room(self) -> str | None:
        """The operation whose own list is asked for. Of what is not published, it is a filter like the others."""
        return self.operation if self.status in _SEARCHED else None

    @property
    def filtered(self) -> bool:
        return bool(self.question().keys() - ({"status", "operation"} if self.room else {"status"}))

    def meets(self, row: Mapping[str, Any]) -> bool:
        status = {Wanted.CURRENT: "published", Wanted.ALL: None}.get(self.status, str(self.status))
        same = {"status": status, "kind": self.kind, "severity": self.severity, "publisher": self.publisher}
        same["operation"] = self.operation
        if any(value is not None and row.get(name) != value for name, value in same.items()):
            return False
        among = {"categories": self.category, "regions": self.region}
        return all(value is None or value in row.get(name, ()) for name, value in among.items())
