"""Workbooks, streamed: rows go to a file on the disk of the function, and from there into the sink.

Only this file needs xlsxwriter, which a layer of its own brings; what takes requests never imports it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter

from seizures.exports import aitr, columns
from seizures.exports.about import About, Tally
from seizures.exports.columns import Document
from seizures.exports.writers import Sink, plain_decimal

_LONGEST_CELL = 32_767
# A spreadsheet keeps 15 digits of a number; what has more stays a text, so that it stays what it is.
_EXACT_DIGITS = 15
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class _Stream:
    """The sink as zipfile wants it: something to write to that cannot be rewound."""

    sink: Sink

    def write(self, data: bytes) -> int:
        return self.sink.write(data)

    def flush(self) -> None:
        pass


def write_xlsx(about: About, documents: Iterable[Document], sink: Sink) -> Tally:
    """A sheet of seizures and a sheet that says what they are."""
    return _write(about, documents, sink, "Seizures", columns.HEADER, columns.DECIMAL, columns.rows)


def write_aitr(about: About, documents: Iterable[Document], sink: Sink) -> Tally:
    """The CITES annual illegal trade report; records without a CITES line do not count."""
    chosen = (document for document in documents if aitr.concerns(document))
    return _write(about, chosen, sink, "AITR", aitr.HEADER, aitr.DECIMAL, aitr.rows)


def _write(
    about: About,
    documents: Iterable[Document],
    sink: Sink,
    title: str,
    header: Sequence[str],
    decimal: Sequence[bool],
    rows: Callable[[Document], Iterator[Sequence[str]]],
) -> Tally:
    tally = Tally(about.most_rows)
    with _workbook(about, sink) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        for document in tally.counted(documents):
            for row in rows(document):
                tally.row()
                _write_row(sheet, tally.rows, row, decimal)
        _describe(book.add_worksheet("About"), about, tally, bold)
    return tally


@contextmanager
def _workbook(about: About, sink: Sink) -> Iterator[Any]:
    """Its creation is the export's moment, so that the same records make the same bytes."""
    with TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(_Stream(sink), {**_OPTIONS, "tmpdir": folder})
        book.set_properties({"created": about.moment.replace(tzinfo=None), "title": about.facts()["title"]})
        try:
            yield book
            book.close()
        finally:
            for sheet in book.worksheets():
                # Of a book that was given up: it would stay open.
                sheet.row_data_fh.close()


def _write_row(sheet: Any, number: int, row: Sequence[str], decimal: Sequence[bool]) -> None:
    for column, text in enumerate(row):
        if not text:
            continue
        if decimal[column] and plain_decimal(text) and len(text) <= _EXACT_DIGITS:
            sheet.write_number(number, column, float(text))
        else:
            sheet.write_string(number, column, text[:_LONGEST_CELL])


def _describe(sheet: Any, about: About, tally: Tally, bold: Any) -> None:
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 120)
    for row, (name, text) in enumerate((about.facts() | tally.facts()).items()):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, text[:_LONGEST_CELL])
