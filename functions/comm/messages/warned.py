"""A warning's row: whom it asks until when, and who answered what. Pure.

`answers` are lists of [number of the feedback, instant, result] by addressee, oldest first: the first says when it was
answered, the last what the result is. `late`: those who are counted as overdue. `remind`: when they are reminded.
`asked`: how often each was asked, where it was more than once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from cen.clock import instant
from comm.messages.header import Header
from comm.messages.model import moment
from comm.messages.tally import Tally
from comm.seats import Seat

_REMINDER = timedelta(hours=24)

type Row = Mapping[str, Any]


def new_row(number: int, header: Header) -> dict[str, Any]:
    return {
        "number": number,
        "at": header["at"],
        "due": header["due"],
        "remind": remind_at(header["at"], header["due"]),
        "tlp": header["tlp"],
        "administration": header["administration"],
        "person": header["person"],
        "to": header["to"],
        "answers": {},
        "late": [],
        "asked": {},
    }


def remind_at(since: str, due: str) -> str:
    """A day before the deadline, or when half of a shorter time is over."""
    end = moment(due)
    return instant(end - min((end - moment(since)) / 2, _REMINDER))


def asked(row: Row, addressee: str) -> int:
    return int(row["asked"].get(addressee, 1))


def asked_again(row: Row, addressees: Iterable[str]) -> dict[str, Any]:
    return {**row, "asked": {**row["asked"], **{one: asked(row, one) + 1 for one in addressees}}}


def answered(row: Row, seat: Seat, number: int, at: str, result: str, tally: Tally) -> tuple[dict[str, Any], list[str]]:
    """The row with a feedback of that member, and the addressees it answers for the first time."""
    answers = {addressee: list(given) for addressee, given in row["answers"].items()}
    mine = seat.addressed(row["to"])
    first = [addressee for addressee in mine if not answers.get(addressee)]
    for addressee in mine:
        answers.setdefault(addressee, []).append([number, at, result])
    for addressee in first:
        tally.answered(addressee, row["at"], at)
    return _relieved({**row, "answers": answers}, first, tally), first


def overdue(row: Row, tally: Tally) -> dict[str, Any]:
    """The row once its deadline is past."""
    late = uncounted_late(row)
    tally.late(late)
    return {**row, "late": [*row["late"], *late]}


def prolonged(row: Row, due: str, now: str, tally: Tally) -> dict[str, Any]:
    """The row with another deadline, which lies ahead, and for which whoever has not answered is asked anew."""
    after = asked_again({**row, "due": due, "remind": remind_at(now, due)}, open_addressees(row))
    return _relieved(after, row["late"], tally)


def _relieved(row: dict[str, Any], addressees: Sequence[str], tally: Tally) -> dict[str, Any]:
    tally.late([addressee for addressee in addressees if addressee in row["late"]], -1)
    return {**row, "late": [addressee for addressee in row["late"] if addressee not in addressees]}


def corrected(row: Row, number: int, result: str) -> dict[str, Any]:
    answers = {
        addressee: [[n, at, result if n == number else before] for n, at, before in given]
        for addressee, given in row["answers"].items()
    }
    return {**row, "answers": answers}


def taken_back(row: Row, number: int, now: str, tally: Tally) -> dict[str, Any]:
    """The row without a feedback: whom nothing else answers for is asked again."""
    answers, owing = {}, []
    for addressee, given in row["answers"].items():
        left = [one for one in given if one[0] != number]
        if left:
            answers[addressee] = left
            tally.time(row["at"], given[0][1], -1)
            tally.time(row["at"], left[0][1])
        else:
            owing.append(addressee)
            tally.answered(addressee, row["at"], given[0][1], -1)
    left_open = asked_again({**row, "answers": answers}, owing)
    return overdue(left_open, tally) if now > row["due"] else left_open


def uncounted(row: Row, tally: Tally) -> None:
    """Of a warning that is withdrawn."""
    tally.asked(row["to"], -1)
    tally.late(row["late"], -1)
    for addressee, given in row["answers"].items():
        tally.answered(addressee, row["at"], given[0][1], -1)


def uncounted_late(row: Row) -> list[str]:
    """Who has not answered, and is not counted as overdue yet."""
    return [addressee for addressee in open_addressees(row) if addressee not in row["late"]]


def open_addressees(row: Row) -> list[str]:
    return [addressee for addressee in row["to"] if not row["answers"].get(addressee)]


def statuses(row: Row, now: str) -> list[dict[str, Any]]:
    """An `AnsweredBy` for each addressee."""
    return [_status(addressee, row["answers"].get(addressee), row["due"], now) for addressee in row["to"]]


def _status(addressee: str, given: list[Any] | None, due: str, now: str) -> dict[str, Any]:
    if given:
        last = given[-1]
        told = {"message": last[0], "answered_at": given[0][1], "result": last[2]}
        return {"addressee": addressee, "status": "answered", **told}
    return {"addressee": addressee, "status": "overdue" if now > due else "open"}
