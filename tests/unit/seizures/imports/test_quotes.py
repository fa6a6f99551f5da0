"""Quotation marks that are left open: the row is refused, the others are read, and nothing is lost without a word."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seizures.imports.header import known_in
from seizures.imports.mapping import Mapping
from seizures.imports.reading import limits
from seizures.imports.reading.rows import Row
from seizures.imports.reading.text import read_table
from tests.unit.seizures.imports.world import HEADER, World, row, table_of

REMARKS = f"{HEADER};remarks"
WIDTH = REMARKS.count(";") + 1


def read(text: str) -> list[Row]:
    return list(read_table(text.encode(), known_in(Mapping()).known))


def refused(text: str) -> list[int]:
    return [one.number for one in read(text) if one.fault and one.fault[0] == "open_quotation"]


def test_an_open_mark_takes_only_its_own_row(world: World) -> None:
    shown = world.load(
        table_of(f'{row(1)};"line one', f"{row(2)};x", f'{row(3)};"two\nlines, ""quoted"""', header=REMARKS)
    )
    assert (shown["rows"], world.counts(shown)) == (3, {"accepted": 2, "rejected": 1})
    (wrong,) = world.rows(shown["id"], "rejected")
    assert (wrong["row"], wrong["errors"][0]["code"]) == (2, "open_quotation")
    assert "line 2 of the file" in wrong["errors"][0]["message"]
    told = world.report(shown["id"])[1]
    assert (told[0], told[-1]) == ("rejected", "line one")
    assert {one["narrative"] for one in world.all_records()} == {"x", 'two\nlines, "quoted"'}


def test_all_rows_of_a_long_file_are_counted(world: World) -> None:
    lines = [f"{row(number)};x" for number in range(1, 1001)]
    lines[2] = f'{row(3)};"left open'
    shown = world.load(table_of(*lines, header=REMARKS))
    assert (shown["rows"], world.counts(shown)) == (1000, {"accepted": 999, "rejected": 1})


def test_the_line_is_told_as_an_editor_counts_and_the_row_as_a_spreadsheet_does() -> None:
    found = read(table_of(f'{row(1)};"a\nb\nc"', f'{row(2)};"open', f"{row(3)};", header=REMARKS))
    assert [(one.number, one.fault and one.fault[0]) for one in found] == [
        (1, None), (2, None), (3, "open_quotation"), (4, None),
    ]  # fmt: skip
    assert "line 5 of" in str(found[2].fault)


@pytest.mark.parametrize(
    ("second", "wrong"),
    [
        ('"open too', [2, 3]),
        ("x", [2]),
        ('"closed"', [2]),
        ('""', [2]),
        ('"', [2]),  # as good as the end of the cell above
        ('pipe of 5"', [2]),
        ('said ""so""', [2]),
    ],
)
def test_a_mark_further_down_does_not_hide_what_an_open_one_took(second: str, wrong: list[int]) -> None:
    found = read(table_of(f'{row(1)};"open', f"{row(2)};{second}", f"{row(3)};x", header=REMARKS))
    assert len(found) == 4
    assert set(wrong) <= {one.number for one in found if one.fault} <= {2, 3}
    assert found[3].fault is None


def test_what_follows_a_closing_mark_is_refused() -> None:
    assert refused(table_of(f'{row(1)};"the 5" pipe"', f"{row(2)};5 pipes", header=REMARKS)) == [2]


def test_text_over_several_lines_may_hold_marks_between_cells() -> None:
    text = f'{row(1)};"seen in\n{";" * (WIDTH - 2)}a list\nand more"'
    assert refused(table_of(text, header=REMARKS)) == []


def test_a_record_is_looked_for_no_further_than_a_row_may_go() -> None:
    found = read(table_of(f'R;"open\n{"x;y" + chr(10)}' + "a;b\n" * limits.LONGEST_ROW, header="reference;date"))
    assert len(found) == limits.LONGEST_ROW + 3
    assert [one.number for one in found if one.fault] == [2]


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('";\n'), max_size=6)


@given(st.lists(st.tuples(CELLS, st.sampled_from(["", "", '"', '"x', 'x"', '"a"b'])), min_size=1, max_size=8))
def test_as_many_rows_come_out_as_went_in(rows: list[tuple[str, str]]) -> None:
    """Rows that a program wrote, some of them with a remark that somebody typed beside it."""
    lines = []
    for number, (remark, typed) in enumerate(rows):
        quoted = io.StringIO(newline="")
        csv.writer(quoted, delimiter=";", lineterminator="").writerow(["x", remark])
        # A typed mark takes text of several lines apart: then there are more rows, never fewer.
        lines.append(row(number) + (f";{typed}" if typed else quoted.getvalue()[1:]))
    found = read(table_of(*lines, header=REMARKS))
    assert len(found) - 1 >= len(rows)
    references = {str(cell)[:14] for one in found for cell in one.cells[:1]}
    assert {f"FR-2026-{number:06d}" for number in range(len(rows))} <= references
