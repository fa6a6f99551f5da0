"""Reading: one call to look, one to note who reads what, and one of the vault for each key on the page.

Nothing is shown of what is not for the caller, and nothing is opened that is not shown. A poll that finds nothing new
is the first call alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cen import jsontext
from cen.act import Act
from comm import items
from comm.diary import note_reading
from comm.errors import NoSuchMessage
from comm.messages import changed
from comm.messages.header import header_or_none, may_see
from comm.messages.rendering import document, stone
from comm.messages.window import MessageQuery, Window, window_of
from comm.messages.writing import header_of, opened, stands
from comm.ring import Keys, Ring
from comm.room import Room, Rooms, enter
from comm.sealing import Tampered
from comm.showing import note_tampering
from comm.steps import Item

_AGAIN = 90  # of the hundred items that one call reads


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as it is stored, and the ring that it goes with. `item`: None if it is not what it should be."""

    number: int
    item: Item | None
    ring: Ring | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the caller gets it: JSON text of a `Message`. `content`: what was written, if it could be opened."""

    number: int
    text: str
    content: bytes | None = None
    kind: str | None = None
    withdrawn: bool = False

    @property
    def tampered(self) -> bool:
        return self.kind is None

    @property
    def read(self) -> bool:
        return self.content is not None and not self.withdrawn


def page(rooms: Rooms, act: Act, operation: str, query: MessageQuery) -> str:
    """A `MessagePage` as JSON text."""
    window = window_of(query)
    keys = [items.message_key(number) for number in window.numbers if number > 0]
    room = _whole(rooms, enter(rooms, act, operation, *keys, *changed.keys_of(query)), window.numbers)
    numbers = [number for number in window.numbers if room.seat.sees_from <= number <= room.head.last]
    shown = opened_all(rooms, act, room, stored(rooms, room, numbers), "messages")
    following = _next(window, room)
    if query.changes is None:
        return page_of(room, shown, following)
    since, changes = changed.told(rooms, room, query, query.changes)
    return page_of(room, shown, following, changes=changes, changed=since)


def _whole(rooms: Rooms, room: Room, numbers: Sequence[int]) -> Room:
    """With the newest message that is there, whatever the counter says."""
    last = changed.newest(rooms, room, numbers)
    return room if last == room.head.last else replace(room, head=replace(room.head, last=last))


def _next(window: Window, room: Room) -> str | None:
    """Where one may not see anything yet, the next page begins where one may; beyond the newest, with that."""
    first = room.seat.sees_from
    following = window.following(room.head.last)
    if following and window.back:
        top = min(window.numbers[-1], room.head.last + 1)
        return f"b{top}" if top > first else None
    if following and window.numbers[-1] < first - 1:
        return f"a{first - 1}"
    return following


def page_of(room: Room, shown: Sequence[str], following: str | None, **more: Any) -> str:
    told = {"next": following, "last": room.head.last, "changes": room.head.changes, **more}
    return f'{{"items":[{",".join(shown)}],{jsontext.dumps(told)[1:]}'


def read(rooms: Rooms, act: Act, operation: str, number: int) -> tuple[str, int]:
    """A `Message` as JSON text, and its version; 0 for one that is not what was sent."""
    room = _whole(rooms, enter(rooms, act, operation, items.message_key(number)), [number])
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
    """The messages with those numbers."""
    return assured(rooms, room, {number: room.item(items.message_key(number)) for number in numbers})


def assured(rooms: Rooms, room: Room, found: Mapping[int, Item | None]) -> list[Stored]:
    """What is missing, or not of the version that the ring knows, is read once more: it may have been written between
    two reads. After that it was tampered with."""
    ring = room.ring
    doubtful = [number for number, item in found.items() if not sound(item, number, ring)]
    anew: dict[int, Item | None] = {}
    for start in range(0, len(doubtful), _AGAIN):
        part = {items.message_key(number): number for number in doubtful[start : start + _AGAIN]}
        read_again, ring = rooms.store.again(room.head.id, list(part))
        anew |= {number: read_again.get(key) for key, number in part.items()}
    anew = {number: item if sound(item, number, ring) else None for number, item in anew.items()}
    return [Stored(number, anew.get(number, item), ring) for number, item in found.items()]


def sound(item: Item | None, number: int, ring: Ring | None) -> bool:
    if item is None or not stands(item):
        return False
    return ring is None or (item["version"] == ring.version_of(number) and item["generation"] in ring.keys)


def opened_all(rooms: Rooms, act: Act, room: Room, found: Sequence[Stored], what: str) -> list[str]:
    """Those that the caller may see, as JSON texts. Who opened which is noted before anything is answered."""
    keys = room.keys(rooms)
    shown = [told for one in found if (told := opened_one(room, one, keys, act.at))]
    read_now = [told.number for told in shown if told.read]
    if read_now:
        note_reading(rooms.store, act, room.head.id, what, read_now)
    return [told.text for told in shown]


def opened_one(room: Room, one: Stored, keys: Keys, now: str) -> Shown | None:
    """None where the caller may not see it. What is not what was sent is a stone, and told to the operators."""
    header = header_or_none(one.item)
    try:
        if one.item is None or header is None:
            raise Tampered
        if not may_see(room.seat, one.number, header):
            return None
        content = opened_content(room.head.id, one, keys)
        text = document(one, header, content, now)
    except Tampered:
        note_tampering(room.head.id, "message", one.number)
        return Shown(one.number, stone(one.number, "tampered"))
    return Shown(one.number, text, content, header["kind"], bool(header.get("withdrawn")))


def content_of(operation: str, one: Stored, keys: Keys) -> bytes | None:
    """What was written, as JSON; None if there is no key to open it with, or it is not what was written."""
    try:
        return opened_content(operation, one, keys)
    except Tampered:
        note_tampering(operation, "message", one.number)
        return None


def opened_content(operation: str, one: Stored, keys: Keys) -> bytes | None:
    """None if there is no key to open it with. Raises `Tampered`."""
    if one.item is None or one.ring is None:
        return None
    if not stands(one.item):
        raise Tampered
    return opened(operation, one.number, one.item, keys.of(one.ring, int(one.item["generation"])))
