"""Tables of text: which encoding, which mark between cells, and then the rows.

A file is UTF-8 where it can be, by its mark or as a whole; else Windows-1252, in which every byte of an old program's
export means something. Lines of the other encoding in between are damaged in any reading: those rows are refused.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from seizures.imports.failures import Failure, Unreadable
from seizures.imports.reading import limits
from seizures.imports.reading.rows import Notes, Row

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = (",", ";", "\t", "|")
# What spreadsheets write above a table to say its mark.
_SAYS_DELIMITER = re.compile(r"\s*\"?sep=(.)\"?\s*\Z")
_LOOKED_AT = 30
_LONGEST_CELL = limits.MOST_BYTES
_HALF = re.compile("[\ud800-\udfff]")
_MIXED = ("mixed_encoding", "Letters of this row are of another encoding than the file's. Save the file as UTF-8.")
_ZERO = ("nul_byte", "This row holds a zero byte, which no text has.")
_TOO_LONG = (
    "row_too_long",
    f"A row may have {limits.LONGEST_ROW:,} characters. Is a quotation mark left open?",
)


@dataclass(slots=True)
class Table:
    """`content`: the bytes. Read anew each time it is walked through: only the bytes are held."""

    content: bytes
    encoding: str
    delimiter: str
    notes: Notes = field(default_factory=Notes)

    def __iter__(self) -> Iterator[Row]:
        for number, cells in enumerate(_records(self.content, self.encoding, self.delimiter), 1):
            if any(cells) and not (number == 1 and _SAYS_DELIMITER.match(self.delimiter.join(cells))):
                yield self._row(number, cells)

    def _row(self, number: int, cells: list[str]) -> Row:
        length = sum(map(len, cells))
        if length > limits.LONGEST_ROW:
            return Row(number, [cell[:200] for cell in cells[: limits.MOST_COLUMNS]], fault=_TOO_LONG)
        whole = "".join(cells)
        if whole.isascii():
            return Row(number, cells, fault=_ZERO if "\0" in whole else None)
        if _damaged(whole, self.encoding):
            return Row(number, [_HALF.sub("\ufffd", cell) for cell in cells], fault=_MIXED)
        return Row(number, cells, fault=_ZERO if "\0" in whole else None)


def read_table(content: bytes, known: Callable[[Sequence[str]], int], encoding: str | None = None) -> Table:
    """`known`: how many of the cells are names of columns: the mark between cells is that which shows the most."""
    found = encoding or _encoding(content)
    delimiter = _delimiter(content, found, known)
    return Table(content, found, delimiter, Notes(encoding=found.removesuffix("-sig"), delimiter=delimiter))


def _records(content: bytes, encoding: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    with io.TextIOWrapper(io.BytesIO(content), encoding, errors="surrogateescape", newline="") as lines:
        reader = csv.reader(lines, delimiter=delimiter)
        while True:
            try:
                yield next(reader)
            except StopIteration:
                return
            except (csv.Error, UnicodeError) as error:
                raise Unreadable(Failure.NOT_A_TABLE, "a file whose characters cannot be read") from error


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


def _delimiter(content: bytes, encoding: str, known: Callable[[Sequence[str]], int]) -> str:
    # So much of the beginning that the looked-at lines are whole.
    head = content[: 1 << 20]
    first = head[:200].decode(encoding, "ignore").partition("\n")[0]
    if said := _SAYS_DELIMITER.match(first.strip()):
        return said[1]
    scored = []
    for order, delimiter in enumerate(_DELIMITERS):
        lines = [cells for _, cells in zip(range(_LOOKED_AT), _records(head, encoding, delimiter), strict=False)]
        scored.append((max((known(cells) for cells in lines), default=0), max(map(len, lines), default=0), -order))
    best = max(scored)
    return _DELIMITERS[-best[2]]
