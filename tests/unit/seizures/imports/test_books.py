"""What imports write: the report, ready to be mended and sent again, and templates that are read as what they offer."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from seizures.imports.examples import LINE
from seizures.imports.files import XLSX
from seizures.imports.reading.returned import returned
from seizures.imports.reading.rows import Listed, Row
from seizures.imports.sheets import write_report, write_template
from seizures.imports.template import Lang, Template
from seizures.lines import DETAILS
from tests.unit.seizures.builders import OFFICER
from tests.unit.seizures.imports import books
from tests.unit.seizures.imports.cases import content, judged
from tests.unit.seizures.imports.world import IMPORTS, World, row, table_of

CATEGORIES = sorted(DETAILS)


def test_a_report_is_mended_and_sent_again(world: World) -> None:
    """Only what was wrong; the rest is unchanged."""
    sent = books.book([table_of(row(n)).splitlines()[0].split(";") if n == 0 else row(n).split(";") for n in range(4)])
    wrong = openpyxl.load_workbook(io.BytesIO(sent))
    wrong["Seizures"]["J3"] = "many"
    wrong["Seizures"]["C4"] = "Frankreich"
    shown = world.load(books.saved(wrong))
    assert world.counts(shown) == {"accepted": 1, "rejected": 2}
    made = world.s3.get_object(Bucket=IMPORTS, Key=f"imports/{shown['id']}/report.xlsx")["Body"].read()
    report = openpyxl.load_workbook(io.BytesIO(made))
    page = report["Seizures"]
    head = [cell.value for cell in page[1]]
    assert head[:6] == ["cen.outcome", "cen.seizure", "cen.field", "cen.code", "cen.message", "cen.value"]
    assert [page.cell(3, column).value for column in (1, 3, 4, 6)] == ["rejected", "quantity", "not_a_number", "many"]
    page.cell(3, head.index("quantity") + 1).value = 2002
    page.cell(4, head.index("country") + 1).value = "France"
    world.clock.pass_by(hours=1)
    assert world.counts(world.load(books.saved(report))) == {"unchanged": 1, "accepted": 2}
    assert len(world.all_records()) == 3


def test_a_report_keeps_numbers_and_days_and_says_warnings_and_doubles(world: World) -> None:
    head = [
        *["date", "country", "direction", "mode", "departure", "destination", "category", "type", "quantity", "unit"]
    ]
    line = ["FR", "import", "3", "ES", "FR", "tobacco", "cigarettes", 2000.5 * 2, "H87"]
    sent = books.book([head, [books.DAY, *line], [books.DAY, *line], ["2020-03-14", *line]])
    shown = world.load(sent)
    told = world.report(shown["id"])
    assert told[1][6:] == ["2026-03-14", *line]
    assert [one[0] for one in told[1:]] == ["accepted", "duplicate", "accepted_with_warnings"]
    assert told[2][1] == "row 2"
    assert (told[3][2], told[3][3]) == ("date", "R01")


def test_a_report_of_several_faults_puts_each_in_the_same_place(tmp_path: Path) -> None:
    errors = [
        {"field": "a", "code": "x", "message": "One."},
        {"column": "B", "code": "y", "message": "Two.", "value": "v"},
    ]
    rows = [{"n": 2, "c": ["=1+1", None, True, 1.5]}, {"n": 3, "c": ["b"]}]
    target = tmp_path / "report.xlsx"
    write_report(target, ["h"], iter(rows), {2: {"outcome": "rejected", "errors": errors}})
    page = openpyxl.load_workbook(target)["Seizures"]
    assert [cell.value for cell in page[2]][:6] == ["rejected", None, "a\nB", "x\ny", "One.\nTwo.", "\nv"]
    assert [cell.value for cell in page[2]][6:] == ["=1+1", None, True, 1.5]
    assert page["G2"].data_type == "s"
    assert [page["A3"].value, page["G3"].value] == ["not entered", "b"]


RECORD = {
    "seized_on": "2026-03-14", "place": {"country": "FR"}, "direction": "import", "conveyance": {"mode": "5"},
    "route": {"departure": {"country": "NL"}, "destination": {"country": "FR"}},
    "lines": [{"category": "tobacco", "quantity": {"amount": "2000", "unit": "H87"}}],
}  # fmt: skip


def test_a_report_of_json_lines_is_mended_and_sent_again(world: World) -> None:
    """A record may be longer than a cell, and a line that is no JSON is there whole."""
    said = [json.dumps({**RECORD, "national_reference": f"M-{n}"}) for n in range(4)]
    details = [{**RECORD["lines"][0], "details": {"brand": "é" * 100}}] * 99
    said[1] = json.dumps({**RECORD, "national_reference": "M-1", "lines": details}, ensure_ascii=False).replace(
        '"amount": "2000"', '"amount":          "2000"'
    )
    said[2] = said[2].replace("FR", "ZZ")
    said[3] = said[3][:-1]
    shown = world.load("\n".join(said), filename="a.jsonl")
    assert world.counts(shown) == {"accepted": 1, "accepted_with_warnings": 1, "rejected": 2}
    made = world.s3.get_object(Bucket=IMPORTS, Key=f"imports/{shown['id']}/report.xlsx")["Body"].read()
    report = openpyxl.load_workbook(io.BytesIO(made))
    page = report["Seizures"]
    assert [page.cell(1, column).value for column in (6, 7, 8)] == ["cen.value", "record", None]
    page["G4"].value = str(page["G4"].value).replace("ZZ", "FR")
    page["G5"].value += "}"
    world.clock.pass_by(hours=1)
    again = world.load(books.saved(report), filename="report.xlsx")
    assert (again["status"], world.counts(again)) == ("finished", {"unchanged": 2, "accepted": 2})
    assert len(world.all_records()) == 4


def test_a_long_record_goes_over_several_cells(tmp_path: Path) -> None:
    target, long = tmp_path / "report.xlsx", {"narrative": "x" * 70_000}
    write_report(target, [], iter([{"n": 1, "d": long}]), {})
    cells = [cell.value for cell in openpyxl.load_workbook(target)["Seizures"][2]][6:]
    assert (len(cells), json.loads("".join(map(str, cells)))) == (3, long)
    (read,) = returned(Listed([Row(1, ["cen.outcome", "record"]), Row(2, ["accepted", *cells])])) or ()
    assert (read.number, read.document) == (2, long)


@pytest.mark.parametrize("head", [["record"], ["cen.outcome", "date"], ["cen.outcome", "record", "date"], []])
def test_other_tables_are_no_reports_of_json_lines(head: list[str]) -> None:
    assert returned(Listed([Row(1, head)] if head else [])) is None


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("category", CATEGORIES)
def test_the_example_of_a_template_is_a_record_without_a_warning(category: str, lang: Lang) -> None:
    template = Template(category, lang)
    header = "\t".join(template.header(column) for column in template.columns)
    (case,) = judged(f"{header}\n" + "\t".join(template.example()))
    said = content(case)
    assert (said["lines"][0]["category"], case.warnings) == (category, [])
    assert said["lines"][0]["type"] == LINE[category]["type"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_a_template_offers_is_read_as_what_it_means(lang: Lang) -> None:
    """Of every list every value, one at a time, in the place of what the example says there."""
    template = Template("drugs", lang)
    header = "\t".join(template.header(column) for column in template.columns)
    lines, seen = [], set()
    for at, column in enumerate(template.columns):
        if column.kind == "code" and column.list in seen:
            continue
        seen.add(column.list)
        for choice in template.choices(column):
            cells = list(template.example())
            cells[at] = choice
            lines.append((column.name, choice, "\t".join(cells).replace("CASE-", f"CASE-{len(lines)}-")))
    found = judged("\n".join([header, *(line for _, _, line in lines)]))
    assert len(found) == len(lines) > 600
    misread = [
        (name, choice, fault.code)
        for (name, choice, _), case in zip(lines, found, strict=True)
        for fault in case.faults
        if fault.field == name and fault.code in ("unknown_code", "ambiguous_code", "not_yes_or_no")
        if name not in ("line.type", "line.subtype")  # read below each other
    ]
    assert misread == []


def test_a_template_is_a_workbook_with_drop_downs(tmp_path: Path) -> None:
    target = tmp_path / "template.xlsx"
    template = Template("cites", "fr")
    write_template(target, template)
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["Saisies", "Exemple", "Listes", "Notice"]
    head = [cell.value for cell in book["Saisies"][1]]
    assert head == [cell.value for cell in book["Exemple"][1]]
    assert "Date de saisie *" in head
    assert "Nom scientifique" in head
    assert "Pureté (%)" not in head
    assert book["Saisies"].max_row == 1
    driven = {str(one.sqref): one.formula1 for one in book["Saisies"].data_validations.dataValidation}
    assert len(driven) == sum(bool(template.choices(column)) for column in template.columns)
    offered = book["Listes"]
    assert next(iter(driven.values())).startswith("'Listes'!$A$2:$A$")
    assert offered["A1"].value
    about = [line[0] for line in book["Notice"].iter_rows(values_only=True)]
    assert "Date de saisie *" in about


def test_a_template_is_made_for_who_asks(world: World) -> None:
    answer = world.call("GET", "/v1/imports/template.xlsx?category=tobacco&lang=fr", OFFICER)
    assert (answer.status, answer.json["filename"]) == (200, "cen-template-tobacco-fr.xlsx")
    ((bucket, key),) = world.s3.objects
    assert (bucket, answer.json["link"]) == (IMPORTS, f"https://files.example/{key}")
    book = openpyxl.load_workbook(io.BytesIO(world.s3.get_object(Bucket=bucket, Key=key)["Body"].read()))
    assert book.sheetnames[0] == "Saisies"
    assert XLSX.endswith("sheet")
    for query in ("", "?category=sweets", "?category=drugs&lang=es", "?category=drugs.cocaine"):
        assert world.call("GET", f"/v1/imports/template.xlsx{query}", OFFICER).status == 422, query


def test_a_template_that_is_filled_in_is_imported_by_its_own_sheet(world: World, tmp_path: Path) -> None:
    target = tmp_path / "template.xlsx"
    write_template(target, Template("drugs", "en"))
    empty = world.load(target.read_bytes(), filename="template.xlsx")
    assert (empty["status"], empty["reason_code"]) == ("failed", "no_rows")
    example = world.load(target.read_bytes(), filename="template.xlsx", mapping={"sheet": "Example"})
    assert world.counts(example) == {"accepted": 1}
    book = openpyxl.load_workbook(target)
    for at, cell in enumerate(book["Example"][2], 1):
        book["Seizures"].cell(2, at).value = cell.value
    assert world.counts(world.load(books.saved(book))) == {"unchanged": 1}
