"""What changing and withdrawing have in common: one transaction in which the message, the ring and the counts agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cen.act import Act
from cen.audit import entry_for
from cen.etag import matches
from cen.events import MessageSent
from cen.problems import FieldError, Invalid, Unavailable
from comm import items
from comm.diary import written
from comm.errors import NoSuchMessage, WrongOperationState, stale
from comm.membership import ring_put
from comm.messages import rows as board_rows
from comm.messages.reading import one
from comm.messages.tally import Tally
from comm.messages.writing import header_of, tally_steps
from comm.room import Room, Rooms
from comm.sealing import Tampered
from comm.showing import note_tampering
from comm.steps import Item, put, update
from comm.telling import Told

_OF_A_MESSAGE = ("pk", "version", "generation", "clear", "sealed")


@dataclass(slots=True)
class Alteration:
    """A message as it is, and what is done beside altering it. `row`: its row on the board, if it has one."""

    room: Room
    number: int
    item: Item
    header: dict[str, Any]
    row: dict[str, Any] | None
    tally: Tally = field(default_factory=Tally)
    steps: list[dict[str, Any]] = field(default_factory=list)
    tell: list[Told] = field(default_factory=list)

    @property
    def operation(self) -> str:
        return self.room.head.id

    @property
    def version(self) -> int:
        """The version to come."""
        return int(self.item["version"]) + 1


def begin(rooms: Rooms, act: Act, operation: str, number: int) -> Alteration:
    """Raises `NoSuchMessage`, `StaleVersion`, `WrongOperationState` for one that is withdrawn."""
    room, item = one(rooms, act, operation, number)
    if act.if_match is not None and not matches(act.if_match, int(item["version"])):
        raise stale(int(item["version"]))
    header = header_of(item)
    if header.get("withdrawn"):
        raise WrongOperationState("The message is withdrawn.", current_state="withdrawn")
    try:
        row = board_rows.of(item, number, header)
    except Tampered as tampered:
        note_tampering(operation, "message", number)
        raise WrongOperationState("What is stored is not what was sent.", current_state="tampered") from tampered
    return Alteration(room, number, item, header, row)


def other(rooms: Rooms, alteration: Alteration, number: int) -> Item:
    """Another message of the operation, such as the warning that a feedback answers."""
    key = items.message_key(number)
    found = rooms.store.some(alteration.operation, key)
    if key not in found:
        raise NoSuchMessage
    return found[key]


def row_beside(alteration: Alteration, item: Item) -> dict[str, Any]:
    """The row of another message."""
    try:
        return board_rows.read(item)
    except Tampered as tampered:
        note_tampering(alteration.operation, "row")
        raise WrongOperationState("The warning is not what was sent.", current_state="tampered") from tampered


def earlier(alteration: Alteration) -> Item:
    """The version that is left behind."""
    kept = {name: alteration.item[name] for name in _OF_A_MESSAGE}
    return {**kept, "sk": items.version_key(alteration.number, alteration.version - 1)}


def finish(
    rooms: Rooms, act: Act, alteration: Alteration, sets: Mapping[str, str | int], removes: Sequence[str], action: str
) -> None:
    """Writes all of it, or raises `Overtaken`."""
    room, number, version = alteration.room, alteration.number, alteration.version
    if room.ring is None:
        raise Unavailable("The keys of the operation are gone.")
    unless, values = "#version = :version", {"version": version - 1}
    if alteration.row is not None:
        unless = f"{unless} AND #row_version = :row_version"
        values["row_version"] = int(alteration.item["row_version"])
    message = update(
        items.room(room.head.id),
        items.message_key(number),
        sets={"version": version, **sets},
        removes=removes,
        unless=unless,
        values=values,
    )
    change = items.change_item(room.head.id, room.head.changes + 1, number, version, str(sets["clear"]))
    told = MessageSent(operation_id=room.head.id, number=number, version=version)
    entry = entry_for(act.caller, action, act.at, version, act.request_id)
    ring = room.ring.with_version(number, version)
    rooms.store.commit(
        [
            items.head_altered(room.head),
            message,
            put(change),
            rooms.store.of_keys(ring_put(room.head.id, room.ring, ring)),
            written(room.head, entry, [told, *alteration.tell], number=number, kind=alteration.header["kind"]),
            *tally_steps(room.head.id, alteration.tally),
            *alteration.steps,
        ]
    )


def fault(path: str, code: str, says: str) -> Invalid:
    return Invalid("Some fields are not valid.", errors=[FieldError(path, code, says)])
