"""The board and the report: counted once with every message, and without a word of any."""

import base64
import io
import json
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen import jsontext
from cen.clock import instant
from cen.problems import TooLarge
from comm.board import printed
from comm.board.model import Report
from comm.board.report import MOST_BYTES, fitting
from comm.files.model import PDF
from comm.items import ranges
from comm.messages.tally import bucket, median
from tests.unit.comm.world import BRAZIL, START, Room, World, counted, feedback, room, seizure, text, warning
from tests.unit.seizures.builders import CENMAT, NCP, OFFICER, OFFICER_CO, RILO_WE, SIMPLE


def busy(heron: Room) -> None:
    world = heron.world
    heron.send(RILO_WE, warning())
    world.later(minutes=30)
    heron.send(OFFICER, feedback(1, "found"))
    heron.send(OFFICER, seizure(SIMPLE))
    world.later(minutes=60)
    heron.send(OFFICER_CO, feedback(1))
    heron.send(RILO_WE, warning(addressees=["CO"], tlp="RED"))
    world.later(days=1)
    heron.send(NCP, text("Canary."))
    world.tick()
    world.drain()


def test_the_board_counts_by_kind_participant_category_route_and_day(heron: Room) -> None:
    busy(heron)
    board = heron.call("GET", "/board", OFFICER).json
    totals = board["totals"]
    assert {name: totals[name] for name in ("text", "warning", "feedback", "seizure", "withdrawn")} == {
        "text": 1,
        "warning": 2,
        "feedback": 2,
        "seizure": 1,
        "withdrawn": 0,
    }
    assert (totals["asked"], totals["answered"], totals["overdue"], totals["feedback_rate"]) == (3, 2, 1, "0.67")
    assert totals["median_answer_minutes"] == 30
    rows = {one["administration"]: one for one in board["participants"]}
    assert (rows["FR"]["feedback"], rows["FR"]["text"], rows["FR"]["feedback_rate"]) == (1, 1, "1.00")
    assert (rows["CO"]["asked"], rows["CO"]["answered"], rows["CO"]["overdue"]) == (2, 1, 1)
    assert rows["DE"]["warning"] == 2
    # What the warning in RED is about is counted for nobody.
    assert [(one["category"], one["warning"], one["seizure"]) for one in board["categories"]] == [
        ("drugs", 1, 0),
        ("tobacco", 0, 1),
    ]
    assert [(one["departure"], one["destination"], one["warning"], one["seizure"]) for one in board["legs"]] == [
        ("CO", "FR", 1, 0),
        ("NL", "FR", 0, 1),
    ]
    assert [(one["day"], one["text"]) for one in board["days"]] == [("2026-03-20", 0), ("2026-03-21", 1)]
    assert (board["cases"], board["last"], board["state"]) == ({"draft": 1}, 6, "running")


def test_the_board_costs_three_calls_and_opens_nothing(world: World, heron: Room) -> None:
    busy(heron)
    _, calls, opened = counted(lambda: heron.call("GET", "/board", OFFICER), world)
    assert (calls, opened) == (["BatchGetItem", "Query", "Query"], 0)


def test_the_board_tells_who_is_late_by_the_clock(world: World, heron: Room) -> None:
    """Also before the clock has counted them, and once only."""
    heron.send(RILO_WE, warning())
    heron.send(RILO_WE, warning(START + timedelta(hours=8)))
    other = room(world, "FR")
    other.send(RILO_WE, warning())
    heron.send(OFFICER, feedback(1))
    world.later(hours=6, minutes=1)

    def late() -> tuple[int, dict[str, int], int]:
        board = heron.call("GET", "/board", OFFICER).json
        by = {one["administration"]: one["overdue"] for one in board["participants"] if one["overdue"]}
        listed = heron.call("GET", "/warnings", OFFICER, query={"status": "overdue"}).json["items"]
        return board["totals"]["overdue"], by, len(listed)

    assert late() == (1, {"CO": 1}, 1)
    world.tick()
    assert late() == (1, {"CO": 1}, 1)
    heron.call("POST", "/close", RILO_WE)
    world.later(hours=2)
    assert late() == (3, {"CO": 2, "FR": 1}, 2)
    world.tick()
    world.drain()
    assert late() == (3, {"CO": 2, "FR": 1}, 2)
    assert not [one for one in world.raised("warning.overdue") if one.subject.endswith("/messages/2")]


