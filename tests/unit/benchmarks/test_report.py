"""Only calls and units decide; times are printed beside their targets."""

import json

from benchmarks import report
from benchmarks.capacity import Units
from benchmarks.gateway import Call
from benchmarks.report import Report, Row, table
from benchmarks.samples import OFFICER
from benchmarks.usecases import USE_CASES, Budget, UseCase

CPU = {report.FLOOR: 10.0, report.WORK: 20.0, report.OURS: 30.0} | dict.fromkeys(report.PEERS, 40.0)
IMPORTS = {report.BARE: 10.0, report.OURS: 100.0, report.COOKBOOK: 200.0}
CASE = UseCase("enter", "seizures", lambda _: Call("GET", "/", OFFICER), Budget(1, 2, 3))


def row(calls: int = 1, read: float = 2, write: int = 3) -> Row:
    return Row(CASE, calls, Units(read, write), 1234, CPU)


def test_a_budget_is_broken_by_one_call_or_unit_more() -> None:
    assert row().within
    assert row(0, 0, 0).within
    assert not any(broken.within for broken in (row(calls=2), row(read=2.5), row(write=4)))


def test_a_missed_time_is_said_and_does_not_fail() -> None:
    missed = Report([row()], IMPORTS)
    assert missed.within
    assert "× FastAPI + Mangum → 0.75 MISSED" in missed.text()
    assert "cookbook style → 0.50 ok" in missed.text()


def test_a_broken_budget_is_named() -> None:
    broken = Report([row(calls=2)], IMPORTS)
    assert not broken.within
    assert "BROKEN: 1 calls, 2 read, 3 write" in broken.text()


def test_the_figures_can_be_written_as_json() -> None:
    document = json.loads(json.dumps(Report([row()], IMPORTS).document()))
    assert document["use_cases"][0]["budget"] == {"calls": 1, "read": 2, "write": 3}
    assert document["import_milliseconds"][report.OURS] == 100.0


def test_a_table_keeps_its_columns() -> None:
    assert table([["", "a"], ["long", "1,000"]]) == "            a\n  long  1,000"


def test_use_cases_have_names_of_their_own() -> None:
    names = [case.name for case in USE_CASES]
    assert len(set(names)) == len(names)
