"""Attachments of a message: asked for by who sent it, uploaded into quarantine, served to whom the message is for."""

import base64
from dataclasses import replace
from typing import Any, Protocol

from cen import jsontext
from cen.act import Act, Replay
from cen.ids import is_id, new_id
from cen.uploads import Form
from comm import items, sealing
from comm.diary import note_reading
from comm.errors import NoSuchAttachment, NotTheSender, TooManyHere, WrongOperationState
from comm.files.keys import bound_to, key_of, quarantined
from comm.files.model import MOST_ATTACHMENTS, FileStatus, NewAttachment
from comm.messages.reading import one
from comm.messages.sending import sealer_of
from comm.messages.writing import header_of
from comm.model import State
from comm.ring import Keys
from comm.room import Room, Rooms, persistently
from comm.sealing import Tampered
from comm.showing import note_tampering
from comm.steps import Item, delete, put, update


class Forms(Protocol):
    def form(self, key: str, *, content_type: str, size: int) -> Form: ...


class Files(Protocol):
    def read(self, key: str) -> bytes | None: ...


def ask(
    rooms: Rooms, forms: Forms, act: Act, operation: str, number: int, new: NewAttachment
) -> tuple[dict[str, Any], bool]:
    """A place for a file, and the form to post it with; whether this was done before, too."""
    id, replayed = new_id(act.now), False

    def attempt() -> None:
        room = _writable(rooms, act, operation, number)
        _check_number(rooms, room, number)
        rooms.store.commit([put(_item(rooms, act, room, number, id, new), items.ABSENT)], act, id)

    try:
        persistently(attempt)
    except Replay as done:
        id, replayed = done.id, True
        _writable(rooms, replace(act, idempotency=None), operation, number)
    form = forms.form(quarantined(operation, number, id), content_type=new.content_type, size=new.size)
    shown = {
        "id": id,
        "status": FileStatus.AWAITING,
        **new.model_dump(exclude_none=True),
        "form": {"url": form.url, "fields": form.fields, "expires_at": form.expires_at},
    }
    return shown, replayed


def _writable(rooms: Rooms, act: Act, operation: str, number: int) -> Room:
    room, item = one(rooms, act, operation, number)
    room.check_writes(State.PLANNED, State.RUNNING)
    header = header_of(item)
    if header["person"] != act.caller.id:
        raise NotTheSender("Only who sent a message attaches something to it.")
    if header.get("withdrawn"):
        raise WrongOperationState("The message is withdrawn.", current_state="withdrawn")
    return room


def _check_number(rooms: Rooms, room: Room, number: int) -> None:
    """Those that were rejected do not count."""
    there = [item for item in _all(rooms, room.head.id, number) if item["status"] != FileStatus.REJECTED]
    if len(there) >= MOST_ATTACHMENTS:
        raise TooManyHere(f"A message has at most {MOST_ATTACHMENTS} attachments.", retry_after=60)


def _all(rooms: Rooms, operation: str, number: int) -> list[Item]:
    return rooms.store.every(items.room(operation), items.file_key(number), 200)


def _item(rooms: Rooms, act: Act, room: Room, number: int, id: str, new: NewAttachment) -> Item:
    sealer = sealer_of(room, room.keys(rooms))
    words = jsontext.dumps(new.model_dump(include={"filename", "caption"}, exclude_none=True)).encode()
    return {
        "pk": items.room(room.head.id),
        "sk": items.file_key(number, id),
        "status": FileStatus.AWAITING,
        "content_type": new.content_type,
        "size": new.size,
        "person": act.caller.id,
        "at": act.at,
        "generation": sealer.generation,
        "sealed": sealing.seal(sealer.key, words, _named(room.head.id, number, id, sealer.generation)),
    }


def _named(operation: str, number: int, id: str, generation: int) -> bytes:
    return sealing.about("attachment name", operation, number, id, generation)


