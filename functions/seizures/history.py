"""What happened to a record.

Its administration sees all of it, its RILO what happened since it was submitted; other readers see that and when, from
publication on. What one may not see is not even read, so that no page tells how much of it there is.
"""

from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.paging import Key, Page
from seizures import service
from seizures.parties import is_owner, is_rilo

if TYPE_CHECKING:
    from seizures.store import SeizureStore

# A millisecond can hold the step before, too.
_BEFORE_SUBMISSION, _BEFORE_PUBLICATION = frozenset({"entered"}), frozenset({"entered", "submitted", "returned"})
_OPEN_FIELDS = ("action", "at", "version", "administration")
# Between an administration's national contact point and its officer.
_INTERNAL_FIELDS = ("comment", "overrides", "override_reason")


def history(store: "SeizureStore", act: Act, id: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
    record = service.read(store, act, id)
    if is_owner(act, record):
        return store.history(id, "", start, limit)
    if is_rilo(act, record):
        page = store.history(id, record.fields["submitted_at"], start, limit)
        return Page([_without_internals(entry) for entry in _after(_BEFORE_SUBMISSION, page)], page.next)
    page = store.history(id, record.fields["published_at"], start, limit)
    entries = _after(_BEFORE_PUBLICATION, page)
    return Page([{name: entry[name] for name in _OPEN_FIELDS if name in entry} for entry in entries], page.next)


def _after(left_out: frozenset[str], page: Page[dict[str, Any]]) -> list[dict[str, Any]]:
    return [entry for entry in page.items if entry["action"] not in left_out]


def _without_internals(entry: dict[str, Any]) -> dict[str, Any]:
    hidden = _INTERNAL_FIELDS if entry["action"] == "returned" else ()
    return {name: value for name, value in entry.items() if name not in hidden}
