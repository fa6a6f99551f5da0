"""What members do with messages besides reading and changing them: send, and confirm receipt."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cen import jsontext
from cen.act import Act, Replay
from cen.paging import Key, Page
from comm import items
from comm.errors import CoordinatorsOnly
from comm.messages.answers import Receipt
from comm.messages.model import AnyMessage
from comm.messages.reading import Stored, one, read
from comm.messages.rendering import document
from comm.messages.sending import prepared
from comm.messages.writing import header_of
from comm.ring import Keys
from comm.room import Rooms, persistently
from comm.seats import member_id
from comm.steps import Item


def send(
    rooms: Rooms, act: Act, operation: str, message: AnyMessage, also: Sequence[dict[str, Any]] = ()
) -> tuple[str, int, bool]:
    """A `Message` as JSON text, its number, and whether this was done before. `also`: steps of the same transaction."""
    keys = Keys(rooms.vault, operation)

    def attempt() -> tuple[str, int, bool]:
        room, made = prepared(rooms, act, operation, message, keys)
        rooms.store.commit([*made.steps, *also], act, str(made.number))
        stored = Stored(made.number, made.item, room.ring)
        content = jsontext.dumps(made.content).encode()
        return document(stored, header_of(made.item), content, act.at), made.number, False

    try:
        return persistently(attempt)
    except Replay as done:
        return read(rooms, replace(act, idempotency=None), operation, int(done.id))[0], int(done.id), True


def receive(rooms: Rooms, act: Act, operation: str, number: int, state: str) -> dict[str, Any]:
    """Confirms that a message was delivered to, or read by, the caller; the first of each counts."""
    member = member_id(str(act.caller.administration), act.caller.id)
    key = items.receipt_key(number, member)
    room, _ = one(rooms, act, operation, number, key)
    before = room.item(key) or {}
    told = {name: str(value) for name, value in before.items() if name in ("delivered_at", "read_at")}
    if f"{state}_at" not in told:
        told = {"delivered_at": act.at, **told, f"{state}_at": act.at}
        item: Item = {"pk": items.room(operation), "sk": key, "member": member}
        rooms.store.put({**item, **told})
    return Receipt(member=member, **told).model_dump(exclude_none=True)


def receipts(rooms: Rooms, act: Act, operation: str, number: int, start: Key | None, limit: int) -> Page[Any]:
    """For the sender's administration and coordinators."""
    room, item = one(rooms, act, operation, number)
    if not room.seat.coordinates and header_of(item)["administration"] != room.seat.administration:
        raise CoordinatorsOnly("Receipts are for who sent the message, and for coordinators.")
    prefix = items.receipt_key(number)
    page = rooms.store.page(items.room(operation), prefix, f"{prefix}~", start, limit, newest_first=False)
    return Page([{name: item[name] for name in Receipt.model_fields if name in item} for item in page.items], page.next)
