"""The bench of operations: its simulation leaves no gap, and the last page costs what the first does."""

import pytest

from benchmarks.comm.__main__ import report
from benchmarks.comm.measure import Cost, Cpu
from benchmarks.comm.report import Report


@pytest.fixture(scope="module")
def small() -> Report:
    return report(operations=2, messages=160)


def test_every_budget_holds(small: Report) -> None:
    assert small.within, small.text()
    assert small.gaps == 0
    assert {cost.status for cost in small.costs} == {200, 201}


def test_a_page_costs_the_same_at_the_first_and_the_last_message(small: Report) -> None:
    first, middle, last, *_ = small.costs
    assert [cost.items for cost in (first, middle, last)] == [50, 50, 50]
    assert first.calls == last.calls == ["BatchGetItem", "Decrypt", "PutItem"]
    assert middle.opened == 2
    assert first.units == last.units


def test_a_poll_with_nothing_new_opens_nothing(small: Report) -> None:
    poll, send = small.costs[3:5]
    assert (poll.calls, send.calls) == (["BatchGetItem"], ["BatchGetItem", "Decrypt", "TransactWriteItems"])


def test_the_report_says_what_was_measured_and_what_is_broken() -> None:
    good = Cost("page", ["BatchGetItem"], 4.0, 200, 50, 1)
    bad = Cost("page", ["BatchGetItem", "Decrypt"], 4.0, 200, 50, 1)
    made = Report(10, 1, 3, [good, good, good, bad], [Cpu("first", 30.0, 10.0)], 0)
    assert not made.within
    assert "BROKEN" in made.text()
    assert "3.00 (≤ 2) MISSED" in made.text()
    assert made.document()["cpu"] == [{"page": "first", "ratio": 3.0}]
    assert Report(10, 1, 3, [good] * 4, [Cpu("first", 10.0, 10.0)], 0).within
    dearer = Cost("page", ["BatchGetItem"], 5.0, 200, 50, 1)
    assert not Report(10, 1, 3, [good, good, dearer, good], [], 0).within
    assert not Report(10, 1, 3, [good] * 4, [], 1).within
