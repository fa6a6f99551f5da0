"""Workbooks: texts stay texts, and the report has the columns it must have."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from seizures.exports import aitr, columns
from seizures.exports.model import ExportFormat
from seizures.exports.sheets import write_xlsx
from tests.unit.seizures.builders import FULL, SIMPLE
from tests.unit.seizures.exports.documents import IVORY, Memory, about, document
from tests.unit.seizures.exports.files import book, written

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
