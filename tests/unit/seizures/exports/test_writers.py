"""What every file says of itself and holds to, and the files of text."""

import json
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seizures.exports import columns
from seizures.exports.errors import TooManyRows
from seizures.exports.model import ExportFormat
from seizures.exports.writers import restored, safe, write_csv
from tests.unit.seizures.builders import FULL, SIMPLE
from tests.unit.seizures.exports.documents import IVORY, Memory, about, document
from tests.unit.seizures.exports.files import EVERY, FACTS, FORMULA_STARTS, WRITERS, facts, table, written

# What every file says


@EVERY
def test_every_file_says_what_it_is(kind: ExportFormat) -> None:
    mixed = [FULL["lines"][0], IVORY]
    found = facts(kind, document(1, lines=mixed), document(2, lines=mixed, tlp="AMBER"), category="cites", hs="05")
    assert list(found) == FACTS
    assert found["filter"] == "category=cites; hs=05"
    assert found["moment"] == "2026-03-20T12:00:00.000Z"
    assert found["asked_by"] == "France (FR)"
    assert found["records"] == "2"
    assert found["rows"] == {"csv": "4", "xlsx": "4", "jsonl": "2", "aitr": "2"}[kind]
    assert found["highest_tlp"] == "AMBER"
    assert "AMBER" in found["handling"]


@EVERY
def test_a_file_without_records_is_a_file_all_the_same(kind: ExportFormat) -> None:
    found = facts(kind)
    assert list(found) == FACTS
    assert (found["records"], found["highest_tlp"]) == ("0", "none")
    assert found["filter"] == "none: all published records"


def test_an_account_of_no_administration_is_called_that() -> None:
    from seizures.exports.about import About

    nobodys = About(ExportFormat.CSV, {}, about().moment, None, 1)
    assert nobodys.facts()["asked_by"] == "an account of no administration"


@EVERY
def test_the_same_records_make_the_same_bytes(kind: ExportFormat) -> None:
    assert written(kind, document(1), document(2)) == written(kind, document(1), document(2))


@EVERY
def test_more_rows_than_the_kind_takes_are_refused(kind: ExportFormat) -> None:
    three = [document(number, SIMPLE, lines=[IVORY]) for number in range(3)]
    assert WRITERS[kind](about(kind, most_rows=3), iter(three), Memory()).rows == 3
    with pytest.raises(TooManyRows):
        WRITERS[kind](about(kind, most_rows=2), iter(three), Memory())


def test_a_record_of_many_lines_counts_as_many_rows() -> None:
    with pytest.raises(TooManyRows):
        write_csv(about(most_rows=99), iter([document(1, SIMPLE, lines=[IVORY] * 100)]), Memory())


# CSV


def test_a_csv_is_one_table_with_a_header_and_notes_below() -> None:
    content = written(ExportFormat.CSV, document(1), document(2, narrative='He said "no";\nthen, ja – 海关'))
    assert content.startswith(b"\xef\xbb\xbfid,national_reference,")
    assert b"\r\n" in content
    header, first, second, *notes = table(content)
    assert tuple(header) == columns.HEADER
    assert {len(row) for row in table(content)} == {len(header)}
    assert second[header.index("narrative")] == 'He said "no";\nthen, ja – 海关'
    assert first[header.index("line.quantity.amount")] == "120.5"
    assert all(row[0].startswith("# ") for row in notes)


@pytest.mark.parametrize("start", FORMULA_STARTS)
@pytest.mark.parametrize("before", ["", " ", "\t", "\xa0 ", "\n", "\ufeff", "'"])
def test_a_formula_is_made_a_text(before: str, start: str) -> None:
    text = f"{before}{start}cmd|' /C calc'!A0"
    assert safe(text) == f"'{text}"
    assert restored(safe(text)) == text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_a_formula_behind_a_semicolon_is_made_a_text(start: str) -> None:
    assert safe(f"text; {start}1+1;x;{start}2") == f"text; '{start}1+1;x;'{start}2"


@pytest.mark.parametrize("text", ["", "a=b", "120.5", "0", "d'accord", "'tis", "# note", "x -1"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert safe(text) == text == restored(text)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("=+-@\t\r\n '\",;")).map(
    lambda text: text.replace("\x00", "")
)


@given(narrative=TEXTS, brand=TEXTS)
def test_a_csv_read_back_holds_the_values_and_no_formula(narrative: str, brand: str) -> None:
    given_document = document(1)
    given_document["narrative"] = narrative
    given_document["lines"][0]["details"] = {"logo": brand}
    header, row, *_ = table(written(ExportFormat.CSV, given_document))
    found = dict(zip(header, row, strict=True))
    assert restored(found["narrative"]) == narrative
    assert restored(found["line.details.logo"]) == brand
    for cell in row:
        assert not cell.lstrip().startswith(FORMULA_STARTS)
        assert not cell.startswith(FORMULA_STARTS)


def test_a_filter_cannot_be_a_formula_either() -> None:
    found = facts(ExportFormat.CSV, **{"=HYPERLINK(1)": "x"})
    assert found["filter"] == "'=HYPERLINK(1)=x"


# JSON lines


def test_json_lines_are_the_whole_records_between_about_and_end() -> None:
    first, second = document(1), document(2, narrative="two\nlines – 海关")
    lines = [json.loads(line) for line in written(ExportFormat.JSONL, first, second).split(b"\n")[:-1]]
    assert list(lines[0]) == ["about"]
    assert lines[1:3] == [first, second]
    assert list(lines[3]) == ["end"]


# Memory


class Counting:
    def __init__(self) -> None:
        self.size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return len(data)


def _peak_of(kind: ExportFormat, records: int) -> int:
    """Bytes in use at the most while so many records of two kilobytes are written."""
    one = document(1, SIMPLE, lines=[IVORY], narrative="n" * 1000, concealment={"description": "d" * 300})
    assert 1800 < len(json.dumps(one)) < 2600
    sink = Counting()
    peak = _peak(lambda: WRITERS[kind](about(kind), (dict(one, id=f"{n:026d}") for n in range(records)), sink))
    assert sink.size > records
    return peak


@EVERY
def test_memory_does_not_grow_with_the_number_of_records(kind: ExportFormat) -> None:
    _peak_of(kind, 1)  # what is loaded once
    few, many = _peak_of(kind, 300), _peak_of(kind, 1200)
    assert many - few < 256 * 1024
    assert many < 8 * 1024 * 1024


def test_ten_thousand_records_stream_in_bounded_memory() -> None:
    assert _peak_of(ExportFormat.JSONL, 10_000) < 8 * 1024 * 1024


def _peak(run: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
