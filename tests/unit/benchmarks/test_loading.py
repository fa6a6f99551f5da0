"""The bench of imports loads what it counts; only calls decide."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.loading import book
from benchmarks.loading.cloud import Disk
from benchmarks.loading.measure import Loaded, Loading, load
from benchmarks.loading.memory import Peaks
from benchmarks.loading.report import MOST_CALLS, Report

MEMORY = Peaks(100_000, 130, 337, 140)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    workbook = tmp_path_factory.mktemp("bench") / "rows.xlsx"
    assert book.write(workbook, 120) > 40
    return load(workbook, submit=True)


def test_every_row_goes_in_and_is_counted(loaded: Loaded) -> None:
    assert (loaded.rows, loaded.accepted) == (120, 120)
    assert loaded.calls["TransactWriteItems"] > 4
    assert set(loaded.seconds) == {"reader", "child", "parts"}
    assert all(seconds >= 0 for seconds in loaded.seconds.values())
    assert loaded.ratio > 1


def test_what_lies_on_disk_is_entered_as_well(tmp_path: Path) -> None:
    book.write(tmp_path / "rows.xlsx", 30, without=("persons.", "grading."))
    loading = Loading((tmp_path / "rows.xlsx").read_bytes(), Disk(tmp_path))
    assert loading.read() == (30, 1)
    assert loading.enter(1, 1) == 30


def test_a_call_too_many_or_a_row_too_few_breaks_the_budget(loaded: Loaded) -> None:
    good = replace(loaded, rows=1000, accepted=1000, calls={"TransactWriteItems": int(1000 * MOST_CALLS)})
    dear = replace(good, calls={"TransactWriteItems": int(1000 * MOST_CALLS) + 1})
    assert Report(good, good, MEMORY).within
    assert not Report(good, dear, MEMORY).within
    assert not Report(replace(good, accepted=999), good, MEMORY).within


def test_a_missed_time_or_memory_is_said_and_does_not_fail(loaded: Loaded) -> None:
    slow = replace(loaded, calls={}, seconds={"parts": 5.0}, floor={"validation": 1.0})
    found = Report(slow, slow, replace(MEMORY, child=400))
    assert found.within
    assert "validating → 5.00 MISSED" in found.text()
    assert "< 512 MB → 530 MISSED" in found.text()
    assert "calls a row ≤ 0.08 → 0.0000 ok" in found.text()
