"""Files of text, written record by record: however many there are, no more than one is held.

A writer takes the documents as they come and a sink for bytes, and returns what it has written.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from cen import jsontext
from seizures.exports.about import About, Tally
from seizures.exports.columns import DECIMAL, HEADER, Document, rows

_BOM = b"\xef\xbb\xbf"
# What spreadsheets take for the start of a formula; full-width forms too. They skip blanks before it, and an
# apostrophe of the text itself must not be taken for ours when the file is read back.
_FORMULA = re.compile(r"[\s'\u200b\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
# Where the comma stands in numbers, spreadsheets part cells at semicolons, whatever the file's own mark is.
_PARTED = re.compile(r"(;[\s'\u200b\ufeff]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_MARKED = re.compile(r"(;[\s'\u200b\ufeff]*)'(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?\Z")


class Sink(Protocol):
    def write(self, data: bytes, /) -> int:
        """Takes all of it and returns how much that was."""


class Writer(Protocol):
    def __call__(self, about: About, documents: Iterable[Document], sink: Sink) -> Tally:
        """Raises `TooManyRows`."""


def safe(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula: at its beginning, and after
    a semicolon."""
    return _PARTED.sub(r"\1'", f"'{text}" if _FORMULA.match(text) else text)


def restored(cell: str) -> str:
    """What `safe` was given."""
    whole = _MARKED.sub(r"\1", cell)
    return whole[1:] if whole.startswith("'") and _FORMULA.match(whole[1:]) else whole


def plain_decimal(text: str) -> bool:
    return _DECIMAL.match(text) is not None


def write_csv(about: About, documents: Iterable[Document], sink: Sink) -> Tally:
    """RFC 4180 with a byte order mark, one header line. What the file says of itself comes last, in lines that begin
    with `#`: as wide as the others, so that the file stays one table."""
    tally = Tally(about.most_rows)
    sink.write(_BOM)
    for line in _csv_lines(about, documents, tally):
        sink.write(line)
    return tally


def _csv_lines(about: About, documents: Iterable[Document], tally: Tally) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    table = csv.writer(buffer, lineterminator="\r\n")

    def line(cells: list[str]) -> bytes:
        table.writerow(cells)
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text.encode()

    yield line(list(HEADER))
    for document in tally.counted(documents):
        for row in rows(document):
            tally.row()
            yield line([_cell(text, decimal) for text, decimal in zip(row, DECIMAL, strict=True)])
    rest = [""] * (len(HEADER) - 2)
    for name, text in (about.facts() | tally.facts()).items():
        yield line([f"# {name}", safe(text), *rest])


def _cell(text: str, decimal: bool) -> str:
    return text if decimal and plain_decimal(text) else safe(text)


def write_jsonl(about: About, documents: Iterable[Document], sink: Sink) -> Tally:
    """The first line is `{"about": …}`, the last `{"end": …}` with the counts: without it a copy is not whole."""
    tally = Tally(about.most_rows)
    sink.write(_json_line({"about": about.facts()}))
    for document in tally.counted(documents):
        tally.row()
        sink.write(_json_line(document))
    sink.write(_json_line({"end": tally.facts()}))
    return tally


def _json_line(value: object) -> bytes:
    return jsontext.dumps(value).encode() + b"\n"