def test_who_read_lists_that_say_something_is_noted_with_one_write(world: World, heron: Room) -> None:
    busy(heron)
    heron.call("POST", "/messages/1/attachments", RILO_WE, {"filename": "a.pdf", "content_type": PDF, "size": 9})
    for path, what, messages in (
        ("/warnings", "warnings", "1"),
        ("/cases", "cases", "3"),
        ("/messages/1/attachments", "attachments", "1"),
    ):
        world.later(seconds=1)
        caller = RILO_WE if what == "attachments" else NCP
        _, calls, _ = counted(lambda path=path, caller=caller: heron.call("GET", path, caller), world)  # type: ignore[misc]
        assert calls == ["BatchGetItem", "Query", "PutItem"]
        entry = heron.call("GET", "/audit", CENMAT, query={"what": "read"}).json["items"][0]
        assert (entry["name"], entry["what"], entry["messages"]) == (caller.name, what, messages)
    noted = len(heron.call("GET", "/audit", CENMAT, query={"what": "read"}).json["items"])
    assert heron.call("GET", "/warnings", NCP, query={"status": "open"}).json["items"] == []
    for path in ("/board", "/members", "/messages/6/attachments", "/messages/6/receipts", ""):
        assert heron.call("GET", path, NCP).status == 200
    assert len(heron.call("GET", "/audit", CENMAT, query={"what": "read"}).json["items"]) == noted


def test_counts_are_those_of_the_messages_whatever_is_repeated(world: World, heron: Room) -> None:
    """Requests are repeated with their key, and every writer is overtaken once."""
    inner, fail = world.dynamo.transact_write_items, [False]

    def contended(**asked: Any) -> Any:
        fail[0] = not fail[0]
        if fail[0]:
            from botocore.exceptions import ClientError

            reasons = [{"Code": "TransactionConflict"}]
            error: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise ClientError(error, "TransactWriteItems")
        return inner(**asked)

    world.dynamo.transact_write_items = contended
    for number in range(6):
        body = warning() if number % 2 else text()
        for _ in range(2):
            heron.send(RILO_WE, body, headers={"Idempotency-Key": f"k{number}"})
    totals = heron.call("GET", "/board", OFFICER).json["totals"]
    assert (totals["text"], totals["warning"], totals["asked"]) == (3, 3, 6)


def test_warnings_are_listed_by_deadline_with_who_answered(heron: Room) -> None:
    heron.send(RILO_WE, warning(START + timedelta(hours=9)))
    heron.send(RILO_WE, warning(START + timedelta(hours=3)))
    heron.send(RILO_WE, warning(START + timedelta(hours=6), tlp="RED", addressees=["CO"]))
    heron.send(OFFICER, feedback(1))
    rows = heron.call("GET", "/warnings", OFFICER).json["items"]
    assert [one["number"] for one in rows] == [2, 1]
    assert [one["number"] for one in heron.call("GET", "/warnings", OFFICER_CO).json["items"]] == [2, 3, 1]
    answered = heron.call("GET", "/warnings", OFFICER, query={"status": "answered"}).json["items"]
    assert [one["number"] for one in answered] == [1]
    assert heron.call("GET", "/warnings", OFFICER, query={"status": "late"}).status == 422
    first = heron.call("GET", "/warnings", OFFICER_CO, query={"limit": "2"}).json
    rest = heron.call("GET", "/warnings", OFFICER_CO, query={"limit": "2", "cursor": first["next"]}).json
    assert [one["number"] for one in first["items"] + rest["items"]] == [2, 3, 1]
    other = room(heron.world, "CO")
    foreign = other.call("GET", "/warnings", OFFICER_CO, query={"limit": "2", "cursor": first["next"]})
    assert foreign.json["code"] == "invalid_cursor"


def test_the_report_tells_what_an_operation_came_to_without_a_word_of_it(heron: Room) -> None:
    busy(heron)
    heron.add("BR")
    heron.expel("BR")
    heron.call("POST", "/close", RILO_WE)
    report = heron.call("GET", "/report", OFFICER)
    made = report.json
    assert (made["operation"]["code_name"], made["operation"]["state"]) == ("Grey Heron", "closed")
    assert "mine" not in made["operation"]
    assert [one["action"] for one in made["timeline"]].count("member_added") == 3
    assert {"opened", "member_expelled", "closed"} <= {one["action"] for one in made["timeline"]}
    first, second = sorted(made["warnings"], key=lambda one: one["number"])
    assert (first["asked"], first["answered"], len(first["answers"])) == (2, 2, 2)
    assert (second["asked"], second["answered"], "answers" in second) == (1, 0, False)
    assert [(one["number"], one["status"]) for one in made["cases"]] == [(3, "draft")]
    assert {one["id"]: one["standing"] for one in made["members"]}["BR"] == "expelled"
    assert "Canary" not in report.text
    assert "Bananas" not in report.text
    assert heron.call("GET", "/report", BRAZIL).status == 404
    entries = heron.call("GET", "/audit", CENMAT, query={"what": "read"}).json["items"]
    assert ("officer-fr", "report") in {(one["name"], one["what"]) for one in entries}


