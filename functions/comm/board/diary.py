"""Who did and who read what, for coordinators and for auditors of CENMaT; never what it said."""

from collections.abc import Mapping
from typing import Any

from cen import jsontext
from cen.act import Act
from cen.ids import is_id
from cen.paging import Key, Page
from comm import items
from comm.board.model import DiaryEntry, DiaryQuery
from comm.errors import CoordinatorsOnly, NoSuchOperation
from comm.room import Rooms, check_account
from comm.seats import seat_of

_PREFIX = {"done": "AUDIT#", "read": "READ#"}


def diary(rooms: Rooms, act: Act, operation: str, query: DiaryQuery, start: Key | None) -> Page[dict[str, Any]]:
    """Newest first."""
    _check(rooms, act, operation)
    prefix = _PREFIX[query.what]
    # Entries begin with their year; what the notifier leaves beside them does not.
    page = rooms.store.page(items.room(operation), f"{prefix}1", f"{prefix}9", start, query.limit)
    entries = [jsontext.loads(str(item["entry"])) for item in page.items]
    if query.message is not None:
        entries = [entry for entry in entries if _concerns(entry, query.message)]
    return Page([{name: one[name] for name in DiaryEntry.model_fields if name in one} for one in entries], page.next)


def _check(rooms: Rooms, act: Act, operation: str) -> None:
    if not is_id(operation):
        raise NoSuchOperation
    entered = rooms.store.enter(act, operation)
    check_account(entered.entry, act)
    seat = seat_of(entered.delegation, act.caller)
    if entered.head is None or (seat is None and "cenmat" not in act.caller.roles):
        raise NoSuchOperation
    if seat is not None and not seat.coordinates and "cenmat" not in act.caller.roles:
        raise CoordinatorsOnly("Who read what is for coordinators and auditors.")


def _concerns(entry: Mapping[str, Any], number: int) -> bool:
    if "number" in entry:
        return bool(entry["number"] == number)
    return any(_within(part, number) for part in str(entry.get("messages", "")).split())


def _within(part: str, number: int) -> bool:
    first, _, last = part.partition("-")
    return int(first) <= number <= int(last or first)
