"""Rows of a file as they are handed on, whatever kind of file it was."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from seizures.imports.numbers import Cell


@dataclass(slots=True)
class Row:
    """`number`: as the spreadsheet counts it, from 1. `cells`: of a table; `document`: of JSON lines. `fault`: code and
    message of what is wrong with the row as such. `text`: cells or document as JSON, where that is known."""

    number: int
    cells: Sequence[Cell] = ()
    document: dict[str, Any] | None = None
    fault: tuple[str, str] | None = None
    text: str | None = field(default=None, compare=False)


@dataclass(slots=True)
class Notes:
    """What the sender should know of how the file was read."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    formulas: int = 0
    merged: int = 0


class Source(Protocol):
    """A file that can be read row by row, as often as one likes. Empty rows are left out."""

    @property
    def notes(self) -> Notes: ...

    def __iter__(self) -> Iterator[Row]: ...


def longest(cells: Iterable[Cell]) -> int:
    return sum(len(cell) for cell in cells if isinstance(cell, str))


@dataclass(slots=True)
class Listed:
    """Rows that are in memory already."""

    rows: Sequence[Row]
    notes: Notes = field(default_factory=Notes)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)
