"""Sending: one call to look, one to unwrap the key, one to write.

Numbers have no gap, whoever sends at the same moment: the counter and the message are one transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cen.act import Act
from cen.audit import entry_for
from cen.events import CaseOwed, MessageSent
from cen.problems import Unavailable
from cen.tlp import Tlp
from comm import items
from comm.diary import written
from comm.messages import rows, warned
from comm.messages.header import Header, about_of
from comm.messages.heading import header_for, looked_at
from comm.messages.model import (
    AnyMessage,
    Kind,
    TextMessage,
    content_of,
)
from comm.messages.notes import settled
from comm.messages.tally import CASES, Tally
from comm.messages.writing import Sealer, on_board, row_change, tally_steps
from comm.model import State
from comm.ring import Keys
from comm.room import Room, Rooms, enter
from comm.sealing import Tampered
from comm.showing import note_tampering
from comm.steps import Item, put
from comm.telling import Told


@dataclass(slots=True)
class Written:
    """What one transaction does for a message. `item`: the message as it is stored."""

    number: int
    item: Item
    content: dict[str, Any]
    sealer: Sealer
    steps: list[dict[str, Any]] = field(default_factory=list)


def prepared(rooms: Rooms, act: Act, operation: str, message: AnyMessage, keys: Keys) -> tuple[Room, Written]:
    """Everything that is to be written, of what is there now."""
    room = enter(rooms, act, operation, *looked_at(message))
    states = (State.PLANNED, State.RUNNING) if isinstance(message, TextMessage) else (State.RUNNING,)
    room.check_writes(*states)
    header = header_for(act, room, message)
    number = room.head.last + 1
    content = content_of(message, Tlp(header["tlp"]), act.caller.name)
    if about := about_of(content, header["tlp"]):
        header["about"] = about
    sealer = sealer_of(room, keys)
    made = Written(number, sealer.message(number, 1, header, content), content, sealer)
    tally = Tally()
    tally.message(header)
    tell: list[Told] = [MessageSent(operation_id=operation, number=number, version=1)]
    _BESIDE[Kind(header["kind"])](room, made, header, tally, tell)
    entry = entry_for(act.caller, "sent", act.at, 1, act.request_id)
    made.steps += [
        items.head_sent(room.head),
        put(made.item, items.ABSENT),
        written(room.head, entry, tell, number=number, kind=header["kind"]),
        *tally_steps(operation, tally),
    ]
    return room, made


def sealer_of(room: Room, keys: Keys) -> Sealer:
    """With the key of the newest generation. Raises `Unavailable` where it cannot be had: nothing is sealed then."""
    if room.ring is None:
        raise Unavailable("The keys of the operation are gone.")
    try:
        return Sealer(room.head.id, room.head.generation, keys.of(room.ring, room.head.generation))
    except Tampered as tampered:
        note_tampering(room.head.id, "key")
        raise Unavailable("The key of the operation is not what it was.") from tampered


def _beside_text(*_: object) -> None:
    """Nothing more."""


def _beside_warning(room: Room, made: Written, header: Header, tally: Tally, _: list[Told]) -> None:
    """Its row, and when to remind."""
    operation = room.head.id
    row = rows.proved(made.sealer, warned.new_row(made.number, header))
    made.item |= on_board(operation, "warning", f"{header['due']}#{made.number:08d}", row)
    tally.asked(header["to"])
    made.steps += reminders(operation, made.number, row)


def reminders(operation: str, number: int, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Before the deadline, and when it is past."""
    times = ((row["remind"], "remind"), (row["due"], "overdue"))
    return [put(items.due_item(at, operation, what, number)) for at, what in times]


def _beside_feedback(room: Room, made: Written, header: Header, tally: Tally, tell: list[Told]) -> None:
    """The warning's row, in the same transaction: what is answered needs no reminder."""
    operation, warning = room.head.id, header["warning"]
    item = room.item(items.message_key(warning)) or {}
    result = made.content["feedback"]["result"]
    before = rows.read(item)
    row, first = warned.answered(before, room.seat, made.number, header["at"], result, tally)
    made.steps.append(row_change(operation, item, row))
    tell += settled(operation, before, first)


def _beside_seizure(room: Room, made: Written, header: Header, tally: Tally, tell: list[Told]) -> None:
    operation = room.head.id
    row = {
        **{name: header[name] for name in ("at", "tlp", "administration", "person", "to")},
        "number": made.number,
        "status": "owed",
    }
    made.item |= on_board(operation, "case", f"{made.number:08d}", rows.proved(made.sealer, row))
    tally.add(CASES, "owed")
    tell.append(CaseOwed(operation_id=operation, number=made.number, version=1))


_BESIDE: Mapping[Kind, Callable[[Room, Written, Header, Tally, list[Told]], None]] = {
    Kind.TEXT: _beside_text,
    Kind.WARNING: _beside_warning,
    Kind.FEEDBACK: _beside_feedback,
    Kind.SEIZURE: _beside_seizure,
}
