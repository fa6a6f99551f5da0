"""Whom a message is news for: pointers for inboxes and queues, never a word of it. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cen.events import NoticeRaised, NoticeSettled
from comm import telling
from comm.messages import warned
from comm.messages.header import is_warning, may_see
from comm.messages.model import Urgency
from comm.messages.warned import Row, open_addressees
from comm.seats import Delegation, Seat, everybody
from comm.telling import Told


def news(
    operation: str,
    number: int,
    header: Mapping[str, Any],
    delegations: Mapping[str, Delegation],
    row: Row | None = None,
) -> list[Told]:
    """For every member who may see it, but its sender. Nobody is told twice, nobody who is not a member is told; of
    what is not urgent once a day, which is how a pointer that was read long ago is followed by another, and a busy day
    floods nobody. `row`: of a warning."""
    day = header.get("changed_at", header["at"])[:10]
    seats = [seat for seat in everybody(delegations) if may_see(seat, number, header)]
    urgent = header["urgency"] != Urgency.ROUTINE
    told: list[Told] = []
    for to in sorted(_addresses(seats) - {f"person:{header['person']}"}):
        key = telling.urgent_key(operation, number) if urgent else telling.news_key(operation, day)
        kind = "message.urgent" if urgent else "operation.news"
        told.append(_notice(key, to, kind, operation, number))
    if row is not None and is_warning(header):
        told += asked(operation, number, row, open_addressees(row), delegations, "warning.open")
    return told


def asked(
    operation: str,
    number: int,
    row: Row,
    addressees: Iterable[str],
    delegations: Mapping[str, Delegation],
    kind: str,
) -> list[Told]:
    """That they are to answer. An administration that is no member as a whole is asked through its persons."""
    told: list[Told] = []
    for addressee in addressees:
        key = telling.warning_key(operation, number, addressee, warned.asked(row, addressee))
        seats = [seat for seat in everybody(delegations) if seat.writes and seat.addressed([addressee])]
        told += [_notice(key, to, kind, operation, number, due=row["due"]) for to in sorted(_addresses(seats))]
    return told


def _addresses(seats: Sequence[Seat]) -> set[str]:
    """Where a whole administration is told, its persons are not told again."""
    whole = {seat.administration for seat in seats if seat.person is None}
    persons = {f"person:{seat.person}" for seat in seats if seat.person and seat.administration not in whole}
    return persons | {f"administration:{code}" for code in whole}


def _notice(key: str, to: str, kind: str, operation: str, number: int, due: str | None = None) -> NoticeRaised:
    return NoticeRaised(
        key=key, to=to, kind=kind, must_act=due is not None, subject=telling.subject(operation, number), due=due
    )


def settled(operation: str, row: Row, addressees: Iterable[str]) -> Iterator[NoticeSettled]:
    """What need not be answered any more."""
    for addressee in addressees:
        key = telling.warning_key(operation, row["number"], addressee, warned.asked(row, addressee))
        yield NoticeSettled(key=key)
