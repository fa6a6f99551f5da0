"""Looks through a workbook before anything opens it: what it unpacks to, and how large its sheets are.

A workbook is a zip of XML. Two cells far apart, or thirty million on one line, take hundreds of gigabytes of whoever
loads them; so every part is unpacked here in a stream, counted, and given up at the first limit. XML parts may not hold
a document type: that is where entities that expand or fetch are declared. Element names are read without their prefix.
"""

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from seizures.imports.failures import Failure, Unreadable
from seizures.imports.reading import limits

_PIECE = 1 << 18
_TYPES = "[content_types].xml"
_CELL, _VALUE, _ROW, _FORMULA, _SHEET, _RELATION = range(1, 7)
_KINDS = {
    "c": _CELL,
    "v": _VALUE,
    "is": _VALUE,
    "row": _ROW,
    "f": _FORMULA,
    "sheet": _SHEET,
    "Relationship": _RELATION,
}
_ENCRYPTED_FLAG = 0x1
_LOOKED_THROUGH = (".xml", ".rels")
_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Found:
    """`formulas`: cells that are calculated. `failed`: by part, rows with a cell that shows an error, or a formula that
    was never calculated. `sheets`, `relations`: what leads from the name of a sheet to its part."""

    formulas: int = 0
    failed: dict[str, set[int]] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)

    def failed_rows(self, sheet: str) -> set[int]:
        target = self.relations.get(self.sheets.get(sheet, ""), "").lstrip("/")
        return self.failed.get(target, set()) | self.failed.get(f"xl/{target}", set())


def look_through(file: IO[bytes]) -> Found:
    """Raises `Unreadable`."""
    found = Found()
    try:
        with zipfile.ZipFile(file) as book:
            parts = book.infolist()
            _check_parts({part.filename.lower() for part in parts}, parts)
            left = limits.MOST_UNPACKED
            for part in parts:
                if part.filename.lower().endswith(_LOOKED_THROUGH):
                    with book.open(part) as stream:
                        left -= _Part(part.filename, found).read(stream, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OverflowError) as error:
        raise Unreadable(Failure.BROKEN_WORKBOOK, "it cannot be unpacked") from error
    except expat.ExpatError as error:
        raise Unreadable(Failure.BROKEN_WORKBOOK, "its XML is not well formed") from error
    if not all(target.lower().endswith(_LOOKED_THROUGH) for target in found.relations.values()):
        # Whoever reads the workbook goes where these lead.
        raise Unreadable(Failure.BROKEN_WORKBOOK, "a sheet is kept in an unusual place")
    return found


def _check_parts(names: set[str], parts: Sequence[zipfile.ZipInfo]) -> None:
    if "mimetype" in names and "content.xml" in names:
        raise Unreadable(Failure.OPEN_DOCUMENT)
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable(Failure.MACROS)
    if "xl/workbook.bin" in names:
        raise Unreadable(Failure.BINARY_EXCEL)
    if _TYPES not in names or not any(name.startswith("xl/") for name in names):
        raise Unreadable(Failure.NOT_A_TABLE, "an archive (zip)")
    _check_packing(names, parts)


