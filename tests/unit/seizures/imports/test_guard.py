"""What a workbook may be before anything opens it. Limits are lowered, so that no test makes a large file."""

import io
import zipfile

import openpyxl
import pytest

from seizures.imports.failures import Failure, Unreadable
from seizures.imports.reading import limits
from seizures.imports.reading.guard import Found, look_through
from tests.unit.seizures.imports import books


def refused(content: bytes) -> tuple[Failure, str]:
    with pytest.raises(Unreadable) as unreadable:
        look_through(io.BytesIO(content))
    return unreadable.value.failure, unreadable.value.what


def test_a_workbook_of_a_program_passes() -> None:
    found = look_through(io.BytesIO(books.book([["a", "b"], [1, books.DAY]])))
    assert (found.formulas, found.failed) == (0, {})
    assert found.failed_rows("Seizures") == set()


@pytest.mark.parametrize("content", [books.with_doctype(), books.fetching()])
def test_a_document_type_is_refused_in_any_part(content: bytes) -> None:
    assert refused(content)[0] is Failure.DOCTYPE


@pytest.mark.parametrize("quote", ['"', "'"])
def test_cells_far_apart_are_refused_however_they_are_quoted(quote: str) -> None:
    assert refused(books.far_apart(quote)) == (Failure.TOO_MANY_ROWS, "100,000")


def test_a_cell_may_not_be_elsewhere_than_its_row_says() -> None:
    assert refused(books.raw(f"<row r='1'>{books.cell('A200000')}</row>"))[0] is Failure.TOO_MANY_ROWS


