"""Workbooks through the process that opens them: what it reads, and that it alone dies."""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from seizures.imports.failures import Failure, Unreadable
from seizures.imports.reading import child, limits, workbook
from seizures.imports.reading.rows import Row
from seizures.imports.reading.workbook import Workbook, read_workbook
from tests.unit.seizures.imports import books


def read(content: bytes, folder: Path, sheet: str | None = None, **more: Any) -> Workbook:
    source = folder / "book.xlsx"
    source.write_bytes(content)
    return read_workbook(source, folder / "cells.jsonl", sheet, **more)


def here(content: bytes, folder: Path, sheet: str | None = None) -> list[list[Any]]:
    """Without the process: rows as they are handed on."""
    source, target = folder / "book.xlsx", folder / "cells.jsonl"
    source.write_bytes(content)
    answer = child.read(source, target, sheet)
    return [list(row.cells) for row in Workbook(target, workbook.Notes(), frozenset(answer["failed"]))]


def test_cells_keep_their_kind_and_days_become_iso(tmp_path: Path) -> None:
    moment = dt.datetime(2026, 3, 14, 10, 30)  # noqa: DTZ001 - as spreadsheets have them
    content = books.book([["a", None, 1, 2.5, True, books.DAY, moment, dt.time(9, 5), "x\ny", None], [], ["b"]])
    found = read(content, tmp_path)
    assert list(found) == [
        Row(1, ["a", "", 1.0, 2.5, True, "2026-03-14", "2026-03-14T10:30:00", "09:05:00", "x\ny"]),
        Row(3, ["b"]),
    ]
    assert (found.notes.sheet, found.notes.formulas, found.notes.merged) == ("Seizures", 0, 0)
    assert list(found) == list(found)


def test_a_table_may_begin_anywhere(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["C5"], sheet["D6"] = "a", dt.timedelta(hours=30)
    assert here(books.saved(made), tmp_path) == [["", "", "a"], ["", "", "", "1 day, 6:00:00"]]


def test_merged_cells_say_the_same_everywhere(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["r", "s", "t"], ["case", 1, "x"], [None, 2, "y"], [None, 3, None], ["next", 4, "z"]):
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("C3:D4")
    assert here(books.saved(made), tmp_path) == [
        ["r", "s", "t"], ["case", 1, "x"], ["case", 2, "y"], ["case", 3, "y"], ["next", 4, "z"],
    ]  # fmt: skip
    many = read(books.saved(made), tmp_path)
    assert many.notes.merged == 2


def test_too_many_merged_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_MOST_MERGED", 1)
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["a", "b"])
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:B2")
    with pytest.raises(Unreadable) as unreadable:
        here(books.saved(made), tmp_path)
    assert unreadable.value.failure is Failure.TOO_MANY_CELLS


def test_the_sheet_is_that_of_the_template_or_the_first_shown_or_the_one_asked_for(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    first = made.active
    assert first is not None
    first.title, first.sheet_state = "Hidden", "hidden"
    for name in ("Notes", "Other"):
        made.create_sheet(name).append([name])
    assert here(books.saved(made), tmp_path) == [["Notes"]]
    assert here(books.saved(made), tmp_path, "Other") == [["Other"]]
    made.create_sheet("Saisies").append(["ours"])
    assert here(books.saved(made), tmp_path) == [["ours"]]
    with pytest.raises(Unreadable) as unreadable:
        read(books.saved(made), tmp_path, "Nowhere")
    assert (unreadable.value.failure, unreadable.value.what) == (Failure.NO_SUCH_SHEET, "Nowhere")


def test_a_row_with_a_formula_that_has_no_value_is_told(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["a", "b"], ["=1+1", 2], [3, "#N/A"], [5, 6]):
        sheet.append(row)
    found = read(books.saved(made), tmp_path)
    assert [row.fault and row.fault[0] for row in found] == [None, "formula_error", "formula_error", None]
    assert found.notes.formulas == 1


def test_a_row_that_is_too_long_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    content = books.book([["a"], ["x" * 30_000, "y" * 30_000, "z" * 30_000], ["b"]])
    assert [row.fault and row.fault[0] for row in read(content, tmp_path)] == [None, "row_too_long", None]


@pytest.mark.parametrize("content", [books.far_apart(), books.with_doctype(), b"PK\x03\x04"])
def test_what_the_guard_refuses_is_refused_with_its_reason(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable) as unreadable:
        read(content, tmp_path)
    assert unreadable.value.failure is not Failure.UNREADABLE
    assert not (tmp_path / "cells.jsonl").exists()


def test_a_workbook_without_its_sheet(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as unreadable:
        read(books.raw(more={"xl/_rels/workbook.xml.rels": "<Relationships/>"}), tmp_path)
    assert unreadable.value.failure is Failure.BROKEN_WORKBOOK


def test_a_reader_that_takes_too_much_dies_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An abort of the process is a reason like others. Its limit of memory is so low here that it cannot even start."""
    monkeypatch.setattr(workbook, "_MODULE", "tests.unit.seizures.imports.aborting")
    with pytest.raises(Unreadable) as unreadable:
        read(books.book([["a"]]), tmp_path)
    assert unreadable.value.failure is Failure.UNREADABLE


def test_a_reader_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as unreadable:
        read(books.book([["a"]]), tmp_path, seconds=0.001)
    assert unreadable.value.failure is Failure.UNREADABLE


def test_the_reader_has_no_secrets_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setattr(workbook, "_MODULE", "tests.unit.seizures.imports.telling")
    assert set(workbook._ask([], 20)["environment"]) <= {"PYTHONPATH", "PATH", "LC_CTYPE"}
    assert sys.executable


def test_the_limits_are_set_before_anything_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_to: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(child.resource, "setrlimit", lambda kind, value: set_to.update({kind: value}))
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04")
    assert child.main(str(tmp_path / "book.xlsx"), str(tmp_path / "out")) == 0
    assert set_to[child.resource.RLIMIT_AS] == (limits.READER_BYTES, limits.READER_BYTES)
    assert set_to[child.resource.RLIMIT_CPU] == (limits.READER_SECONDS, limits.READER_SECONDS)
