"""What a message says of itself, checked against what is there: whom it may address, name and answer."""

from typing import Any

from cen.act import Act
from cen.clock import instant
from cen.problems import FieldError, Invalid
from cen.tlp import Tlp, wider
from comm import items
from comm.errors import BrokenReference, NotAddressed, WrongOperationState
from comm.messages import rows
from comm.messages.case import check_record
from comm.messages.header import Header, header_or_none, may_see, reaches
from comm.messages.model import AnyMessage, FeedbackMessage, Kind, SeizureMessage, WarningMessage, moment
from comm.room import Room
from comm.sealing import Tampered
from comm.seats import Delegation, Role, everybody, parts_of
from comm.showing import note_tampering
from comm.steps import Item


def looked_at(message: AnyMessage) -> list[str]:
    """Items that are read with the operation: messages that are named, and the members who are addressed one by one."""
    numbers = [message.reply_to] if message.reply_to else []
    answers = isinstance(message, FeedbackMessage)
    if isinstance(message, FeedbackMessage):
        numbers += [message.feedback.warning, *([message.feedback.seizure] if message.feedback.seizure else [])]
    administrations = {parts_of(one)[0] for one in message.addressees if answers or parts_of(one)[1]}
    return [items.message_key(number) for number in numbers] + [
        items.member_key(one) for one in sorted(administrations)
    ]


def header_for(act: Act, room: Room, message: AnyMessage) -> Header:
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
    return named(room, room.item(items.message_key(number)), number, path, kind)


def named(room: Room, item: Item | None, number: int, path: str, kind: Kind | None = None) -> tuple[Item, Any]:
    """The item and header of a message that the sender names, and may see. Raises `BrokenReference`."""
    header = header_or_none(item)
    visible = header and may_see(room.seat, number, header) and not header.get("withdrawn")
    if item is None or not visible or (kind and header["kind"] != kind):
        fault = FieldError(path, "no_such_message", "There is no such message that you could name here.")
        raise BrokenReference("It names a message that is not there.", errors=[fault])
    return item, header


def _answers(room: Room, message: FeedbackMessage, header: Header) -> None:
    """A feedback reaches no more readers than its warning: its label is as narrow at least, and where that names its
    readers it goes back to who sent the warning."""
    answered = message.feedback
    item, warning = _named(room, answered.warning, "feedback.warning", Kind.WARNING)
    if answered.seizure:
        _named(room, answered.seizure, "feedback.seizure", Kind.SEIZURE)
    if not room.seat.addressed(warning["to"]):
        raise NotAddressed("Only those whom a warning is addressed to answer it.")
    _check_row(room, answered.warning, item, warning)
    _check_reach(room, header["to"], warning)
    label = Tlp(warning["tlp"])
    if message.tlp and wider(label, message.tlp):
        raise _fault("tlp", "wider_than_warning", "A feedback is labelled as narrowly as its warning.")
    header["tlp"] = message.tlp or label
    header["warning"] = answered.warning
    sender = f"{warning['administration']}:{warning['person']}"
    if not header["to"] and header["tlp"] == Tlp.RED:
        header["to"] = [sender]


def _check_row(room: Room, number: int, item: Item, warning: Any) -> None:
    try:
        rows.of(item, number, warning)
    except Tampered as tampered:
        note_tampering(room.head.id, "message", number)
        raise WrongOperationState("The warning is not what was sent.", current_state="tampered") from tampered


def _check_reach(room: Room, addressees: list[str], warning: Any) -> None:
    """Of a warning that is not for all, nobody learns by its feedback."""
    for position, one in enumerate(addressees):
        code = parts_of(one)[0]
        member = room.item(items.member_key(code))
        seats = everybody({code: items.delegation_of(member)}) if member else ()
        if not all(reaches(seat, warning) for seat in seats if seat.addressed([one])):
            says = "Not all of these may read the warning. Without addressees the feedback is for those who may."
            raise _fault(f"addressees.{position}", "not_for_them", says)


def _fault(path: str, code: str, says: str) -> Invalid:
    return Invalid("Some fields are not valid.", errors=[FieldError(path, code, says)])
