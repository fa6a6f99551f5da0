"""The report of an operation, for those who take part in it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cen import jsontext
from cen.act import Act
from cen.problems import TooLarge
from comm import items
from comm.board.board import case_row, counted, warning_row
from comm.board.model import Report, ReportedEvent
from comm.diary import note_reading
from comm.membership import find as find_members
from comm.messages.rows import readable, visible
from comm.room import Room, Rooms, enter
from comm.showing import described, shown
from comm.steps import Item

MOST_ROWS = 10_000
# An answer of a function may have 6 MB, in which each quotation mark of a text takes two bytes.
MOST_BYTES = 4 * 1024 * 1024
# What of the record belongs to the history of an operation; that of messages is counted by day.
_TOLD = frozenset(
    {
        *("opened", "changed", "started", "closed", "archived", "consent_given", "consent_refused"),
        *("member_added", "member_left", "member_expelled"),
    }
)


def report(rooms: Rooms, act: Act, operation: str) -> Report:
    """Raises `ObserversRead` for observers, `TooLarge` beyond ten thousand warnings or cases."""
    room = enter(rooms, act, operation, "ABOUT", more=(items.SHELF,))
    room.check_writes()
    words = described(rooms, room.entered.found, operation)
    events = rooms.store.every(items.room(operation), "AUDIT#2", MOST_ROWS * 10)
    made = {
        "as_of": act.at,
        "operation": shown(room.head, words, None),
        "board": counted(rooms.store, room, act.at).model_dump(mode="json", exclude_none=True),
        "members": find_members(rooms.store, room),
        "timeline": [told for item in events if (told := _event(item))],
        "warnings": list(_warnings(rooms, room, act.at)),
        "cases": [case_row(row) for row in visible(room, room.keys(rooms), _rows(rooms, room, "case"))],
    }
    note_reading(rooms.store, act, operation, "report")
    return Report.model_validate_json(jsontext.dumps(made))


def fitting[T](made: Report, written: Callable[[dict[str, Any]], T], size: Callable[[T], int]) -> T:
    """The report as it is written, with as much as one answer holds. Raises `TooLarge`."""
    brief = made.model_copy(
        update={
            "warnings": [one.model_copy(update={"answers": None}) for one in made.warnings],
            "answers_left_out": True,
        }
    )
    for one in (made, brief):
        answer = written(one.model_dump(mode="json", exclude_none=True))
        if size(answer) <= MOST_BYTES:
            return answer
    raise TooLarge("The report is too large for one answer. The lists of warnings, cases and members tell the same.")


def _event(item: Item) -> dict[str, Any] | None:
    entry: Mapping[str, Any] = jsontext.loads(str(item["entry"]))
    if entry["action"] not in _TOLD:
        return None
    return {name: entry[name] for name in ReportedEvent.model_fields if name in entry}


def _rows(rooms: Rooms, room: Room, kind: str) -> list[dict[str, Any]]:
    return list(readable(room.head.id, rooms.store.whole_board(room.head.id, kind, MOST_ROWS)))


def _warnings(rooms: Rooms, room: Room, now: str) -> Iterator[dict[str, Any]]:
    """Numbers for all; who was asked and what they answered, for whom the warning is."""
    found = _rows(rooms, room, "warning")
    seen = {row["number"] for row in visible(room, room.keys(rooms), found)}
    for row in found:
        told = warning_row(row, now)
        answers = told.pop("answers")
        del told["tlp"]
        told |= {"asked": len(answers), "answered": sum(one["status"] == "answered" for one in answers)}
        yield told | ({"answers": answers} if row["number"] in seen else {})
