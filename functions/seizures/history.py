"""What happened to a record.

Its administration sees all of it, its RILO what happened since it was submitted; other readers see that and when, from
publication on. That another record was merged into it they see if they may see that one. Pages are filled up, so that
none tells how much is left out.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.paging import Key, Page
from seizures import service
from seizures.parties import is_owner, is_rilo
from seizures.visibility import may_read

if TYPE_CHECKING:
    from seizures.store import SeizureStore

# A millisecond can hold the step before, too.
_BEFORE_SUBMISSION, _BEFORE_PUBLICATION = frozenset({"entered"}), frozenset({"entered", "submitted", "returned"})
_OPEN_FIELDS = ("action", "at", "version", "administration")
# What names another record: one that this record came to stand for, or stands for no longer.
_OF_ANOTHER = frozenset({"absorbed", "released"})
# Between an administration's national contact point and its officer.
_INTERNAL_FIELDS = ("comment", "overrides", "override_reason")


def history(store: "SeizureStore", act: Act, id: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
    record = service.read(store, act, id)
    if is_owner(act, record):
        return store.history(id, "", start, limit)
    if is_rilo(act, record):
        page = _page(store, act, id, record.fields["submitted_at"], start, limit, _BEFORE_SUBMISSION)
        return Page([_without_internals(entry) for entry in page.items], page.next)
    page = _page(store, act, id, record.fields["published_at"], start, limit, _BEFORE_PUBLICATION)
    return Page([{name: entry[name] for name in _OPEN_FIELDS if name in entry} for entry in page.items], page.next)


def _page(
    store: "SeizureStore", act: Act, id: str, since: str, start: Key | None, limit: int, left_out: frozenset[str]
) -> Page[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = store.history(id, since, start, limit - len(found))
        entries = [entry for entry in page.items if entry["action"] not in left_out]
        hidden = _hidden(store, act, entries)
        found += [entry for entry in entries if entry.get("related") not in hidden]
        start = page.next
        if start is None or len(found) == limit:
            return Page(found, start)


def _hidden(store: "SeizureStore", act: Act, entries: Sequence[dict[str, Any]]) -> set[str]:
    """Other records that were merged into this one and are not open to the caller, as `related` names them."""
    named = {entry["related"] for entry in entries if entry["action"] in _OF_ANOTHER}
    others = store.read_all(path.partition("/")[2] for path in sorted(named))
    return named - {f"seizures/{one.id}" for one in others if may_read(act.caller, service.face(one), act.now.date())}


def _without_internals(entry: dict[str, Any]) -> dict[str, Any]:
    hidden = _INTERNAL_FIELDS if entry["action"] == "returned" else ()
    return {name: value for name, value in entry.items() if name not in hidden}
