"""The report as a workbook. Only the function that makes it imports this: XlsxWriter comes in a layer of its own."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from comm.board.tables import Table, tables_of

_LONGEST_CELL = 32_767
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook(report: Mapping[str, Any]) -> bytes:
    """Its creation is the report's moment, so that the same report makes the same bytes."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, _OPTIONS) as book:
        moment = datetime.fromisoformat(str(report["as_of"])).replace(tzinfo=None)
        book.set_properties({"created": moment, "title": "Operation report"})
        bold = book.add_format({"bold": True})
        for table in tables_of(report):
            _write(book.add_worksheet(table.title), table, bold)
    return made.getvalue()


def _write(sheet: Any, table: Table, bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(table.header) - 1, 20)
    for column, name in enumerate(table.header):
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(table.rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            elif value is not None:
                sheet.write_string(number, column, value[:_LONGEST_CELL])
