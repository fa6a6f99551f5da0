"""Records of a table of text, with a quotation mark that is left open kept from taking the rows that follow.

A file in which a quotation is not closed reads as one long cell up to the next quotation mark, wherever that is. Such a
row is refused alone: its first line counts as a row, and reading goes on with the next line.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from seizures.imports.failures import Failure, Unreadable
from seizures.imports.reading import limits

# Of tables with fewer columns, text that goes over several lines can look like a row.
_ENOUGH_COLUMNS = 6


class _TooFar(Exception):
    """A record goes on for longer than any row may be."""


@dataclass(slots=True)
class Record:
    """`open`: the number of the line in which a quotation is not closed, or goes on behind its closing mark."""

    cells: list[str]
    open: int | None = None


@dataclass(slots=True)
class _Lines:
    """Lines as they are taken for one record. All but the first can be given back."""

    lines: Iterator[str]
    taken: list[str] = field(default_factory=list)
    passed: int = 0
    _size: int = 0
    _again: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self.lines)
        self.taken.append(line)
        self._size += len(line)
        if len(self.taken) > 1 and self._size > limits.LONGEST_ROW:
            raise _TooFar
        return line

    def next_record(self) -> None:
        self.passed += len(self.taken)
        self.taken.clear()
        self._size = 0

    def give_back(self) -> str:
        """All but the first, which is answered."""
        first, *others = self.taken
        self._again += reversed(others)
        self.taken = [first]
        return first


def records(lines: Iterable[str], delimiter: str, width: int) -> Iterator[Record]:
    """`lines`: with their ends. `width`: columns of the header; 0: not known."""
    csv.field_size_limit(limits.MOST_BYTES)
    source = _Lines(iter(lines))
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        source.next_record()
        try:
            cells = next(reader)
            if len(source.taken) == 1 or not _holds_rows(source.taken, delimiter, width):
                yield Record(cells)
                continue
        except StopIteration:
            return
        except UnicodeError as error:
            raise Unreadable(Failure.NOT_A_TABLE, "a file whose characters cannot be read") from error
        except (csv.Error, _TooFar):
            pass
        # The cells without their marks, as nobody can tell which of them were meant.
        first = source.give_back().rstrip("\r\n")
        yield Record([cell.strip('"') for cell in first.split(delimiter)], open=source.passed + 1)


def _holds_rows(taken: list[str], delimiter: str, width: int) -> bool:
    """Whether the first line is a row but for its open mark, and so is one that it took with it."""
    whole = [line.count(delimiter) == width - 1 for line in taken]
    return width >= _ENOUGH_COLUMNS and whole[0] and any(whole[1:])
