"""Lists of records that are not found by the search: what waits for somebody, and what is not published."""

from typing import TYPE_CHECKING, Any

from cen import members
from cen.act import Act
from cen.paging import Key, Page
from cen.principal import Tier
from cen.problems import FieldError, Forbidden, Invalid
from cen.tlp import Tlp
from seizures.model import Status, Verification
from seizures.search.question import SeizureQuery
from seizures.visibility import Face, may_read

if TYPE_CHECKING:
    from seizures.store import SeizureStore

# A RILO does not see all rows of its members (AMBER+STRICT); so a page may take a few reads, never more.
_MOST_READS = 4
_WAITING = (Verification.UNVERIFIED, Verification.QUERIED)


def asked_for(act: Act, query: SeizureQuery) -> bool:
    """Whether a worklist is meant: another status than published, or what a RILO has to verify."""
    dated = {"seized_from", "seized_to"} & query.model_fields_set
    plain = query.administration is None and not query.searched() and not dated
    review = query.verification in _WAITING and plain
    return query.status is not Status.PUBLISHED or (review and bool(act.caller.rilos))


def whose(act: Act, query: SeizureQuery) -> str:
    """The administration or RILO whose list it is. Raises 403 or 422. Rights may have changed since a cursor was
    written, so a cursor is bound to this."""
    if query.status is Status.PUBLISHED:
        return f"rilo-{min(act.caller.rilos)}"
    administration = query.administration or act.caller.administration
    if administration is None:
        raise Invalid(
            "Say whose records.", errors=[FieldError("administration", "required", "Name an administration.")]
        )
    if not _may_list(act, administration):
        raise Forbidden("Records that are not published are for their own administration and its RILO.")
    return administration


def _may_list(act: Act, administration: str) -> bool:
    serves = members.rilo_of(administration, act.now.date()) in act.caller.rilos
    return act.caller.tier is Tier.UNRESTRICTED and (administration == act.caller.administration or serves)


def find(store: "SeizureStore", act: Act, query: SeizureQuery, start: Key | None) -> Page[dict[str, Any]]:
    """One page of rows, newest seizure first."""
    owner = whose(act, query)
    rows: list[dict[str, Any]] = []
    for _ in range(_MOST_READS):
        page = _read(store, owner, query, start, query.limit - len(rows))
        rows += [row for row in page.items if _shown(act, query, row)]
        start = page.next
        if start is None or len(rows) >= query.limit:
            break
    return Page(rows, start)


def _read(
    store: "SeizureStore", owner: str, query: SeizureQuery, start: Key | None, limit: int
) -> Page[dict[str, Any]]:
    if query.status is Status.PUBLISHED:
        waiting = query.verification or Verification.UNVERIFIED
        return store.list_to_review(owner.removeprefix("rilo-"), waiting, query.seized, start, limit)
    return store.list_by_status(owner, query.status, query.seized, start, limit)


def _shown(act: Act, query: SeizureQuery, row: dict[str, Any]) -> bool:
    face = Face(Status(row["status"]), row["administration"], row["rilo"], Tlp(row["tlp"]))
    wanted = query.verification is None or row["verification"] == query.verification
    return wanted and may_read(act.caller, face, act.now.date())
