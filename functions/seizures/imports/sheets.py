"""Workbooks of imports: the report, and templates. Only this file needs xlsxwriter, which a layer of its own brings.

Everything is written as text, a number or nothing: what looks like a formula stays what it says.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from cen import jsontext
from seizures.imports.numbers import Cell
from seizures.imports.reading.returned import OURS, RECORD
from seizures.imports.template import Template

_LONGEST_CELL = 32_767
_OUTCOME = ("outcome", "seizure", "field", "code", "message", "value")
_DRIVEN_ROWS = 5_000
_OPTIONS = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}

type Result = Mapping[str, Any]


def write_report(
    target: Path, headers: Sequence[str], rows: Iterator[Mapping[str, Any]], results: Mapping[int, Result]
) -> None:
    """The sender's rows, with what became of each before them: ready to be mended and sent again, as the columns in
    front are passed over. `rows`: as `split` wrote them; `results`: by row."""
    with _workbook(target, constant_memory=True) as book:
        bold = book.add_format({"bold": True})
        wrong = book.add_format({"bg_color": "#FDE2E2"})
        sheet = book.add_worksheet("Seizures")
        sheet.freeze_panes(1, len(_OUTCOME))
        shown = headers or (RECORD,)
        for column, name in enumerate((*(OURS + name for name in _OUTCOME), *shown)):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, 1):
            result = results.get(row["n"], {})
            style = wrong if result.get("errors") else None
            for column, text in enumerate(_told(result)):
                if text:
                    sheet.write_string(number, column, text[:_LONGEST_CELL], style)
            for column, cell in enumerate(_cells(row, headers), len(_OUTCOME)):
                _write(sheet, number, column, cell)


def _told(result: Result) -> list[str]:
    """Errors first, then warnings, each in the same place of every cell."""
    found = [*result.get("errors", ()), *result.get("warnings", ())]
    where = [one.get("column") or one.get("field") or "" for one in found]
    columns = [where, *([one.get(name, "") for one in found] for name in ("code", "message", "value"))]
    same = f"row {result['same_as']}" if "same_as" in result else ""
    return [
        result.get("outcome", "not entered"),
        result.get("seizure_id") or same,
        *("\n".join(texts) if any(texts) else "" for texts in columns),
    ]


def _cells(row: Mapping[str, Any], headers: Sequence[str]) -> Sequence[Cell]:
    """Of JSON lines, as many as the text needs."""
    if headers:
        cells: Sequence[Cell] = row["c"]
        return cells
    text: str = jsontext.dumps(row["d"]) if "d" in row else row["c"][0]
    return [text[at : at + _LONGEST_CELL] for at in range(0, len(text), _LONGEST_CELL)]


def _write(sheet: Any, row: int, column: int, cell: Cell, style: Any = None) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, style)
    else:
        sheet.write_string(row, column, cell[:_LONGEST_CELL], style)


@contextmanager
def _workbook(target: Path, *, constant_memory: bool) -> Iterator[Any]:
    options = {**_OPTIONS, "constant_memory": constant_memory, "tmpdir": str(target.parent)}
    book = xlsxwriter.Workbook(str(target), options)
    try:
        yield book
        book.close()
    finally:
        for sheet in book.worksheets():
            if constant_memory:
                # Of a book that was given up: it would stay open.
                sheet.row_data_fh.close()


def write_template(target: Path, template: Template) -> None:
    """The sheet to fill in with its drop-downs, a filled example, the lists that the drop-downs offer, and what each
    column takes."""
    with _workbook(target, constant_memory=False) as book:
        fill_in = book.add_worksheet(template.word("sheet"))
        example = book.add_worksheet(template.word("example"))
        lists = book.add_worksheet(template.word("lists"))
        about = book.add_worksheet(template.word("about"))
        ranges = _write_lists(book, lists, template)
        for sheet in (fill_in, example):
            _write_header(book, sheet, template)
        _drive(book, fill_in, template, ranges)
        _write_example(example, template)
        _write_about(book, about, template)


def _write_header(book: Any, sheet: Any, template: Template) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 45)
    style = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
    needed = book.add_format({**style, "bg_color": "#B8D0EA"})
    advised = book.add_format({**style, "bg_color": "#E3EDF7"})
    other = book.add_format({**style, "bg_color": "#F5F5F5"})
    for at, column in enumerate(template.columns):
        chosen = needed if template.needed(column) else advised if template.advised(column) else other
        sheet.set_column(at, at, 16)
        sheet.write_string(0, at, template.header(column), chosen)


def _write_lists(book: Any, sheet: Any, template: Template) -> Mapping[str, str]:
    """A column for each drop-down; answers where its values stand."""
    bold = book.add_format({"bold": True})
    found = {}
    for at, column in enumerate(column for column in template.columns if template.choices(column)):
        choices = template.choices(column)
        sheet.write_string(0, at, column.label(template.lang), bold)
        for row, text in enumerate(choices, 1):
            sheet.write_string(row, at, text)
        first, last = xl_rowcol_to_cell(1, at, True, True), xl_rowcol_to_cell(len(choices), at, True, True)
        found[column.name] = f"='{template.word('lists')}'!{first}:{last}"
    return found


def _drive(book: Any, sheet: Any, template: Template, ranges: Mapping[str, str]) -> None:
    """Drop-downs that warn and let other texts through: codes are read as well as names."""
    day, text = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "@"})
    for at, column in enumerate(template.columns):
        if column.kind == "day":
            sheet.set_column(at, at, 14, day)
        elif column.kind in ("text", "hs", "place"):
            # Left alone, a spreadsheet takes the zero off that a code begins with.
            sheet.set_column(at, at, 16, text)
        if column.name in ranges:
            options = {"validate": "list", "source": ranges[column.name], "error_type": "warning"}
            sheet.data_validation(1, at, _DRIVEN_ROWS, at, options)


def _write_example(sheet: Any, template: Template) -> None:
    for at, text in enumerate(template.example()):
        if text:
            sheet.write_string(1, at, text)


def _write_about(book: Any, sheet: Any, template: Template) -> None:
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 2, 40)
    for row, note in enumerate(template.notes):
        sheet.write_string(row, 0, note)
    for row, column in enumerate(template.columns, len(template.notes) + 1):
        sheet.write_string(row, 0, template.header(column), bold)
        sheet.write_string(row, 1, template.takes(column))
        sheet.write_string(row, 2, column.name)
