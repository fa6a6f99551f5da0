"""Seats in joint operations. They are asked for at the door of operations when they are needed, and kept nowhere: who
was expelled is out with the next request."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from alerts.audience import Named
from alerts.census import People
from alerts.errors import NotAMember
from alerts.readers import Head, Reader, is_party
from cen.act import Act
from cen.principal import Principal, Tier
from cen.problems import FieldError, Invalid

if TYPE_CHECKING:
    from cen.doors import SeenMembers, SeenSeat

_SENDING = ("planned", "running")


class Seats(Protocol):
    """Who sits in an operation now. None for who does not, and for one that is not there, alike. Each raises
    `Unavailable`."""

    def seat(self, operation: str, of: Principal) -> "SeenSeat | None": ...

    def members(self, operation: str, of: Principal) -> "SeenMembers | None": ...


def reader_of(act: Act, seats: Seats, alerts: Iterable[Head]) -> Reader:
    """The caller as a reader of these alerts. Seats are asked for only where nothing else decides."""
    reader = Reader.of(act.caller)
    return sitting(act, seats, [one.operation for one in alerts if one.operation and not is_party(one, reader)])


def sitting(act: Act, seats: Seats, operations: Iterable[str]) -> Reader:
    """The caller with their seats in these operations: one call for each."""
    reader = Reader.of(act.caller)
    if not reader.may_sit:
        return reader
    return replace(reader, operations=frozenset(one for one in set(operations) if seats.seat(one, act.caller)))


def check_seat(act: Act, seats: Seats, operation: str) -> "SeenSeat":
    """Raises 422 in the same words for an operation that is not there and one that the caller is not in."""
    seat = seats.seat(operation, act.caller)
    if seat is None:
        raise _fault("not_found", "There is no such operation, or you are not a member of it.")
    return seat


def check_sends(act: Act, seats: Seats, operation: str, publisher: str) -> None:
    """Raises 422 unless the office stands behind the operation and the caller coordinates it now."""
    seat = check_seat(act, seats, operation)
    if seat.role != "coordinator":
        raise _fault("not_coordinator", "Only a coordinator of the operation publishes to its members.")
    if publisher != f"rilo:{seat.rilo}":
        raise _fault("other_rilo", "Only the RILO that stands behind the operation publishes to its members.")
    if seat.state not in _SENDING:
        raise _fault("wrong_state", f"The operation is {seat.state}.")


def _fault(code: str, says: str) -> Invalid:
    return Invalid("Some fields are not valid.", errors=[FieldError("operation", code, says)])


def members_of(act: Act, seats: Seats, people: Callable[[], People], operation: str, publisher: str) -> Named:
    """Whom an alert to the operation reaches beyond its office: that is counted by itself. Raises `NotAMember`."""
    members = seats.members(operation, act.caller)
    if members is None:
        raise NotAMember("Who is in an operation is for its members to see.")
    kind, _, code = publisher.partition(":")
    own = set(people().members(f"rilo-{code}")) if kind == "rilo" and members.persons else set[str]()
    none = frozenset[str]()
    persons = [
        Reader(one.id, one.name, Tier.UNRESTRICTED, one.administration, none, none, frozenset({operation}))
        for one in members.persons
        if one.name not in own
    ]
    return Named(persons, wholes=members.wholes)