def test_long_rows_are_refused_with_and_without_references(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(books.one_long_row(201)) == (Failure.TOO_MANY_COLUMNS, "200")
    assert refused(books.raw(f"<row r='1'>{books.cell('GS1')}</row>")) == (Failure.TOO_MANY_COLUMNS, "200")
    look_through(io.BytesIO(books.raw(f"<row r='1'>{books.cell('GR1')}</row>")))
    monkeypatch.setattr(limits, "MOST_CELLS", 50)
    assert refused(books.one_long_row(51))[0] is Failure.TOO_MANY_CELLS


def test_the_rectangle_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_AREA", 99)
    wide = books.raw(f"<row r='1'>{books.cell('J1')}</row><row r='10'>{books.cell('A10')}</row>")
    assert refused(wide)[0] is Failure.TOO_MANY_CELLS


def test_rows_that_say_nothing_are_counted_and_cells_that_are_only_coloured_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MOST_ELEMENTS_OF_ROWS", 1000)
    assert refused(books.empty_rows(1001))[0] is Failure.TOO_MANY_ROWS
    monkeypatch.setattr(limits, "MOST_ROWS", 10)
    monkeypatch.setattr(limits, "MOST_LINES_ABOVE", 0)
    look_through(io.BytesIO(books.coloured_rows(900)))


def test_what_unpacks_too_far_is_given_up_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_UNPACKED", 2_000_000)
    assert refused(books.unpacking_to(3)) == (Failure.EXPANDS_TOO_FAR, "2 MB")


def test_a_size_that_lies_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory says less than the part unpacks to."""
    content = bytearray(books.unpacking_to(1))
    honest, lie = (1_000_007).to_bytes(4, "little"), (7).to_bytes(4, "little")
    assert content.count(honest) == 2
    monkeypatch.setattr(limits, "MOST_UNPACKED", 100_000)
    assert refused(bytes(content.replace(honest, lie)))[0] in (Failure.BROKEN_WORKBOOK, Failure.EXPANDS_TOO_FAR)


@pytest.mark.parametrize(
    ("more", "failure"),
    [
        ({"xl/vbaProject.bin": b"x"}, Failure.MACROS),
        ({"xl/workbook.bin": b"x"}, Failure.BINARY_EXCEL),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"},
            Failure.OPEN_DOCUMENT,
        ),
        ({"XL/Workbook.xml": b"<x/>"}, Failure.BROKEN_WORKBOOK),
        ({"xl/styles.xml": b"<styles>"}, Failure.BROKEN_WORKBOOK),
        ({"xl/styles.xml": b"\xff\xfe<"}, Failure.BROKEN_WORKBOOK),
    ],
)
def test_other_kinds_and_broken_ones_are_told_apart(more: dict[str, bytes], failure: Failure) -> None:
    assert refused(books.raw(more=more))[0] is failure


def test_archives_that_are_no_workbook() -> None:
    assert refused(books.zipped({"a.txt": "x"})) == (Failure.NOT_A_TABLE, "an archive (zip)")
    assert refused(b"PK\x03\x04 and nothing")[0] is Failure.BROKEN_WORKBOOK
    assert refused(books.zipped({"[Content_Types].xml": "<x/>", "xl/a.xml": "<x/>"}, zipfile.ZIP_BZIP2))[0] is (
        Failure.BROKEN_WORKBOOK
    )
    whole = books.raw("<row/>")
    assert refused(whole[:-30])[0] is Failure.BROKEN_WORKBOOK


def test_a_sheet_cannot_be_kept_where_nobody_looks() -> None:
    """Whatever its part is called: what leads to it tells."""
    far = books.raw(f"<row r='1'>{books.cell('XFD1')}</row>")
    hidden = books.raw(
        more={
            "xl/_rels/workbook.xml.rels": "<Relationships><Relationship Id='rId1' Target='a.png'/></Relationships>",
            "xl/a.png": f"<worksheet><sheetData><row r='1'>{books.cell('XFD1')}</row></sheetData></worksheet>",
        }
    )
    assert refused(far)[0] is Failure.TOO_MANY_COLUMNS
    assert refused(hidden)[0] is Failure.BROKEN_WORKBOOK


def test_parts_that_are_encrypted_one_by_one() -> None:
    content = bytearray(books.raw("<row/>"))
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refused(bytes(content))[0] is Failure.PASSWORD_PROTECTED


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PARTS", 5)
    assert refused(books.raw(more={"xl/more.xml": "<x/>"}))[0] is Failure.EXPANDS_TOO_FAR


@pytest.mark.parametrize("reference", ["1", "A", "A1B", "a1", "ÄÖ1", "A-1"])
def test_references_that_are_none(reference: str) -> None:
    assert refused(books.raw(f"<row r='1'>{books.cell(reference)}</row>"))[0] is Failure.BROKEN_WORKBOOK


def test_prefixes_of_names_do_not_hide_cells() -> None:
    row = '<x:row r="1"><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="m"><x:sheetData>{row}</x:sheetData></x:worksheet>'
    assert refused(books.raw(sheet=sheet))[0] is Failure.TOO_MANY_COLUMNS


def test_formulas_are_counted_and_those_without_a_value_are_told_by_their_rows() -> None:
    calculated = "<row r='1'><c r='A1'><f>1+1</f><v>2</v></c><c r='B1' t='str'><f>A1</f><v>x</v></c></row>"
    uncalculated = "<row r='2'><c r='A2'><f>1+1</f></c></row>"
    uncalculated += "<row r='3'><c r='A3'><f>1+1</f><v></v></c><c r='B3'><v>1</v></c></row>"
    wrong = (
        "<row r='4'><c r='A4' t='e'><v>#N/A</v></c></row><row r='5'><c r='A5' t='e'><f>1/0</f><v>#DIV/0!</v></c></row>"
    )
    found: Found = look_through(io.BytesIO(books.raw(calculated + uncalculated + wrong)))
    assert found.formulas == 5
    assert found.failed_rows("Sheet1") == {2, 3, 4, 5}
    assert found.failed_rows("Other") == set()


def test_formulas_as_another_program_leaves_them() -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["A1"], sheet["A2"] = "=1+1", 3
    found = look_through(io.BytesIO(books.saved(made)))
    assert (found.formulas, found.failed_rows("Sheet")) == (1, {1})
