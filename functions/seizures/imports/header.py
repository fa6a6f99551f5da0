"""The line of column names: where it is, and which column each name means."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from cen.codes.text import fold
from seizures.imports.columns import NEEDED, Column, by_header, columns
from seizures.imports.failures import Failure, Unreadable
from seizures.imports.mapping import EVERYTHING_ELSE
from seizures.imports.mapping import Mapping as FileMapping
from seizures.imports.numbers import Cell
from seizures.imports.plan import PlanColumn
from seizures.imports.reading import limits
from seizures.imports.reading.returned import OURS
from seizures.imports.reading.rows import Row
from seizures.imports.words import text_of

_NAMED = 12
_FEW = 2


@dataclass(slots=True)
class Header:
    """`row`: its number. `texts`: all names as written. `only`: what must stand at a position."""

    row: int
    texts: list[str]
    columns: list[PlanColumn]
    only: list[tuple[int, frozenset[str]]] = field(default_factory=list)

    @property
    def named(self) -> frozenset[int]:
        return frozenset(at for at, text in enumerate(self.texts) if text)


def read_header(rows: Iterable[Row], mapping: FileMapping, category: str | None) -> Header:
    """Raises `Unreadable`."""
    names, widest = _Names(mapping), 0
    for row in islice(rows, limits.MOST_LINES_ABOVE):
        if names.known(row.cells) >= min(_FEW, names.most):
            return _header(row, names, category)
        widest = max(widest, len(row.cells))
    if widest > limits.MOST_COLUMNS:
        raise Unreadable(Failure.TOO_MANY_COLUMNS, str(limits.MOST_COLUMNS))
    raise Unreadable(Failure.NO_HEADER, str(limits.MOST_LINES_ABOVE))


def known_in(mapping: FileMapping) -> "_Names":
    return _Names(mapping)


class _Names:
    """What stands above columns, folded, with the mapping's own names first."""

    def __init__(self, mapping: FileMapping) -> None:
        self.mapping = mapping
        self._mapped = {fold(header): columns()[name] for header, name in mapping.columns.items()}
        self.joined = {fold(header) for headers in mapping.join.values() for header in headers}
        self.only = {fold(header): frozenset(map(fold, values)) for header, values in mapping.only.items()}
        self._ignored = {fold(header) for header in mapping.ignore}
        self.all_else_ignored = EVERYTHING_ELSE in mapping.ignore
        self._only_mapped = self.all_else_ignored and bool(mapping.columns or mapping.join)
        # A file of one column of its own can still be mapped.
        self.most = max(1, len(self._mapped) + len(self.joined)) if self._mapped or self.joined else _FEW

    def column(self, text: str, texts: Sequence[str] = ()) -> Column | None:
        """`texts`: all names of the file. Spelled as in the mapping is better than spelled alike. A star marks a column
        that must be filled in."""
        if text in self.mapping.columns:
            return columns()[self.mapping.columns[text]]
        name = fold(text)
        if name in self._mapped and not any(fold(other) == name and other in self.mapping.columns for other in texts):
            return self._mapped[name]
        return None if self._only_mapped or self.passed_over(text) else by_header().get(name)

    def passed_over(self, text: str) -> bool:
        name = fold(text)
        extra = name in self._ignored or name in self.joined or name in self.only
        return extra or text.startswith(OURS)

    def known(self, cells: Sequence[Cell]) -> int:
        """How many of the cells are names of columns."""
        texts = [text_of(cell) for cell in cells]
        return sum(bool(text) and (fold(text) in self.joined or self.column(text) is not None) for text in texts)


def _header(row: Row, names: _Names, category: str | None) -> Header:
    texts = [text_of(cell) for cell in row.cells]
    if len(texts) > limits.MOST_COLUMNS:
        raise Unreadable(Failure.TOO_MANY_COLUMNS, str(limits.MOST_COLUMNS))
    placed: dict[str, list[int]] = {}
    unknown = []
    for at, text in enumerate(texts):
        if not text:
            continue
        column = names.column(text, texts)
        if column is not None:
            placed.setdefault(column.name, []).append(at)
        elif not names.passed_over(text) and not names.all_else_ignored:
            unknown.append(text)
    _refuse(Failure.DUPLICATE_HEADERS, (texts[at[0]] for at in placed.values() if len(at) > 1))
    _refuse(Failure.UNKNOWN_COLUMNS, unknown)
    found = [PlanColumn(name=name, positions=tuple(at), header=texts[at[0]]) for name, at in placed.items()]
    found += _joined(texts, names.mapping)
    _refuse_missing({column.name for column in found} | names.mapping.constants.keys(), category)
    return Header(row.number, texts, found, list(_only(texts, names)))


def _joined(texts: Sequence[str], mapping: FileMapping) -> Iterator[PlanColumn]:
    at = {fold(text): position for position, text in enumerate(texts)}
    for name, headers in mapping.join.items():
        missing = [header for header in headers if fold(header) not in at]
        _refuse(Failure.MISSING_COLUMNS, missing)
        yield PlanColumn(name=name, positions=tuple(at[fold(header)] for header in headers), header=" + ".join(headers))


def _only(texts: Sequence[str], names: _Names) -> Iterator[tuple[int, frozenset[str]]]:
    at = {fold(text): position for position, text in enumerate(texts)}
    _refuse(Failure.MISSING_COLUMNS, (header for header in names.mapping.only if fold(header) not in at))
    for header, values in names.only.items():
        yield at[header], values


def _refuse_missing(given: set[str], category: str | None) -> None:
    missing = [
        columns()[name].en
        for name, instead in NEEDED.items()
        if not given & {name, *instead} and not (name == "line.category" and category)
    ]
    _refuse(Failure.MISSING_COLUMNS, missing)


def _refuse(failure: Failure, found: Iterable[str]) -> None:
    names = [name[:60] for name in found]
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        raise Unreadable(failure, ", ".join(names[:_NAMED]) + more)
