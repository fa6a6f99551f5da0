"""What happened to a record. The parties see all of it; other readers see that and when, from publication on."""

from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.paging import Key, Page
from seizures import service

if TYPE_CHECKING:
    from seizures.store import SeizureStore

_OPEN_FIELDS = ("action", "at", "version", "administration")
_OPEN_ACTIONS = frozenset({"published", "changed", "verified", "queried"})


def history(store: "SeizureStore", act: Act, id: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
    record = service.read(store, act, id)
    page = store.history(id, start, limit)
    if service.is_party(act, record):
        return page
    published = record.fields["published_at"]
    entries = [
        {name: entry[name] for name in _OPEN_FIELDS if name in entry}
        for entry in page.items
        if entry["at"] >= published and entry["action"] in _OPEN_ACTIONS
    ]
    return Page(entries, page.next)
