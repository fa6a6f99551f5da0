"""A table as a workbook: a sheet for each section, and one that says what it is.

Only this file needs xlsxwriter, which a layer of its own brings; it is loaded by who asks for a workbook.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from rilo_rollup.tables.answer import Table, facts, headings
from rilo_rollup.tables.shape import Cell, Column

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
# A spreadsheet keeps 15 digits of a number; what has more stays a text, so that it stays what it is.
_EXACT_DIGITS = 15
_LONGEST_NAME = 31
_LONGEST_CELL = 32_767
# Of a table of nothing; the creation of any other is that of its cells, so that the same cells make the same bytes.
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def as_xlsx(made: Table) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": made.about["title"], "created": _moment(made.about.get("as_of"))})
        bold = book.add_format({"bold": True})
        for section in made.sections:
            sheet = book.add_worksheet(section.id[:_LONGEST_NAME])
            sheet.freeze_panes(1, 0)
            for place, heading in enumerate(headings(section.columns)):
                sheet.write_string(0, place, heading, bold)
            for number, row in enumerate(section.rows, 1):
                _write(sheet, number, section.columns, row)
        about = book.add_worksheet("about")
        about.set_column(0, 0, 24)
        about.set_column(1, 1, 120)
        for number, (name, text) in enumerate(facts(made)):
            about.write_string(number, 0, name, bold)
            about.write_string(number, 1, text[:_LONGEST_CELL])
    return buffer.getvalue()


def _moment(as_of: str | None) -> datetime:
    return (datetime.fromisoformat(as_of) if as_of else _NEVER).replace(tzinfo=None)


def _write(sheet: Any, number: int, columns: Sequence[Column], row: Mapping[str, Cell]) -> None:
    for place, column in enumerate(columns):
        value = row.get(column.name)
        if value is None:
            continue
        text = str(value)
        if column.kind != "text" and len(text) <= _EXACT_DIGITS:
            sheet.write_number(number, place, float(text))
        else:
            sheet.write_string(number, place, text)
