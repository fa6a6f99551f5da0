"""Lists of records: own drafts, what waits for approval or verification, what an administration published."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cen.act import Act
from cen.fields import CodeOf, Faults
from cen.paging import Key, Page, PageQuery
from cen.problems import FieldError, Forbidden, Invalid
from cen.tlp import Tlp
from seizures.model import Status, Verification
from seizures.visibility import Face, may_read

if TYPE_CHECKING:
    from seizures.store import SeizureStore

# Rows above the reader's handling level are left out after reading; so a page may take a few reads, never more.
_MOST_READS = 4


class SeizureQuery(PageQuery):
    status: Annotated[Status, Field(description="Life cycle; others than published are for their administration")] = (
        Status.PUBLISHED
    )
    verification: Verification | None = None
    administration: Annotated[str, CodeOf("country")] | None = None
    seized_from: date = date(1970, 1, 1)
    seized_to: date = date(9999, 12, 31)

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.seized_from > self.seized_to:
            faults = Faults()
            faults.add(("seized_to",), PydanticCustomError("before_from", "The last day lies before the first."))
            faults.raise_if_any(self)
        return self

    @property
    def seized(self) -> tuple[str, str]:
        return self.seized_from.isoformat(), self.seized_to.isoformat()


def find(store: "SeizureStore", act: Act, query: SeizureQuery, start: Key | None) -> Page[dict[str, Any]]:
    """One page of rows, newest seizure first."""
    rows: list[dict[str, Any]] = []
    for _ in range(_MOST_READS):
        page = _read(store, act, query, start, query.limit - len(rows))
        rows += [row for row in page.items if _shown(act, query, row)]
        start = page.next
        if start is None or len(rows) >= query.limit:
            break
    return Page(rows, start)


def _read(store: "SeizureStore", act: Act, query: SeizureQuery, start: Key | None, limit: int) -> Page[dict[str, Any]]:
    if query.administration is None and _is_review(query) and act.caller.rilos:
        rilo = min(act.caller.rilos)
        return store.list_to_review(rilo, query.verification or Verification.UNVERIFIED, query.seized, start, limit)
    administration = query.administration or act.caller.administration
    if administration is None:
        raise Invalid(
            "Say whose records.", errors=[FieldError("administration", "required", "Name an administration.")]
        )
    if query.status is not Status.PUBLISHED and administration != act.caller.administration and not act.caller.rilos:
        raise Forbidden("Records that are not published are for their own administration.")
    return store.list_by_status(administration, query.status, query.seized, start, limit)


def _is_review(query: SeizureQuery) -> bool:
    """Whether a RILO's worklist is meant: published records that wait for it or for their owner's answer."""
    return query.status is Status.PUBLISHED and query.verification in (Verification.UNVERIFIED, Verification.QUERIED)


def _shown(act: Act, query: SeizureQuery, row: dict[str, Any]) -> bool:
    face = Face(Status(row["status"]), row["administration"], row["rilo"], Tlp(row["tlp"]))
    wanted = query.verification is None or row["verification"] == query.verification
    return wanted and may_read(act.caller, face, act.now.date())
