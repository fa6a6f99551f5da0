"""Tables of text: which encoding, which mark between cells, and then the rows.

A file is UTF-8 where it can be, by its mark or as a whole; else Windows-1252, in which every byte of an old program's
export means something. Lines of the other encoding in between are damaged in any reading: those rows are refused.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from seizures.imports.reading import limits
from seizures.imports.reading.quotes import Record, records
from seizures.imports.reading.rows import Notes, Row

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = (",", ";", "\t", "|")
# What spreadsheets write above a table to say its mark.
_SAYS_DELIMITER = re.compile(r"\s*\"?sep=(.)\"?\s*\Z")
_LOOKED_AT = 30
_HALF = re.compile("[\ud800-\udfff]")
_MIXED = ("mixed_encoding", "Letters of this row are of another encoding than the file's. Save the file as UTF-8.")
_ZERO = ("nul_byte", "This row holds a zero byte, which no text has.")
_TOO_LONG = ("row_too_long", f"A row may have {limits.LONGEST_ROW:,} characters.")
_OPEN = (
    "In line {line:,} of the file a quotation mark is not closed, or something follows the closing one. Close it; "
    "inside of quotation marks, write each of them twice."
)


@dataclass(slots=True)
class Table:
    """`content`: the bytes. Read anew each time it is walked through: only the bytes are held. `width`: columns of the
    header, as far as there is one."""

    content: bytes
    encoding: str
    delimiter: str
    width: int
    notes: Notes = field(default_factory=Notes)

    def __iter__(self) -> Iterator[Row]:
        for number, record in enumerate(_records(self.content, self.encoding, self.delimiter, self.width), 1):
            cells = record.cells
            if any(cells) and not (number == 1 and _SAYS_DELIMITER.match(self.delimiter.join(cells))):
                yield self._row(number, record)

    def _row(self, number: int, record: Record) -> Row:
        cells = record.cells
        if sum(map(len, cells)) > limits.LONGEST_ROW:
            # One more than there may be: of a header that tells that there are too many.
            return Row(number, [cell[:200] for cell in cells[: limits.MOST_COLUMNS + 1]], fault=_TOO_LONG)
        whole = "".join(cells)
        fault = _ZERO if "\0" in whole else None
        if not whole.isascii() and _damaged(whole, self.encoding):
            cells, fault = [_HALF.sub("\ufffd", cell) for cell in cells], _MIXED
        if record.open:
            fault = ("open_quotation", _OPEN.format(line=record.open))
        return Row(number, cells, fault=fault)


def read_table(content: bytes, known: Callable[[Sequence[str]], int], encoding: str | None = None) -> Table:
    """`known`: how many of the cells are names of columns: the mark between cells is that which shows the most."""
    found = encoding or _encoding(content)
    delimiter, width = _delimiter(content, found, known)
    notes = Notes(encoding=found.removesuffix("-sig"), delimiter=delimiter)
    return Table(content, found, delimiter, width, notes)


def _records(content: bytes, encoding: str, delimiter: str, width: int = 0) -> Iterator[Record]:
    with io.TextIOWrapper(io.BytesIO(content), encoding, errors="surrogateescape", newline="") as lines:
        yield from records(lines, delimiter, width)


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    head = content[:4096]
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _of_most_lines(content)
    return "utf-8"


def _of_most_lines(content: bytes) -> str:
    """Of the lines with letters beyond ASCII, whether more are UTF-8."""
    tally = 0
    for line in content.split(b"\n"):
        if not line.isascii():
            try:
                line.decode("utf-8")
                tally += 1
            except UnicodeDecodeError:
                tally -= 1
    return "utf-8" if tally > 0 else "cp1252"


def _damaged(text: str, encoding: str) -> bool:
    """Whether the text holds bytes that mean nothing in the file's encoding, or mean something else in UTF-8."""
    if _HALF.search(text):
        return True
    if encoding != "cp1252":
        return False
    try:
        text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return True


def _delimiter(content: bytes, encoding: str, known: Callable[[Sequence[str]], int]) -> tuple[str, int]:
    """And how many columns the header has."""
    # So much of the beginning that the looked-at lines are whole.
    head = content[: 1 << 20]
    first = head[:200].decode(encoding, "ignore").partition("\n")[0]
    said = _SAYS_DELIMITER.match(first.strip())
    scored = []
    for order, delimiter in enumerate([said[1]] if said else _DELIMITERS):
        found = [one.cells for one in islice(_records(head, encoding, delimiter), _LOOKED_AT)]
        names, width = max(((known(cells), len(cells)) for cells in found), default=(0, 0))
        scored.append((names, max(map(len, found), default=0), -order, delimiter, width if names else 0))
    return max(scored)[3:]