def test_the_report_as_a_page_loads_and_runs_nothing(world: World) -> None:
    hostile = '<script>alert(1)</script> & "Heron"'
    other = room(world, "FR", code_name=hostile, purpose="<img src=x onerror=alert(1)>")
    page = other.call("GET", "/report", OFFICER, query={"format": "html"})
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Heron&quot;" in page.text
    assert "<h2>Warnings</h2>" in page.text


def test_the_report_as_a_workbook_has_the_same_tables(world: World) -> None:
    other = room(world, "FR", "CO", code_name="=HYPERLINK(1)")
    busy(other)
    answer = other.call("GET", "/report", OFFICER, query={"format": "xlsx"}).json
    assert answer["filename"] == f"operation-{other.id}-2026-03-21.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(answer["content"])))
    assert book.sheetnames == [
        *("Operation", "Participants", "Warnings", "Answers", "Cases"),
        *("Categories", "Routes", "Days", "Timeline", "Members"),
    ]
    facts = dict(book["Operation"].iter_rows(min_row=2, values_only=True))
    assert (facts["code_name"], facts["asked"], facts["cases draft"]) == ("=HYPERLINK(1)", 3, 1)
    assert book["Operation"]["B4"].data_type != "f"
    rows = list(book["Answers"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 2
    assert other.call("GET", "/report", OFFICER, query={"format": "pdf"}).status == 422


def large(heron: Room, warnings: int, cases: int) -> Report:
    """The report of an operation with that many warnings, each answered by 59."""
    one = {"number": 8_000, "sent_at": instant(START), "administration": "FR"}
    answer = {
        "addressee": "FR",
        "status": "answered",
        "message": 8_001,
        "answered_at": instant(START),
        "result": "nothing_found",
    }
    warned = {**one, "deadline": instant(START), "asked": 59, "answered": 59, "answers": [answer] * 59}
    case = {**one, "tlp": "AMBER", "status": "published", "seizure_id": "01KM0000000000000000000000", "version": 4}
    made = heron.call("GET", "/report", OFFICER).json
    return Report.model_validate_json(json.dumps({**made, "warnings": [warned] * warnings, "cases": [case] * cases}))


@pytest.mark.parametrize("written", [jsontext.dumps, printed.page])
def test_a_report_that_is_too_large_comes_without_who_answered_what(heron: Room, written: Any) -> None:
    size = len(fitting(large(heron, 300, 10), written, len))
    assert 300 * 59 * 50 < size < MOST_BYTES
    brief = fitting(large(heron, 2_000, 10), written, len)
    assert len(json.dumps(brief)) < 6_000_000
    assert ("nothing_found" in brief, "59" in brief, "left out" in brief or "answers_left_out" in brief) == (
        False,
        True,
        True,
    )
    with pytest.raises(TooLarge, match="lists"):
        fitting(large(heron, 10, 40_000), written, len)


def test_lists_beyond_all_bounds_are_refused(world: World, heron: Room) -> None:
    for _ in range(12):
        heron.send(RILO_WE, warning())
    with pytest.raises(TooLarge):
        world.store.whole_board(heron.id, "warning", 5)
    assert len(world.store.whole_board(heron.id, "warning", 12)) == 12
    assert len(world.store.every(f"OP#{heron.id}", "M#", 12)) == 12


def test_what_was_done_is_in_the_record_and_what_was_said_is_not(heron: Room) -> None:
    busy(heron)
    first = heron.call("GET", "/audit", RILO_WE, query={"limit": "4"}).json
    rest = heron.call("GET", "/audit", RILO_WE, query={"limit": "100", "cursor": first["next"]}).json
    entries = first["items"] + rest["items"]
    assert [one["at"] for one in entries] == sorted((one["at"] for one in entries), reverse=True)
    assert {"opened", "member_added", "sent", "case_made", "overdue"} <= {one["action"] for one in entries}
    assert "Canary" not in json.dumps(entries)


@given(st.lists(st.integers(0, 20_000), min_size=1, max_size=60))
def test_the_median_is_that_of_the_times_as_they_are_counted(times: list[int]) -> None:
    buckets = [bucket(time) for time in times]
    counts = {time: buckets.count(time) for time in buckets}
    assert median(counts) == sorted(buckets)[(len(times) - 1) // 2]
    assert all(time - bucket(time) < 360 for time in times)
    assert all(bucket(time) == time for time in times if time < 240)


def test_the_median_of_nothing_is_none() -> None:
    assert median({}) is None
    assert median({5: 0}) is None


@given(st.sets(st.integers(1, 200)))
def test_numbers_are_told_in_ranges(numbers: set[int]) -> None:
    told = ranges(sorted(numbers))
    read: set[int] = set()
    for part in told.split():
        first, _, last = part.partition("-")
        read |= set(range(int(first), int(last or first) + 1))
    assert read == numbers
