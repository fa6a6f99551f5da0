"""What a caller can do with their inbox, and what happens to it when others raise and settle notices."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from alerts.inbox.errors import NoSuchNotice
from alerts.inbox.model import Box, InboxCounts, InboxQuery, InboxRead, ReadState, addressees, counts, operation_of
from alerts.inbox.titles import title
from alerts.seating import Seats, sitting
from cen.act import Act
from cen.ids import is_id
from cen.paging import Key, Page
from cen.problems import Unavailable

if TYPE_CHECKING:
    from alerts.inbox.store import InboxStore, Stored

_TRIES = 5
# Of each box, to fill a page of what is unread; then the page may be short and still have a next one.
_MOST_ROUNDS = 4


def count(store: "InboxStore", act: Act, *, fresh: bool = False) -> InboxCounts:
    """One call, whatever there is. `fresh`: see `InboxStore.overview`."""
    tallies, state = store.overview(act.caller.id, addressees(act.caller), fresh=fresh)
    return counts(tallies, state, act.now.date())


@dataclass(slots=True)
class _Look:
    """One look into the caller's boxes. `_sits`: in which operations they were found to sit."""

    act: Act
    query: InboxQuery
    state: ReadState
    seats: Seats
    _sits: dict[str, bool] = field(default_factory=dict)

    def wants(self, one: "Stored") -> bool:
        if self.query.state != "all" and self.state.has(one.box, one.to, one.number):
            return False
        operation = operation_of(one.subject, one.to)
        if operation is not None and operation not in self._sits:
            self._sits[operation] = bool(sitting(self.act, self.seats, [operation]).operations)
        return operation is None or self._sits[operation]


def find(store: "InboxStore", seats: Seats, act: Act, query: InboxQuery, start: Key | None) -> Page[dict[str, Any]]:
    """One page over all boxes of the caller, newest first."""
    boxes = addressees(act.caller)
    look = _Look(act, query, store.state(act.caller.id), seats)
    before = start["before"] if start else None
    shown: list[dict[str, Any]] = []
    for _ in range(_MOST_ROUNDS):
        found, more = _merged(store, boxes, query, before)
        shown += [_shown(one, look.state, query) for one in found if look.wants(one)]
        before = found[-1].id if found else before
        if not more or len(shown) >= query.limit:
            break
    last = shown[query.limit - 1]["id"] if len(shown) > query.limit else before
    more = more or len(shown) > query.limit
    return Page(shown[: query.limit], {"before": str(last)} if more else None)


@dataclass(frozen=True, slots=True)
class _Read:
    found: "list[Stored]"
    more: bool


def _merged(
    store: "InboxStore", boxes: list[str], query: InboxQuery, before: str | None
) -> "tuple[list[Stored], bool]":
    """The newest of all boxes together; complete, as each was read as far."""
    reads = [_Read(*store.newest(one, query.box, before, query.limit)) for one in boxes]
    found = sorted((stored for read in reads for stored in read.found), key=lambda one: one.id, reverse=True)
    more = len(found) > query.limit or any(read.more for read in reads)
    return found[: query.limit], more


def _shown(one: "Stored", state: ReadState, query: InboxQuery) -> dict[str, Any]:
    """An `InboxNotice`."""
    fields = {
        "id": one.id,
        "box": one.box,
        "kind": one.kind,
        "title": title(one.kind, query.lang, must_act=one.box is Box.MUST_ACT),
        "subject": one.subject,
        "to": one.to,
        "at": one.at,
        "read": state.has(one.box, one.to, one.number),
    }
    return fields | ({"due": one.due} if one.due else {})


def read_one(store: "InboxStore", act: Act, id: str) -> InboxCounts:
    found = store.find(addressees(act.caller), id) if is_id(id) else None
    if found is None:
        raise NoSuchNotice("There is no such notice in your inbox.")
    return _read(store, act, lambda state: state.with_one(found.box, found.to, found.number))


def read_all(store: "InboxStore", act: Act, asked: InboxRead) -> InboxCounts:
    moment = min(act.now, datetime.fromisoformat(asked.up_to))
    boxes = [asked.box] if asked.box else list(Box)
    numbers = [(box, one, store.number_at(one, box, moment)) for one, box in _places(act, boxes)]

    def change(state: ReadState) -> ReadState:
        for box, addressee, number in numbers:
            state = state.with_all(box, addressee, number)
        return state

    return _read(store, act, change)


def _places(act: Act, boxes: list[Box]) -> Iterator[tuple[str, Box]]:
    return ((one, box) for one in addressees(act.caller) for box in boxes)


def _read(store: "InboxStore", act: Act, change: Callable[[ReadState], ReadState]) -> InboxCounts:
    for _ in range(_TRIES):
        before = store.state(act.caller.id)
        if store.save_state(act.caller.id, before, change(before)):
            return count(store, act, fresh=True)
    raise Unavailable(retry_after=1)
