"""Sending: one call to look, one to unwrap the key, one to write.

Numbers have no gap, whoever sends at the same moment: the counter and the message are one transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cen.act import Act
from cen.audit import entry_for
from cen.clock import instant
from cen.events import CaseOwed, MessageSent
from cen.problems import FieldError, Invalid, Unavailable
from cen.tlp import Tlp, wider
from comm import items
from comm.diary import written
from comm.errors import BrokenReference, NotAddressed
from comm.messages import warned
from comm.messages.case import check_record
from comm.messages.header import Header, about_of, may_see
from comm.messages.model import (
    AnyMessage,
    FeedbackMessage,
    Kind,
    SeizureMessage,
    TextMessage,
    WarningMessage,
    content_of,
    moment,
)
from comm.messages.notes import settled
from comm.messages.tally import CASES, Tally
from comm.messages.writing import Sealer, header_of, on_board, row_change, row_of, tally_steps
from comm.model import State
from comm.ring import Keys
from comm.room import Room, Rooms, enter
from comm.sealing import Tampered
from comm.seats import Delegation, Role, parts_of
from comm.showing import note_tampering
from comm.steps import Item, put
from comm.telling import Told


@dataclass(slots=True)
class Written:
    """What one transaction does for a message. `item`: the message as it is stored."""

    number: int
    item: Item
    content: dict[str, Any]
    steps: list[dict[str, Any]] = field(default_factory=list)


def looked_at(message: AnyMessage) -> list[str]:
    """Items that are read with the operation: messages that are named, and the members who are addressed one by one."""
    numbers = [message.reply_to] if message.reply_to else []
    if isinstance(message, FeedbackMessage):
        numbers += [message.feedback.warning, *([message.feedback.seizure] if message.feedback.seizure else [])]
    administrations = {parts_of(one)[0] for one in message.addressees if parts_of(one)[1]}
    return [items.message_key(number) for number in numbers] + [
        items.member_key(one) for one in sorted(administrations)
    ]


def prepared(rooms: Rooms, act: Act, operation: str, message: AnyMessage, keys: Keys) -> tuple[Room, Written]:
    """Everything that is to be written, of what is there now."""
    room = enter(rooms, act, operation, *looked_at(message))
    states = (State.PLANNED, State.RUNNING) if isinstance(message, TextMessage) else (State.RUNNING,)
    room.check_writes(*states)
    header = _header(act, room, message)
    number = room.head.last + 1
    content = content_of(message, Tlp(header["tlp"]), act.caller.name)
    if about := about_of(content, header["tlp"]):
        header["about"] = about
    sealer = sealer_of(room, keys)
    made = Written(number, sealer.message(number, 1, header, content), content)
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


def _header(act: Act, room: Room, message: AnyMessage) -> Header:
    addressees = _addressees(room, message)
    header: Header = {
        "kind": message.kind,
        "administration": room.seat.administration,
        "person": act.caller.id,
        "at": act.at,
        "tlp": message.tlp or Tlp.AMBER,
        "urgency": message.urgency,
        "to": addressees,
    }
    if message.reply_to:
        _named(room, message.reply_to, "reply_to")
        header["re"] = message.reply_to
    match message:
        case WarningMessage():
            header["due"] = _deadline(act, message.warning.deadline)
        case FeedbackMessage():
            _answers(room, message, header)
        case SeizureMessage():
            check_record(message, Tlp(header["tlp"]), room.head.facts.form)
    if header["tlp"] == Tlp.RED and not (message.addressees or "warning" in header):
        raise _fault("addressees", "required", "TLP:RED names who may read it.")
    return header


def _addressees(room: Room, message: AnyMessage) -> list[str]:
    given = list(dict.fromkeys(message.addressees))
    for position, one in enumerate(given):
        roles = _roles(room, one)
        if not roles:
            says = "This is no member of the operation. A person is addressed who is a member by name."
            raise _fault(f"addressees.{position}", "no_such_member", says)
        if isinstance(message, WarningMessage) and roles == {Role.OBSERVER}:
            raise _fault(f"addressees.{position}", "observer", "An observer could not answer.")
    if isinstance(message, WarningMessage) and not given:
        given = [code for code in room.head.facts.writers if code != room.seat.administration]
        if not given:
            raise _fault("addressees", "required", "Nobody else takes part who could answer.")
    return given


def _roles(room: Room, addressee: str) -> set[Role]:
    """What an addressee may be in the operation; nothing for who is no member, and for a person who is none by name:
    whoever else there is in an administration is not known here."""
    code, person = parts_of(addressee)
    if person is None:
        facts = room.head.facts
        return {Role.PARTICIPANT} if code in facts.writers else {Role.OBSERVER} if code in facts.observers else set()
    item = room.item(items.member_key(code))
    delegation = items.delegation_of(item) if item else Delegation()
    own, whole = delegation.get(person), delegation.whole
    return {one.role for one in (own, whole) if one and one.active} if own and own.active else set()


def _deadline(act: Act, deadline: str) -> str:
    due = moment(deadline)
    if due <= act.now:
        raise _fault("warning.deadline", "in_the_past", "The deadline lies in the past.")
    if (due - act.now).days > 366:
        raise _fault("warning.deadline", "too_late", "Choose a deadline within a year.")
    return instant(due)


def _named(room: Room, number: int, path: str, kind: Kind | None = None) -> tuple[Item, Any]:
    """The item and header of a message that the sender names, and may see."""
    item = room.item(items.message_key(number))
    header = header_of(item) if item else {}
    visible = header and may_see(room.seat, number, header) and not header.get("withdrawn")
    if item is None or not visible or (kind and header["kind"] != kind):
        fault = FieldError(path, "no_such_message", "There is no such message that you could name here.")
        raise BrokenReference("It names a message that is not there.", errors=[fault])
    return item, header


def _answers(room: Room, message: FeedbackMessage, header: Header) -> None:
    """A feedback reaches no more readers than its warning: its label is as narrow at least, and where that names its
    readers it goes back to who sent the warning."""
    answered = message.feedback
    _, warning = _named(room, answered.warning, "feedback.warning", Kind.WARNING)
    if answered.seizure:
        _named(room, answered.seizure, "feedback.seizure", Kind.SEIZURE)
    if not room.seat.addressed(warning["to"]):
        raise NotAddressed("Only those whom a warning is addressed to answer it.")
    label = Tlp(warning["tlp"])
    if message.tlp and wider(label, message.tlp):
        raise _fault("tlp", "wider_than_warning", "A feedback is labelled as narrowly as its warning.")
    header["tlp"] = message.tlp or label
    header["warning"] = answered.warning
    sender = f"{warning['administration']}:{warning['person']}"
    if not header["to"] and header["tlp"] == Tlp.RED:
        header["to"] = [sender]


def _beside_text(*_: object) -> None:
    """Nothing more."""


def _beside_warning(room: Room, made: Written, header: Header, tally: Tally, _: list[Told]) -> None:
    """Its row, and when to remind."""
    operation = room.head.id
    row = warned.new_row(made.number, header)
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
    before = row_of(item)
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
    made.item |= on_board(operation, "case", f"{made.number:08d}", row)
    tally.add(CASES, "owed")
    tell.append(CaseOwed(operation_id=operation, number=made.number, version=1))


_BESIDE: Mapping[Kind, Callable[[Room, Written, Header, Tally, list[Told]], None]] = {
    Kind.TEXT: _beside_text,
    Kind.WARNING: _beside_warning,
    Kind.FEEDBACK: _beside_feedback,
    Kind.SEIZURE: _beside_seizure,
}


def _fault(path: str, code: str, says: str) -> Invalid:
    return Invalid("Some fields are not valid.", errors=[FieldError(path, code, says)])
