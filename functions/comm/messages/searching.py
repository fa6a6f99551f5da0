"""Looking for messages by words or kind: newest first, a bounded number of them opened with each request.

The words are sealed, and no index of them is kept: one that the table's readers cannot use would still tell them which
messages share a word. So a search reads on, page by page, as far as its reader wants.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

from cen import jsontext
from cen.act import Act
from comm import items
from comm.diary import note_reading
from comm.messages.header import header_or_none
from comm.messages.reading import Shown, Stored, assured, opened_one, page_of
from comm.messages.window import MessageQuery, top_of
from comm.ring import Keys
from comm.room import Room, Rooms, enter

# Messages that one request looks at: some 200 KB.
SCANNED = 200
_WORDS_IN = ("text", "sender_name", "warning", "feedback", "record")


def search(rooms: Rooms, act: Act, operation: str, query: MessageQuery) -> str:
    """A `MessagePage` as JSON text; it may hold few items, or none, while `next` says that there is more. What is not
    what was sent is shown as such: it may have been what is looked for."""
    room = enter(rooms, act, operation)
    first, passed, keys = room.seat.sees_from, room.seat.sees_from, room.keys(rooms)
    shown: list[Shown] = []
    for one in _scanned(rooms, room, top_of(query, room.head.last)):
        passed = one.number
        found = _match(room, one, query, keys, act.at)
        if found:
            shown.append(found)
        if len(shown) == query.limit:
            break
    if read := [one.number for one in shown if one.read]:
        note_reading(rooms.store, act, operation, "search", read)
    return page_of(room, [one.text for one in shown], f"b{passed}" if passed > first else None)


def _scanned(rooms: Rooms, room: Room, top: int) -> list[Stored]:
    """Newest first. As numbers have no gap, one that is not there is noticed."""
    lowest = max(room.seat.sees_from, top - SCANNED + 1)
    if top < lowest:
        return []
    between = items.message_key(lowest), items.message_key(top)
    page = rooms.store.page(items.room(room.head.id), *between, None, SCANNED)
    found = {int(str(item["sk"]).partition("#")[2]): item for item in page.items}
    if page.next and found:
        lowest = min(found)
    return assured(rooms, room, {number: found.get(number) for number in range(top, lowest - 1, -1)})


def _match(room: Room, one: Stored, query: MessageQuery, keys: Keys, now: str) -> Shown | None:
    header = header_or_none(one.item)
    if header and query.kind and header["kind"] != query.kind:
        return None
    shown = opened_one(room, one, keys, now)
    if shown is None or shown.tampered:
        return shown
    return shown if shown.read and _says(shown.content or b"", query.q) else None


def _says(content: bytes, q: str | None) -> bool:
    """Whether every word stands in what was written, whatever its case and accents."""
    if q is None:
        return True
    read: Mapping[str, Any] = jsontext.loads(content)
    text = folded(" ".join(_texts({name: read.get(name) for name in _WORDS_IN})))
    return all(word in text for word in folded(q).split())


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    return [text for one in value for text in _texts(one)] if isinstance(value, list) else []


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))