def find(rooms: Rooms, act: Act, operation: str, number: int) -> list[dict[str, Any]]:
    """Of a message that the caller may see; those that are not ready, for their sender only. Names and captions are
    content, so who read them is noted."""
    room, item = one(rooms, act, operation, number)
    if header_of(item).get("withdrawn"):
        return []
    keys, found = room.keys(rooms), []
    for file in _all(rooms, operation, number):
        if file["status"] == FileStatus.READY or file["person"] == act.caller.id:
            words = _words(room, keys, number, file)
            found.append(_shown(file, words))
    if found:
        note_reading(rooms.store, act, operation, "attachments", [number])
    return found


def _words(room: Room, keys: Keys, number: int, item: Item) -> dict[str, Any]:
    id, generation, sealed = str(item["sk"]).rpartition("#")[2], item.get("generation"), item.get("sealed")
    try:
        if room.ring is None or not isinstance(generation, int) or not isinstance(sealed, str):
            raise Tampered
        bound = _named(room.head.id, number, id, generation)
        read: dict[str, Any] = jsontext.loads(sealing.unseal(keys.of(room.ring, generation), sealed, bound))
    except Tampered:
        if room.ring is not None:
            note_tampering(room.head.id, "attachment", number)
        return {"filename": "[unreadable]"}
    return read


def _shown(item: Item, words: dict[str, Any]) -> dict[str, Any]:
    shown = {
        "id": str(item["sk"]).rpartition("#")[2],
        "status": item["status"],
        **words,
        "content_type": item.get("kept_type", item["content_type"]),
        "size": item.get("kept_size", item["size"]),
    }
    return shown | ({"reason_code": item["reason_code"]} if "reason_code" in item else {})


def fetch(rooms: Rooms, files: Files, act: Act, operation: str, number: int, id: str) -> dict[str, Any]:
    """An `AttachmentContent`. Who fetched it is noted before."""
    room, item, file = _one(rooms, act, operation, number, id)
    if header_of(item).get("withdrawn"):
        raise NoSuchAttachment("There is no such attachment.")
    if file["status"] != FileStatus.READY or room.ring is None:
        state = str(file["status"]) if room.ring else "destroyed"
        raise WrongOperationState(f"The attachment is {state}.", current_state=state)
    keys, generation = room.keys(rooms), file.get("generation")
    words = _words(room, keys, number, file)
    sealed = files.read(key_of(operation, number, id))
    try:
        if sealed is None or not isinstance(generation, int):
            raise Tampered
        content = sealing.unsealed_bytes(
            keys.of(room.ring, generation), sealed, bound_to(operation, number, id, generation)
        )
    except Tampered as tampered:
        note_tampering(operation, "attachment", number)
        raise WrongOperationState("What is stored is not what was attached.", current_state="tampered") from tampered
    note_reading(rooms.store, act, operation, "attachment", [number])
    told = {"content_type": file["kept_type"], "size": len(content)}
    return {**words, **told, "content": base64.b64encode(content).decode()}


def _one(rooms: Rooms, act: Act, operation: str, number: int, id: str) -> tuple[Room, Item, Item]:
    if not is_id(id):
        raise NoSuchAttachment("There is no such attachment.")
    key = items.file_key(number, id)
    room, item = one(rooms, act, operation, number, key)
    file = room.item(key)
    if file is None:
        raise NoSuchAttachment("There is no such attachment.")
    return room, item, file


def remove(rooms: Rooms, act: Act, operation: str, number: int, id: str) -> None:
    """By who attached it, or a coordinator. The file itself is deleted within minutes."""

    def attempt() -> None:
        room, _, file = _one(rooms, act, operation, number, id)
        room.check_writes(State.PLANNED, State.RUNNING)
        if file["person"] != act.caller.id and not room.seat.coordinates:
            raise NotTheSender("Only who attached it, or a coordinator, takes it away.")
        pk = items.room(operation)
        steps = [delete(pk, str(file["sk"]), "#status = :status", {"status": str(file["status"])})]
        if file["status"] == FileStatus.READY:
            steps.append(update(pk, items.message_key(number), adds={"files": -1}, unless="attribute_exists(#files)"))
            steps.append(put(items.due_item(act.at, operation, "files", number)))
        rooms.store.commit(steps)

    persistently(attempt)
