"""Drafts: sealed as messages are, for their author alone. What is in one need not be complete before it is sent."""

from dataclasses import replace
from typing import Any

from cen import jsontext
from cen.act import Act, Replay
from cen.body import model_of
from cen.ids import is_id, new_id
from cen.problems import FieldError, Invalid
from comm import items, sealing
from comm.errors import NoSuchDraft, TooManyHere, WrongOperationState
from comm.messages.model import MOST_BYTES, NewMessage
from comm.messages.reading import read as read_message
from comm.messages.sending import sealer_of
from comm.messages.service import send as send_message
from comm.model import State
from comm.ring import Keys
from comm.room import Room, Rooms, enter, persistently
from comm.sealing import Tampered
from comm.showing import note_tampering
from comm.steps import Item, delete, put

MOST_DRAFTS = 50


def keep(rooms: Rooms, act: Act, operation: str, content: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    id = new_id(act.now)

    def attempt() -> Item:
        room = enter(rooms, act, operation)
        room.check_writes(State.PLANNED, State.RUNNING)
        pk = items.drafts(operation, act.caller.id)
        if len(rooms.store.page(pk, "0", "~", None, MOST_DRAFTS).items) >= MOST_DRAFTS:
            raise TooManyHere(f"{MOST_DRAFTS} drafts of yours are here. Send or delete some.", retry_after=60)
        item = _draft_item(rooms, act, room, id, 1, content)
        rooms.store.commit([put(item, items.ABSENT)], act, id)
        return item

    try:
        return _shown_draft(persistently(attempt), content), False
    except Replay as done:
        try:
            return read(rooms, replace(act, idempotency=None), operation, done.id)[0], True
        except NoSuchDraft as gone:
            says = "It was kept, and is gone since: sent, or dropped."
            raise WrongOperationState(says, current_state="gone") from gone


def change(rooms: Rooms, act: Act, operation: str, id: str, content: dict[str, Any]) -> dict[str, Any]:
    """Replaces what is in it."""

    def attempt() -> dict[str, Any]:
        before, item, room = _draft(rooms, act, operation, id)
        room.check_writes(State.PLANNED, State.RUNNING)
        merged = {name: value for name, value in {**before, **content}.items() if value is not None}
        version = int(item["version"])
        after = _draft_item(rooms, act, room, id, version + 1, merged)
        rooms.store.commit([put(after, "#version = :version", {"version": version})])
        return _shown_draft(after, merged)

    return persistently(attempt)


def read(rooms: Rooms, act: Act, operation: str, id: str) -> tuple[dict[str, Any], Room]:
    content, item, room = _draft(rooms, act, operation, id)
    return _shown_draft(item, content), room


def find(rooms: Rooms, act: Act, operation: str) -> list[dict[str, Any]]:
    """Newest first; one that is not what was written is shown as such."""
    room = enter(rooms, act, operation)
    found = rooms.store.page(items.drafts(operation, act.caller.id), "0", "~", None, MOST_DRAFTS)
    keys = room.keys(rooms)
    return [_listed(room, keys, item) for item in found.items] if room.ring else []


def _listed(room: Room, keys: Keys, item: Item) -> dict[str, Any]:
    try:
        return _shown_draft(item, _opened_draft(room, keys, item))
    except Tampered:
        note_tampering(room.head.id, "draft")
        return {"id": item["sk"], "version": 0, "updated_at": "", "state": "tampered", "message": {}}


def drop(rooms: Rooms, act: Act, operation: str, id: str) -> None:
    """Also one that cannot be opened."""
    _stored(rooms, act, operation, id)
    persistently(lambda: rooms.store.commit([delete(items.drafts(operation, act.caller.id), id)]))


def send(rooms: Rooms, act: Act, operation: str, id: str) -> tuple[str, int, bool]:
    """Sent and gone from the drafts in one step. Raises 422 for one that is not complete."""
    try:
        content, _, _ = _draft(rooms, act, operation, id)
    except Replay as done:
        return read_message(rooms, replace(act, idempotency=None), operation, int(done.id))[0], int(done.id), True
    message = model_of(NewMessage, jsontext.dumps(content), content, {}).root
    gone = delete(items.drafts(operation, act.caller.id), id, "attribute_exists(#pk)")
    return send_message(rooms, act, operation, message, [gone])


def _draft(rooms: Rooms, act: Act, operation: str, id: str) -> tuple[dict[str, Any], Item, Room]:
    item, room = _stored(rooms, act, operation, id)
    if room.ring is None:
        raise WrongOperationState("The messages of the operation are destroyed.", current_state="destroyed")
    try:
        return _opened_draft(room, room.keys(rooms), item), item, room
    except Tampered as tampered:
        note_tampering(operation, "draft")
        raise WrongOperationState("It is not what was written.", current_state="tampered") from tampered


def _stored(rooms: Rooms, act: Act, operation: str, id: str) -> tuple[Item, Room]:
    if not is_id(id):
        raise NoSuchDraft("There is no such draft of yours.")
    place = items.drafts(operation, act.caller.id), id
    room = enter(rooms, act, operation, more=(place,))
    item = room.entered.item(*place)
    if item is None:
        raise NoSuchDraft("There is no such draft of yours.")
    return item, room


def _draft_item(rooms: Rooms, act: Act, room: Room, id: str, version: int, content: dict[str, Any]) -> Item:
    text = jsontext.dumps(content).encode()
    if len(text) > MOST_BYTES:
        raise Invalid("It is too long.", errors=[FieldError("text", "too_long", f"At most {MOST_BYTES} bytes.")])
    sealer = sealer_of(room, room.keys(rooms))
    bound = sealing.about("draft", room.head.id, act.caller.id, id, version, sealer.generation)
    return {
        "pk": items.drafts(room.head.id, act.caller.id),
        "sk": id,
        "version": version,
        "generation": sealer.generation,
        "at": act.at,
        "sealed": sealing.seal(sealer.key, text, bound),
    }


def _opened_draft(room: Room, keys: Keys, item: Item) -> dict[str, Any]:
    version, generation, sealed = (item.get(name) for name in ("version", "generation", "sealed"))
    if not isinstance(version, int) or not isinstance(generation, int) or not isinstance(sealed, str):
        raise Tampered
    if room.ring is None:
        raise Tampered
    _, operation, person = str(item["pk"]).split("#")
    bound = sealing.about("draft", operation, person, str(item["sk"]), version, generation)
    found: dict[str, Any] = jsontext.loads(sealing.unseal(keys.of(room.ring, generation), sealed, bound))
    return found


def _shown_draft(item: Item, content: dict[str, Any]) -> dict[str, Any]:
    at = str(item.get("at", ""))
    return {"id": item["sk"], "version": item["version"], "updated_at": at, "state": "draft", "message": content}
