"""What comes out of the writers, read back by readers that are not ours."""

import csv
import io
import json
import re
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seizures.exports import aitr, columns
from seizures.exports.errors import TooManyRows
from seizures.exports.formats import ExportFormat
from seizures.exports.sheets import write_aitr, write_xlsx
from seizures.exports.writers import Writer, restored, safe, write_csv, write_jsonl
from tests.unit.seizures.builders import FULL, SIMPLE
from tests.unit.seizures.exports.documents import IVORY, Memory, about, document

WRITERS: dict[ExportFormat, Writer] = {
    ExportFormat.CSV: write_csv,
    ExportFormat.XLSX: write_xlsx,
    ExportFormat.JSONL: write_jsonl,
    ExportFormat.AITR: write_aitr,
}
EVERY = pytest.mark.parametrize("kind", list(ExportFormat))
FACTS = ["title", "filter", "moment", "asked_by", "counting_rule", "records", "rows", "highest_tlp", "handling"]
FORMULA_STARTS = tuple("=+-@\t\r")


def written(kind: ExportFormat, *documents: dict[str, Any], **search: str) -> bytes:
    sink = Memory()
    WRITERS[kind](about(kind, **search), iter(documents), sink)
    return sink.content


def facts(kind: ExportFormat, *documents: dict[str, Any], **search: str) -> dict[str, str]:
    content = written(kind, *documents, **search)
    if kind is ExportFormat.JSONL:
        lines = [json.loads(line) for line in content.splitlines()]
        return {**lines[0]["about"], **lines[-1]["end"]}
    if kind is ExportFormat.CSV:
        return {row[0][2:]: row[1] for row in table(content) if row[0].startswith("# ")}
    return {str(name): str(text) for name, text in book(content)["About"].values}


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


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


# Workbooks


def test_a_workbook_has_the_rows_of_the_table() -> None:
    one = document(1, lines=[FULL["lines"][0], IVORY])
    found = book(written(ExportFormat.XLSX, one))
    assert found.sheetnames == ["Seizures", "About"]
    header, *rows = found["Seizures"].values
    assert tuple(header) == columns.HEADER
    for cells, expected in zip(rows, columns.rows(one), strict=True):
        for value, text, decimal in zip(cells, expected, columns.DECIMAL, strict=True):
            assert value == (float(text) if decimal and text else text or None)


@pytest.mark.parametrize("text", ["=1+1", "{=SUM(A1)}", "https://cen.example/", "mailto:a@b.example", "0012", "1e5"])
def test_a_text_in_a_workbook_is_a_text(text: str) -> None:
    content = written(ExportFormat.XLSX, document(1, narrative=text), document(2, national_reference="0012"))
    cells = next(iter(book(content)["Seizures"].iter_rows(min_row=2, max_row=2)))
    cell = cells[columns.HEADER.index("narrative")]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s" if text[0] != "=" else cell.data_type, None)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert not any("externalLink" in name for name in archive.namelist())


def test_a_number_too_long_for_a_spreadsheet_stays_a_text() -> None:
    long = "123456789012345.123456"
    content = written(ExportFormat.XLSX, document(1, lines__0__quantity__amount=long))
    row = next(iter(book(content)["Seizures"].iter_rows(min_row=2, max_row=2, values_only=True)))
    assert row[columns.HEADER.index("line.quantity.amount")] == long


def test_a_workbook_is_as_old_as_the_export() -> None:
    with zipfile.ZipFile(io.BytesIO(written(ExportFormat.XLSX, document(1)))) as archive:
        assert re.findall(r"<dcterms:created[^>]*>([^<]*)", archive.read("docProps/core.xml").decode()) == [
            "2026-03-20T12:00:00Z"
        ]


def test_a_file_that_is_given_up_leaves_nothing_on_the_disk(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def given_up() -> Iterator[dict[str, Any]]:
        yield document(1)
        raise InterruptedError

    sink = Memory()
    with pytest.raises(InterruptedError):
        write_xlsx(about(ExportFormat.XLSX), given_up(), sink)
    assert list(tmp_path.iterdir()) == []
    assert sink.content == b""


# The CITES annual illegal trade report


def report(*documents: dict[str, Any]) -> list[dict[str, Any]]:
    header, *rows = book(written(ExportFormat.AITR, *documents))["AITR"].values
    assert tuple(header) == aitr.HEADER
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_the_report_has_one_row_for_each_cites_line() -> None:
    persons = [
        {"role": "driver", "count": 1, "nationality": "NL"},
        {"role": "passenger", "count": 2, "nationality": "NL"},
        {"role": "owner", "count": 1},
    ]
    mixed = document(7, lines=[FULL["lines"][0], IVORY], persons=persons)
    (row,) = report(document(1), mixed, document(2, SIMPLE))
    assert row == {
        "Date of seizure": "2026-03-14",
        "Species": "Loxodonta africana",
        "Description of specimen": "TUS",
        "Quantity": 12.5,
        "Unit": "KIL",
        "Location of incident": "Le Havre, France",
        "Detecting agency": "Customs, France",
        "Reason for seizure": "Smuggling",
        "Means of transport": "Maritime: Container vessel",
        "Method of concealment": row["Method of concealment"],
        "Alleged final destination": "BE",
        "Alleged country of origin": "CO",
        "Alleged country/ies of transit": "PA",
        "Nationality of offender(s)": "NL",
        "Law under which charges were brought": None,
        "Sanction": None,
        "Disposal of confiscated specimens": None,
        "Estimated value in country": "9000 EUR",
        "Additional information / reference": f"R-7; {7:026d}; TLP:GREEN",
    }
    assert row["Method of concealment"].count("; ") == 1
    assert len(row) == 19


def test_what_a_record_does_not_say_stays_empty() -> None:
    bare = {"category": "cites", "quantity": {"amount": "3", "unit": "NMP"}}
    (row,) = report(document(1, SIMPLE, lines=[bare], date_precision="month", national_reference="R"))
    assert row["Date of seizure"] == "2026-03"
    assert row["Unit"] == "NMP"
    assert row["Means of transport"] == "Mail"
    assert {name for name, value in row.items() if value is None} >= {
        *("Species", "Description of specimen", "Reason for seizure", "Method of concealment"),
        *("Alleged country of origin", "Alleged country/ies of transit", "Nationality of offender(s)"),
        "Estimated value in country",
    }


@pytest.mark.parametrize(
    ("unit", "code"), [("H87", "PCS"), ("NAR", "PCS"), ("TNE", "TON"), ("PR", "PAI"), ("MTQ", "CUM")]
)
def test_units_are_those_of_the_convention_where_it_has_them(unit: str, code: str) -> None:
    from cen import codes

    assert aitr._UNITS[unit] == code
    assert all(codes.exists("cites_unit", one) for one in aitr._UNITS.values())
    assert all(codes.exists("unit", one) for one in aitr._UNITS)


# Memory


@EVERY
def test_ten_thousand_records_stream_in_bounded_memory(kind: ExportFormat) -> None:
    one = document(1, lines=[IVORY], narrative="n" * 600, concealment__description="d" * 400)
    assert 1800 < len(json.dumps(one)) < 2600

    class Counting:
        size = 0

        def write(self, data: bytes) -> int:
            self.size += len(data)
            return len(data)

    sink, write = Counting(), WRITERS[kind]
    write(about(kind), [one], Counting())  # what is loaded once
    peak = _peak(lambda: write(about(kind), (dict(one, id=f"{n:026d}") for n in range(10_000)), sink))
    assert peak < 64 * 1024 * 1024
    assert sink.size > 100_000


def _peak(run: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
