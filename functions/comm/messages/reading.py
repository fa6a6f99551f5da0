"""Reading: one call to look, one to note who reads what, and one of the vault for each key on the page.

Nothing is shown of what is not for the caller, and nothing is opened that is not shown. A poll that finds nothing new
is the first call alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cen import jsontext
from cen.act import Act
from comm import items
from comm.diary import note_reading
from comm.errors import NoSuchMessage
from comm.messages.header import may_see
from comm.messages.rendering import document, stone
from comm.messages.window import MessageQuery, Window, window_of
from comm.messages.writing import header_of, opened
from comm.ring import Keys, Ring
from comm.room import Room, Rooms, enter
from comm.sealing import Tampered
from comm.showing import note_tampering
from comm.steps import Item

MOST_CHANGES = 100


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as it is stored, and the ring that it goes with. `item`: None if it is not what it should be."""

    number: int
    item: Item | None
    ring: Ring | None


def page(rooms: Rooms, act: Act, operation: str, query: MessageQuery) -> str:
    """A `MessagePage` as JSON text."""
    window = window_of(query)
    room = _entered(rooms, act, operation, window)
    newest = window.below(room.head.last)
    if newest:
        window, room = newest, _entered(rooms, act, operation, newest)
    numbers = [number for number in window.numbers if room.seat.sees_from <= number <= room.head.last]
    found = stored(rooms, room, numbers)
    shown = opened_all(rooms, act, room, found, "messages")
    return page_of(rooms, room, query, shown, _next(window, room))


def _entered(rooms: Rooms, act: Act, operation: str, window: Window) -> Room:
    return enter(rooms, act, operation, *(items.message_key(number) for number in window.numbers if number > 0))


def _next(window: Window, room: Room) -> str | None:
    """Where one may not see anything yet, the next page begins where one may."""
    first = room.seat.sees_from
    following = window.following(room.head.last)
    if following and window.back:
        lowest = window.numbers[-1]
        return f"b{min(lowest, room.head.last + 1)}" if lowest > first else None
    if following and window.numbers[-1] < first - 1:
        return f"a{first - 1}"
    return following


def page_of(rooms: Rooms, room: Room, query: MessageQuery, shown: Sequence[str], following: str | None) -> str:
    told: dict[str, Any] = {"next": following, "last": room.head.last, "changes": room.head.changes}
    if query.changes is not None:
        told["changed"] = changed_since(rooms, room, query.changes)
    return f'{{"items":[{",".join(shown)}],{jsontext.dumps(told)[1:]}'


def changed_since(rooms: Rooms, room: Room, changes: int) -> list[int]:
    """Numbers of messages that were changed or withdrawn since; a call more where there are such."""
    if room.head.changes <= changes:
        return []
    pk = items.room(room.head.id)
    first, last = items.change_key(changes + 1), items.change_key(room.head.changes)
    found = rooms.store.page(pk, first, last, None, MOST_CHANGES, newest_first=False)
    return sorted({int(item["number"]) for item in found.items})


def read(rooms: Rooms, act: Act, operation: str, number: int) -> tuple[str, int]:
    """A `Message` as JSON text, and its version; 0 for one that is not what was sent."""
    room = enter(rooms, act, operation, items.message_key(number))
    if not room.seat.sees_from <= number <= room.head.last:
        raise NoSuchMessage
    found = stored(rooms, room, [number])
    shown = opened_all(rooms, act, room, found, "message")
    if not shown:
        raise NoSuchMessage
    return shown[0], int(found[0].item["version"]) if found[0].item else 0


def read_version(rooms: Rooms, act: Act, operation: str, number: int, version: int) -> str:
    """What a message was before it was changed, for those who may see it now. Nothing is left of a withdrawn one."""
    room, item = one(rooms, act, operation, number, items.version_key(number, version))
    if item["version"] == version:
        return read(rooms, act, operation, number)[0]
    before = room.item(items.version_key(number, version))
    if before is None or header_of(item).get("withdrawn"):
        raise NoSuchMessage
    (shown,) = opened_all(rooms, act, room, [Stored(number, before, room.ring)], "version")
    return shown


def one(rooms: Rooms, act: Act, operation: str, number: int, *sks: str) -> tuple[Room, Item]:
    """A message that the caller may see. Raises `NoSuchMessage`."""
    room = enter(rooms, act, operation, items.message_key(number), *sks)
    if not room.seat.sees_from <= number <= room.head.last:
        raise NoSuchMessage
    (found,) = stored(rooms, room, [number])
    header = header_or_none(found.item)
    if found.item is None or header is None or not may_see(room.seat, number, header):
        raise NoSuchMessage
    return room, found.item


def stored(rooms: Rooms, room: Room, numbers: Iterable[int]) -> list[Stored]:
    """The messages with those numbers. What is missing, or not of the version that the ring knows, is read once more:
    it may have been written between two reads of one call. After that it was tampered with."""
    numbers = list(numbers)
    found = {number: room.item(items.message_key(number)) for number in numbers}
    ring = room.ring
    doubtful = [number for number in numbers if not sound(found[number], number, ring)]
    if doubtful:
        anew, ring = rooms.store.again(room.head.id, [items.message_key(number) for number in doubtful])
        for number in doubtful:
            item = anew.get(items.message_key(number))
            found[number] = item if sound(item, number, ring) else None
    return [Stored(number, found[number], ring) for number in numbers]


def sound(item: Item | None, number: int, ring: Ring | None) -> bool:
    if item is None:
        return False
    return ring is None or (item["version"] == ring.version_of(number) and int(item["generation"]) in ring.keys)


def opened_all(rooms: Rooms, act: Act, room: Room, found: Sequence[Stored], what: str) -> list[str]:
    """Those that the caller may see, as JSON texts. Who opened which is noted before anything is answered."""
    keys, now = room.keys(rooms), act.at
    shown: list[str] = []
    read_now: list[int] = []
    for one in found:
        header = header_or_none(one.item)
        if one.item is None or header is None:
            note_tampering(room.head.id, "message", one.number)
            shown.append(stone(one.number, "tampered"))
        elif may_see(room.seat, one.number, header):
            content = content_of(room.head.id, one, keys)
            if content is not None and not header.get("withdrawn"):
                read_now.append(one.number)
            shown.append(document(one, header, content, now))
    if read_now:
        note_reading(rooms.store, act, room.head.id, what, read_now)
    return shown


def content_of(operation: str, one: Stored, keys: Keys) -> bytes | None:
    """What was written, as JSON; None if there is no key to open it with, or it is not what was written."""
    if one.item is None or one.ring is None:
        return None
    try:
        return opened(operation, one.number, one.item, keys.of(one.ring, int(one.item["generation"])))
    except Tampered:
        note_tampering(operation, "message", one.number)
        return None


def header_or_none(item: Item | None) -> Any:
    """None for what is no header of ours."""
    if item is None:
        return None
    try:
        header = header_of(item)
    except ValueError:
        return None
    return header if isinstance(header, dict) and {"tlp", "to", "kind"} <= header.keys() else None
