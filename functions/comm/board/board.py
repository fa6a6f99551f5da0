"""The board: what was counted with every message, put together. No message is read for it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.paging import Key, Page
from comm import items
from comm.board.model import Answering, Board, BoardTotals, CategoryCount, DayCount, Kinds, LegCount, ParticipantCount
from comm.diary import note_reading
from comm.messages.rows import readable, visible
from comm.messages.tally import CASES, PREFIX, TIMES, TOTAL, median
from comm.messages.warned import statuses, uncounted_late
from comm.room import Room, Rooms, enter
from comm.seats import parts_of
from comm.steps import Item

if TYPE_CHECKING:
    from comm.store import CommStore

MOST_COUNTS = 5_000
MOST_LEGS = 200
# Of what the clock has not done; normally that of a few minutes.
MOST_DUE = 500


def board(rooms: Rooms, act: Act, operation: str) -> Board:
    """Three calls, however many messages there are; one more in the minutes after a deadline."""
    room = enter(rooms, act, operation)
    return counted(rooms.store, room, act.at)


def counted(store: "CommStore", room: Room, at: str) -> Board:
    found = store.every(items.room(room.head.id), PREFIX, MOST_COUNTS)
    tallies = {str(item["sk"]): {n: int(v) for n, v in item.items() if n not in ("pk", "sk")} for item in found}
    _count_late(tallies, _late_by_now(store, room, at))
    totals = tallies.get(TOTAL, {})
    times = {int(name[1:]): number for name, number in tallies.get(TIMES, {}).items() if number}
    return Board(
        as_of=at,
        state=room.head.state,
        last=room.head.last,
        totals=BoardTotals(
            **_kinds(totals),
            **_answering(totals),
            withdrawn=totals.get("withdrawn", 0),
            median_answer_minutes=median(times),
        ),
        participants=[
            ParticipantCount(administration=code, **_kinds(one), **_answering(one), withdrawn=one.get("withdrawn", 0))
            for code, one in _of(tallies, "BY")
        ],
        categories=[CategoryCount(category=code, **_kinds(one)) for code, one in _of(tallies, "CAT")],
        legs=_legs(tallies),
        days=[DayCount(day=day, **_kinds(one)) for day, one in _of(tallies, "DAY")],
        cases={status: number for status, number in tallies.get(CASES, {}).items() if number},
    )


def _late_by_now(store: "CommStore", room: Room, at: str) -> Counter[str]:
    """Addressees whose deadline is past and who are not counted yet, by administration: the clock works every few
    minutes, and what it has not done by now lies there to be done."""
    found = store.page(items.DUE, "0", f"{at}~", None, MOST_DUE, newest_first=False)
    due = (items.due_of(item) for item in found.items)
    deadlines = {items.message_key(one.number): one.at for one in due if _is_deadline(one, room)}
    late: Counter[str] = Counter()
    for row in readable(room.head.id, store.some(room.head.id, *deadlines).values()):
        if row.get("due") == deadlines[items.message_key(row["number"])]:
            late.update(parts_of(one)[0] for one in uncounted_late(row))
    return late


def _is_deadline(due: items.Due, room: Room) -> bool:
    return due.operation == room.head.id and due.what == "overdue"


def _count_late(tallies: dict[str, dict[str, int]], late: Counter[str]) -> None:
    for code, number in late.items():
        for item in (TOTAL, f"{PREFIX}BY#{code}"):
            counts = tallies.setdefault(item, {})
            counts["overdue"] = counts.get("overdue", 0) + number


def _of(tallies: Mapping[str, Mapping[str, int]], kind: str) -> list[tuple[str, Mapping[str, int]]]:
    """Those that count something, by what they count."""
    prefix = f"{PREFIX}{kind}#"
    return [
        (sk.removeprefix(prefix), one) for sk, one in tallies.items() if sk.startswith(prefix) and any(one.values())
    ]


def _kinds(numbers: Mapping[str, int]) -> dict[str, Any]:
    return {name: numbers.get(name, 0) for name in Kinds.model_fields}


def _answering(numbers: Mapping[str, int]) -> dict[str, Any]:
    asked, answered = numbers.get("asked", 0), numbers.get("answered", 0)
    rate = str((Decimal(answered) / asked).quantize(Decimal("0.01"), ROUND_HALF_UP)) if asked else None
    return {**{n: numbers.get(n, 0) for n in Answering.model_fields if n != "feedback_rate"}, "feedback_rate": rate}


def _legs(tallies: Mapping[str, Mapping[str, int]]) -> list[LegCount]:
    """The busiest."""
    legs = []
    for leg, one in _of(tallies, "LEG"):
        departure, _, destination = leg.partition(">")
        counts = {"warning": one.get("warning", 0), "seizure": one.get("seizure", 0)}
        legs.append(LegCount(departure=departure, destination=destination, **counts))
    return sorted(legs, key=lambda leg: -(leg.warning + leg.seizure))[:MOST_LEGS]


def warnings(
    rooms: Rooms, act: Act, operation: str, status: str | None, start: Key | None, limit: int
) -> Page[dict[str, Any]]:
    """Earliest deadline first. A page may be short, as those that one may not see are passed over."""
    room = enter(rooms, act, operation)
    page = rooms.store.board(operation, "warning", start, limit)
    rows = [warning_row(row, act.at) for row in _visible(rooms, room, page.items)]
    if status:
        rows = [row for row in rows if any(answer["status"] == status for answer in row["answers"])]
    return _noted(rooms, act, operation, "warnings", Page(rows, page.next))


def warning_row(row: Mapping[str, Any], now: str) -> dict[str, Any]:
    told = {name: row[name] for name in ("number", "tlp", "administration")}
    return {**told, "sent_at": row["at"], "deadline": row["due"], "answers": statuses(row, now)}


def cases(rooms: Rooms, act: Act, operation: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
    room = enter(rooms, act, operation)
    page = rooms.store.board(operation, "case", start, limit)
    rows = [case_row(row) for row in _visible(rooms, room, page.items)]
    return _noted(rooms, act, operation, "cases", Page(rows, page.next))


def _noted(rooms: Rooms, act: Act, operation: str, what: str, page: Page[dict[str, Any]]) -> Page[dict[str, Any]]:
    """What says who was warned, who answered what and what became of it, is noted as messages are."""
    if page.items:
        note_reading(rooms.store, act, operation, what, [row["number"] for row in page.items])
    return page


def _visible(rooms: Rooms, room: Room, found: Iterable[Item]) -> Iterator[dict[str, Any]]:
    return visible(room, room.keys(rooms), readable(room.head.id, found))


_CASE = ("number", "tlp", "administration", "status", "seizure_id", "version", "verification", "errors")


def case_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: row[name] for name in _CASE if name in row}, "sent_at": row["at"]}
