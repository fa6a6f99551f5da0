"""What can be done with saved searches. They are their owner's own: for everybody else they do not exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from cen.act import Act
from cen.audit import Entry, entry_for
from cen.ids import is_id, new_id
from cen.paging import Key, Page
from cen.problems import Unavailable
from cen.requester import requester
from seizures.record import Record, row
from seizures.search.filters import Validate
from seizures.service import face
from seizures.visibility import may_read
from seizures.watches.errors import CountChanged, DuplicateSearch, NoSuchSearch, SameSearch, TooManySearches
from seizures.watches.model import MOST_SEARCHES, Saved, SearchRequest, filing

if TYPE_CHECKING:
    from seizures.watches.store import SearchStore

_TRIES = 5


class Records(Protocol):
    def read_many(self, ids: Sequence[str]) -> list[Record]:
        """Those records that there are, in the order asked for."""


@dataclass(frozen=True, slots=True)
class Kept:
    """`replayed`: this very search was saved before, nothing was written now."""

    saved: Saved
    replayed: bool = False


def create(store: "SearchStore", act: Act, request: SearchRequest, validate: Validate) -> Kept:
    """Raises `DuplicateSearch` if another search has the name, `TooManySearches`."""
    validate(request.search)
    filed, rest = filing(request.search)
    saved = Saved(
        id=new_id(act.now),
        name=request.name,
        search=dict(request.search),
        owner=requester(act.caller),
        filed=filed,
        rest=rest,
        created_at=act.at,
    )
    for _ in range(_TRIES):
        try:
            counted = store.count(saved)
            if counted.number >= MOST_SEARCHES:
                raise TooManySearches(f"You have {MOST_SEARCHES} saved searches. Remove one first.")
            store.create(saved, _entry(act, "saved"), counted)
        except SameSearch as same:
            return _same(store, act, request, same.id)
        except CountChanged:
            continue
        return Kept(saved)
    raise Unavailable(retry_after=1)


def _same(store: "SearchStore", act: Act, request: SearchRequest, id: str) -> Kept:
    """The search that has the name, if it is the one that is to be saved: with the rights its owner has now."""
    existing = store.read(id)
    if existing is None:
        raise Unavailable(retry_after=1)
    if existing.search != request.search:
        raise DuplicateSearch("A search of yours has this name.", existing_id=id)
    owner = requester(act.caller)
    if existing.owner != owner:
        existing = existing.model_copy(update={"owner": owner})
        store.renew(existing, _entry(act, "renewed"))
    return Kept(existing, replayed=True)


def find(store: "SearchStore", act: Act, start: Key | None, limit: int) -> Page[Saved]:
    return store.list_of(act.caller.id, start, limit)


def read(store: "SearchStore", act: Act, id: str) -> Saved:
    saved = store.read(id) if is_id(id) else None
    if saved is None or saved.owner.id != act.caller.id:
        raise NoSuchSearch("There is no such saved search of yours.")
    return saved


def remove(store: "SearchStore", act: Act, id: str) -> Saved:
    for _ in range(_TRIES):
        saved = read(store, act, id)
        try:
            store.remove(saved, _entry(act, "removed"), store.counted(act.caller.id))
        except CountChanged:
            continue
        return saved
    raise Unavailable(retry_after=1)


def matches(
    store: "SearchStore", records: Records, act: Act, id: str, start: Key | None, limit: int
) -> Page[dict[str, Any]]:
    """Records that came to match, as they are now; those that are no longer open to the caller are left out."""
    read(store, act, id)
    page = store.matches(id, start, limit)
    when = dict(page.items)
    today = act.now.date()
    open_to_caller = [one for one in records.read_many(list(when)) if may_read(act.caller, face(one), today)]
    return Page([{"seizure": row(one), "at": when[one.id]} for one in open_to_caller], page.next)


def _entry(act: Act, action: str) -> Entry:
    return entry_for(act.caller, action, act.at, 1, act.request_id)
