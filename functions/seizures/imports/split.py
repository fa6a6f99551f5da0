"""A file cut into parts that workers take one by one: rows of one case together, everything decided that the whole
column decides. Nothing is entered yet, so what is wrong with the file as a whole is found before."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from cen import jsontext
from cen.codes.text import fold
from seizures.imports.columns import columns
from seizures.imports.convert import Converter
from seizures.imports.days import shown_order
from seizures.imports.failures import Failure, Unreadable
from seizures.imports.header import Header, read_header
from seizures.imports.mapping import Mapping
from seizures.imports.numbers import Cell, Mark, shown_mark
from seizures.imports.plan import Plan
from seizures.imports.reading import limits
from seizures.imports.reading.rows import Row, Source
from seizures.imports.words import text_of

PART_ROWS = 500
PART_BYTES = 2_000_000
# As many lines as a record may have.
MOST_OF_CASE = 100
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NAMED = 12
_TOO_MANY = ["too_many_lines", f"A case may have {MOST_OF_CASE} lines; more rows than that have this reference."]

type Place = tuple[int, int]  # of a row in the file of lines: where it begins, and its length


@dataclass(slots=True)
class Split:
    """`plan`: for all parts. `rows`, `skipped`: taken, and left out by the mapping. `cases`: the rows of each."""

    plan: Plan
    rows: int = 0
    skipped: int = 0
    cases: list[list[Place]] = field(default_factory=list)


def split(
    source: Source, lines: IO[bytes], *, mapping: Mapping, category: str | None, today: str, documents: bool
) -> Split:
    """Writes each row as one line of JSON, in the order of the file. Raises `Unreadable`."""
    if documents:
        found = Split(Plan(kind="documents", today=today))
        _Taker(found, lines).take(source, lambda row: _reference_of(row.document))
    else:
        found = _split_table(source, lines, mapping, category, today)
    if not found.rows:
        raise Unreadable(Failure.NO_ROWS)
    return found


def parts(found: Split, lines: IO[bytes]) -> Iterator[bytes]:
    """Each begins with the plan, then has one case a line: `{"rows": [...]}`, with a `fault` if all of it is wrong."""
    plan = found.plan.model_dump_json().encode() + b"\n"
    taken, size, part = 0, 0, [plan]
    for case in found.cases:
        fault = b',"fault":' + jsontext.dumps(_TOO_MANY).encode() if len(case) > MOST_OF_CASE else b""
        for start in range(0, len(case), MOST_OF_CASE):
            places = case[start : start + MOST_OF_CASE]
            text = b'{"rows":[' + b",".join(_read(lines, place) for place in places) + b"]" + fault + b"}\n"
            if taken and (taken + len(places) > PART_ROWS or size + len(text) > PART_BYTES):
                yield b"".join(part)
                taken, size, part = 0, 0, [plan]
            part.append(text)
            taken, size = taken + len(places), size + len(text)
    yield b"".join(part)


def _read(lines: IO[bytes], place: Place) -> bytes:
    lines.seek(place[0])
    return lines.read(place[1])


def _split_table(source: Source, lines: IO[bytes], mapping: Mapping, category: str | None, today: str) -> Split:
    header = read_header(source, mapping, category)
    plan = Plan(
        kind="table",
        today=today,
        columns=tuple(header.columns),
        headers=tuple(header.texts),
        category=category,
        constants=mapping.constants,
        values=mapping.values,
        units=mapping.units,
        prefix=mapping.prefix,
        rounded=mapping.rounded,
    )
    converter, found, evidence = Converter(plan), Split(plan), _Evidence(header)
    taker = _Taker(found, lines, header, evidence)
    taker.take((row for row in source if row.number > header.row), lambda row: converter.reference(row.cells))
    taker.refuse_headless()
    found.plan = plan.model_copy(
        update={
            "orders": {name: mapping.dates or shown_order(texts) for name, texts in evidence.days.items()},
            "mark": mapping.decimal or evidence.mark,
        }
    )
    return found


def _reference_of(document: dict[str, Any] | None) -> str | None:
    found = (document or {}).get("national_reference")
    return found if isinstance(found, str) else None


class _Evidence:
    """What the texts of columns show of the order of day and month, and of the decimal mark of all."""

    def __init__(self, header: Header) -> None:
        kinds = {column.name: columns()[column.name].kind for column in header.columns}
        self.days: dict[str, set[str]] = {name: set() for name, kind in kinds.items() if kind == "day"}
        self._days = [
            (at, self.days[one.name]) for one in header.columns for at in one.positions if one.name in self.days
        ]
        self._numbers = [
            at for one in header.columns for at in one.positions if kinds[one.name] in ("decimal", "whole")
        ]
        self._marks: set[Mark] = set()

    def look(self, cells: Sequence[Cell]) -> None:
        for at, texts in self._days:
            if at < len(cells) and isinstance(text := cells[at], str):
                texts.add(text)
        for at in self._numbers:
            if at < len(cells) and isinstance(text := cells[at], str) and (mark := shown_mark(text)):
                self._marks.add(mark)

    @property
    def mark(self) -> Mark | None:
        return next(iter(self._marks)) if len(self._marks) == 1 else None


class _Taker:
    """Takes rows one by one: writes them, and puts those of one case together."""

    def __init__(
        self, found: Split, lines: IO[bytes], header: Header | None = None, evidence: _Evidence | None = None
    ) -> None:
        self._found, self._lines, self._evidence = found, lines, evidence
        self._only = header.only if header else []
        self._named = header.named if header else None
        self._at = 0
        self._cases: dict[str, list[Place]] = {}
        self._alone: dict[bytes, int] = {}
        self._headless: set[int] = set()

    def take(self, rows: Iterable[Row], reference_of: Callable[[Row], str | None]) -> None:
        for row in rows:
            if not self._wanted(row):
                self._found.skipped += 1
                continue
            self._found.rows += 1
            if self._found.rows > limits.MOST_ROWS:
                raise Unreadable(Failure.TOO_MANY_ROWS, f"{limits.MOST_ROWS:,}")
            if self._named is not None and row.fault is None:
                self._look(row)
            self._keep(row, None if row.fault else reference_of(row))

    def _wanted(self, row: Row) -> bool:
        return all(at < len(row.cells) and fold(text_of(row.cells[at])) in values for at, values in self._only)

    def _look(self, row: Row) -> None:
        if len(row.cells) > len(self._named or ()):
            self._headless.update(
                at for at, cell in enumerate(row.cells) if at not in (self._named or ()) and cell not in ("", None)
            )
        if self._evidence:
            self._evidence.look(row.cells)

    def _keep(self, row: Row, reference: str | None) -> None:
        content = row.text or jsontext.dumps(row.cells if row.document is None else row.document)
        kept = f'{{"n":{row.number},"{"c" if row.document is None else "d"}":{content}'
        if row.fault:
            kept += f',"f":{jsontext.dumps(row.fault)}'
        elif not reference:
            # Without a reference, rows that are alike in everything are one row that stands there twice.
            first = self._alone.setdefault(hashlib.sha256(content.encode()).digest(), row.number)
            kept += f',"same":{first}' if first != row.number else ""
        line = f"{kept}}}".encode()
        self._lines.write(line + b"\n")
        place = (self._at, len(line))
        self._at += len(line) + 1
        if not reference:
            self._found.cases.append([place])
            return
        key = reference.strip().upper()
        if key in self._cases:
            self._cases[key].append(place)
        else:
            self._cases[key] = [place]
            self._found.cases.append(self._cases[key])

    def refuse_headless(self) -> None:
        if self._headless:
            found = sorted(self._headless)
            more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
            raise Unreadable(Failure.COLUMN_WITHOUT_HEADER, f"column {', '.join(map(_letters, found[:_NAMED]))}{more}")


def _letters(at: int) -> str:
    """What a spreadsheet calls a column."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, len(_LETTERS))
        name = _LETTERS[rest] + name
    return name
