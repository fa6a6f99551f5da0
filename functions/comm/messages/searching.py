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
from comm.messages.header import may_see
from comm.messages.reading import Stored, content_of, header_or_none, page_of, sound
from comm.messages.rendering import document
from comm.messages.window import MessageQuery, top_of
from comm.ring import Keys
from comm.room import Room, Rooms, enter
from comm.steps import Item

# Messages that one request looks at: some 200 KB.
SCANNED = 200
_WORDS_IN = ("text", "sender_name", "warning", "feedback", "record")


def search(rooms: Rooms, act: Act, operation: str, query: MessageQuery) -> str:
    """A `MessagePage` as JSON text; it may hold few items, or none, while `next` says that there is more."""
    room = enter(rooms, act, operation)
    top, first = top_of(query, room.head.last), room.seat.sees_from
    pk = items.room(operation)
    between = items.message_key(first), items.message_key(top)
    found = rooms.store.page(pk, *between, None, SCANNED) if top >= first else None
    shown: list[str] = []
    read: list[int] = []
    keys = room.keys(rooms)
    passed = first
    for item in found.items if found else ():
        passed = int(str(item["sk"]).partition("#")[2])
        text = _match(act, room, passed, item, query, keys)
        if text:
            shown.append(text)
            read.append(passed)
        if len(shown) == query.limit:
            break
    if read:
        note_reading(rooms.store, act, operation, "search", read)
    return page_of(rooms, room, query, shown, f"b{passed}" if passed > first else None)


def _match(act: Act, room: Room, number: int, item: Item, query: MessageQuery, keys: Keys) -> str | None:
    header = header_or_none(item)
    if header is None or not may_see(room.seat, number, header) or not sound(item, number, room.ring):
        return None
    if header.get("withdrawn") or (query.kind and header["kind"] != query.kind):
        return None
    stored = Stored(number, item, room.ring)
    content = content_of(room.head.id, stored, keys)
    if content is None or not _says(content, query.q):
        return None
    return document(stored, header, content, act.at)


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
