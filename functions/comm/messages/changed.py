"""What was changed or withdrawn since a reader last asked. Changes are numbered without a gap, as messages are, so they
are read by their keys in the call that reads the page; what does not fit into one answer comes with the next."""

from collections.abc import Sequence

from comm import items
from comm.messages.header import header_or_none, may_see
from comm.messages.window import MessageQuery
from comm.room import Room, Rooms
from comm.showing import note_tampering
from comm.steps import Item

# With a page of fifty messages they are read in one call, which takes a hundred items.
MOST = 40


def keys_of(query: MessageQuery) -> list[str]:
    """Of the changes that the answer may tell of: no more than `limit`, so that polling is cheap."""
    if query.changes is None:
        return []
    return [items.change_key(change) for change in _asked(query, query.changes)]


def _asked(query: MessageQuery, changes: int) -> range:
    return range(changes + 1, changes + 1 + min(query.limit, MOST))


def told(rooms: Rooms, room: Room, query: MessageQuery, changes: int) -> tuple[list[int], int]:
    """Numbers of messages that the caller may see, and what to ask with next."""
    there = [change for change in _asked(query, changes) if change <= room.head.changes]
    keys = [items.change_key(change) for change in there]
    found = {key: item for key in keys if (item := room.item(key))}
    if lacking := [key for key in keys if key not in found]:  # written between two reads of one call
        found |= rooms.store.again(room.head.id, lacking)[0]
    numbers = {number for key in keys if (number := _number(room, found.get(key)))}
    return sorted(numbers), there[-1] if there else room.head.changes


def _number(room: Room, item: Item | None) -> int | None:
    number = item.get("number") if item else None
    if item is None or not isinstance(number, int):
        note_tampering(room.head.id, "change")
        return None
    header = header_or_none(item)
    return number if header is None or may_see(room.seat, number, header) else None


def newest(rooms: Rooms, room: Room, numbers: Sequence[int]) -> int:
    """Number of the newest message. One that is there beyond it was sent between two reads of one call, or the counter
    was set back, which would hide it."""
    beyond = [number for number in numbers if number > room.head.last and room.item(items.message_key(number))]
    if not beyond:
        return room.head.last
    head, _ = rooms.store.again(room.head.id, ["HEAD"])
    if items.head_of(head["HEAD"]).last >= max(beyond):
        return room.head.last
    note_tampering(room.head.id, "counter", max(beyond))
    return max(beyond)
