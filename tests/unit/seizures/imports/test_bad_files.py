"""Files that are broken, dangerous or a mess: the import fails, or the row is rejected, in words that a clerk
understands; the other rows go in; the worker goes on."""

import json
from collections.abc import Callable

import openpyxl
import pytest

from seizures.imports.reading import limits
from tests.unit.seizures.imports import books
from tests.unit.seizures.imports.world import HEADER, World, many, row, table_of

COLUMNS = HEADER.split(";")


def sheet(*rows: str) -> list[list[str]]:
    return [COLUMNS, *(one.split(";") for one in rows)]


def workbook(*rows: str) -> bytes:
    return books.book(sheet(*rows))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (lambda: books.unpacking_to(401), "expands_too_far", "larger than 400 MB"),
        (books.far_apart(), "too_many_rows", "more than 100,000 rows"),
        (books.one_long_row(250), "too_many_columns", "more than 200 columns"),
        (books.with_doctype(), "doctype", "was not opened"),
        (books.raw(more={"xl/vbaProject.bin": b"x"}), "macros", "holds macros"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password_protected", "Take the password off"),
        (OLE + bytes(600), "old_excel", "Save it as an Excel workbook"),
        (books.raw(more={"xl/workbook.bin": b"x"}), "binary_excel", "Save it as"),
        (b"%PDF-1.7 renamed", "not_a_table", "The file is a PDF"),
        (workbook(row(1))[:-200], "broken_workbook", "damaged"),
        (table_of(row(1), header=HEADER + ";x" * 50_000), "too_many_columns", "200"),
        (table_of(row(1) + ";FR", header=f"{HEADER};country"), "duplicate_headers", "country"),
        ("a;b\n1;2\n", "no_header", "Use the template"),
        (HEADER + "\n\n\n", "no_rows", "no row"),
        (table_of(row(1) + ";lost"), "column_without_header", "column L"),
    ],
    ids=lambda value: value if isinstance(value, str) and "_" in value and " " not in value else "",
)  # fmt: skip
def test_a_file_that_cannot_be_read_fails_with_a_reason_and_the_next_one_goes_in(
    world: World, content: bytes | str | Callable[[], bytes], code: str, words: str
) -> None:
    shown = world.load(content() if callable(content) else content, filename="seizures.xlsx")
    assert (shown["status"], shown["reason_code"]) == ("failed", code)
    assert words in shown["reason"]
    assert shown["done"] == 0
    assert world.rows(shown["id"]) == []
    assert world.all_records() == []
    assert world.call("GET", f"/v1/imports/{shown['id']}/report.xlsx").status == 409
    assert world.counts(world.load(many(1))) == {"accepted": 1}


def test_ten_million_empty_rows(world: World) -> None:
    """The limit is a tenth of that."""
    assert limits.MOST_ELEMENTS_OF_ROWS < 10_000_000
    shown = world.load(books.empty_rows(1_100_001))
    assert (shown["status"], shown["reason_code"]) == ("failed", "too_many_rows")
    assert "delete empty rows" in shown["reason"]


def test_a_workbook_goes_in_as_a_table_of_text_does(world: World) -> None:
    first = world.load(workbook(row(1), row(2)), filename="a.xlsx")
    assert world.counts(first) == {"accepted": 2}
    assert first["notes"] == {"sheet": "Seizures"}
    assert world.counts(world.load(table_of(row(1), row(2)))) == {"unchanged": 2}


def test_formulas_give_their_last_value_and_nothing_is_run(world: World) -> None:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    for one in sheet(row(1), row(2), row(3, reference="=cmd|'/c calc'!A0")):
        page.append(one)
    page["J2"] = "=2000+1"
    page.cell(4, 1).data_type = "s"
    shown = world.load(books.saved(made))
    rejected = {one["row"]: one["errors"][0]["code"] for one in world.rows(shown["id"], "rejected")}
    assert rejected == {2: "formula_error", 4: "wrong_format"}
    assert (world.counts(shown), shown["notes"]["formulas"]) == ({"accepted": 1, "rejected": 2}, 1)
    told = world.report(shown["id"])[3]
    assert told[6] == "=cmd|'/c calc'!A0"


def test_merged_cells_say_the_same_in_every_row(world: World) -> None:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    for one in sheet(row(1), row(1, reference="", date="", type="cigars"), row(2)):
        page.append(one)
    page.merge_cells("A2:A3")
    page.merge_cells("B2:B3")
    shown = world.load(books.saved(made))
    assert (world.counts(shown), shown["notes"]["merged_cells"]) == ({"accepted": 3}, 2)
    first, second, _ = world.rows(shown["id"])
    assert first["seizure_id"] == second["seizure_id"]


def test_damaged_rows_are_rejected_and_the_others_go_in(world: World) -> None:
    header = f"{HEADER};remarks"
    lines = [
        f"{row(1)};Dissimulé dans la roue".encode(),
        f"{row(2)};Dissimulé".encode("cp1252"),
        f"{row(3)};a\0b".encode(),
        f"{row(4)};{'x' * 1_000_000}".encode(),
        f'{row(5)};"two\nlines, ""quoted"""'.encode(),
        f"{row(6)};Caché dans le coffre".encode(),
    ]
    shown = world.load(b"\n".join([header.encode(), *lines]))
    assert world.counts(shown) == {"accepted": 3, "rejected": 3}
    codes = [one["errors"][0]["code"] for one in world.rows(shown["id"], "rejected")]
    assert codes == ["mixed_encoding", "nul_byte", "row_too_long"]
    assert 'two\nlines, "quoted"' in {one.get("narrative") for one in world.all_records()}
    assert [line[0] for line in world.report(shown["id"])[1:]].count("rejected") == 3


def test_json_lines_with_one_that_is_broken(world: World) -> None:
    line = {
        "seized_on": "2026-03-14", "place": {"country": "FR"}, "direction": "import", "conveyance": {"mode": "5"},
        "route": {"departure": {"country": "NL"}, "destination": {"country": "FR"}},
        "lines": [{"category": "tobacco", "quantity": {"amount": "2000", "unit": "H87"}}],
    }  # fmt: skip
    lines = [json.dumps({**line, "national_reference": f"M-{n}"}) for n in range(3)]
    lines[1] = lines[1][:-5]
    shown = world.load("\n".join(lines), filename="a.jsonl")
    assert world.counts(shown) == {"accepted": 2, "rejected": 1}
    (broken,) = world.rows(shown["id"], "rejected")
    assert (broken["row"], broken["errors"][0]["code"]) == (2, "malformed")
    assert world.report(shown["id"])[2][0] == "rejected"


def test_markup_and_formulas_in_text_are_text(world: World) -> None:
    header = f"{HEADER};remarks"
    texts = ["<script>alert(1)</script>", "=HYPERLINK(1)", "@SUM(1)", "{{7*7}}", "'; DROP TABLE"]
    shown = world.load(table_of(*(f"{row(n)};{text.replace(';', ',')}" for n, text in enumerate(texts)), header=header))
    assert world.counts(shown) == {"accepted": 5}
    assert {one["narrative"] for one in world.all_records()} == {text.replace(";", ",") for text in texts}
    told = world.report(shown["id"])
    assert [line[17] for line in told[1:]] == [text.replace(";", ",") for text in texts]