def _check_packing(names: set[str], parts: Sequence[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise Unreadable(Failure.PASSWORD_PROTECTED)
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise Unreadable(Failure.BROKEN_WORKBOOK, "it is packed in an unusual way")
    if len(names) != len(parts):
        raise Unreadable(Failure.BROKEN_WORKBOOK, "two of its parts have one name")
    if len(parts) > limits.MOST_PARTS or sum(part.file_size for part in parts) > limits.MOST_UNPACKED:
        raise Unreadable(Failure.EXPANDS_TOO_FAR, f"{limits.MOST_UNPACKED // 1_000_000} MB")


class _Part:
    """One XML part. Of a sheet, the place of every cell with a value is held to the limits."""

    def __init__(self, name: str, found: Found) -> None:
        self._name, self._found = name, found
        self._kinds: dict[str, int] = {}
        self._columns: dict[str, int] = {}
        self._rows = self._cells = self._row = self._column = self._last_row = self._last_column = 0
        self._row_text = ""
        self._reference: str | None = None
        # Whether the cell shows an error, or awaits the value of its formula.
        self._failed = False
        self._parser = expat.ParserCreate()

    def read(self, stream: IO[bytes], left: int) -> int:
        """Bytes unpacked. Raises `Unreadable`."""
        parser = self._parser
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = _refuse_doctype
        total = 0
        while piece := stream.read(_PIECE):
            total += len(piece)
            if total > left:
                raise Unreadable(Failure.EXPANDS_TOO_FAR, f"{limits.MOST_UNPACKED // 1_000_000} MB")
            parser.Parse(piece, False)
        parser.Parse(b"", True)
        self._leave_cell()
        return total

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = self._kinds.get(name)
        if kind is None:
            kind = self._kinds[name] = _KINDS.get(name.rpartition(":")[2], 0)
        if kind == _CELL:
            if self._failed:
                self._leave_cell()
            self._column += 1
            self._reference = attributes.get("r")
            self._failed = attributes.get("t") == "e"
        elif kind == _VALUE:
            self._place()
            if self._failed:
                self._parser.CharacterDataHandler = self._calculated
        elif kind:
            self._rarer(kind, attributes)

    def _rarer(self, kind: int, attributes: dict[str, str]) -> None:
        if kind == _ROW:
            self._leave_cell()
            self._begin_row(attributes.get("r"))
        elif kind == _FORMULA:
            self._found.formulas += 1
            self._failed = True
        elif kind == _SHEET:
            target = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            self._found.sheets[attributes.get("name", "")] = target
        elif self._name.lower() == "xl/_rels/workbook.xml.rels":
            self._found.relations[attributes.get("Id", "")] = attributes.get("Target", "")

    def _begin_row(self, number: str | None) -> None:
        self._rows += 1
        self._row_text = number or str(self._row + 1)
        self._row, self._column = int(self._row_text), 0
        if self._rows > limits.MOST_ELEMENTS_OF_ROWS:
            raise Unreadable(Failure.TOO_MANY_ROWS, f"{limits.MOST_ROWS:,}")

    def _place(self) -> None:
        """Of a cell that says something; those that are only coloured do not count."""
        reference = self._reference
        row, column = self._row, self._column
        if reference is not None:
            letters = reference.rstrip(_DIGITS)
            digits = reference[len(letters) :]
            if digits != self._row_text:
                row = int(digits)
            column = self._columns.get(letters) or self._learn(letters)
        self._cells += 1
        if row > self._last_row:
            self._last_row = row
            self._check()
        if column > self._last_column:
            self._last_column = column
            self._check()
        if self._cells > limits.MOST_CELLS:
            raise Unreadable(Failure.TOO_MANY_CELLS, f"{limits.MOST_CELLS:,}")

    def _learn(self, letters: str) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + _LETTERS.index(letter) + 1
        if not number:
            raise ValueError(letters)
        self._columns[letters] = number
        return number

    def _check(self) -> None:
        if self._last_row > limits.MOST_ROWS + limits.MOST_LINES_ABOVE:
            raise Unreadable(Failure.TOO_MANY_ROWS, f"{limits.MOST_ROWS:,}")
        if self._last_column > limits.MOST_COLUMNS:
            raise Unreadable(Failure.TOO_MANY_COLUMNS, f"{limits.MOST_COLUMNS:,}")
        if self._last_row * self._last_column > limits.MOST_AREA:
            raise Unreadable(Failure.TOO_MANY_CELLS, f"{limits.MOST_AREA:,}")

    def _calculated(self, text: str) -> None:
        """The value of a formula: without one, the sheet was never calculated. An error is no value."""
        if text.strip() and not text.startswith("#"):
            self._failed = False
        self._parser.CharacterDataHandler = None

    def _leave_cell(self) -> None:
        if self._failed:
            self._found.failed.setdefault(self._name, set()).add(self._row)
            self._failed = False
            self._parser.CharacterDataHandler = None


def _refuse_doctype(*_: object) -> None:
    raise Unreadable(Failure.DOCTYPE)
