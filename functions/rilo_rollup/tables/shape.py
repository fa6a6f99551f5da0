"""What a table is made of: sections of rows, each row with a label, counts of cases and lines, and quantities by unit.

Percentages are cut off after one decimal, as the Illicit Trade Report does (21.28 is printed 21.2).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from rilo_rollup.cells.quantity import decimal
from rilo_rollup.tables import everybody

type Cell = str | int | bool | None
type Kind = Literal["text", "count", "decimal", "percent"]


@dataclass(frozen=True, slots=True)
class Column:
    """`says`: the heading for people."""

    name: str
    kind: Kind
    says: str

    def document(self) -> dict[str, str]:
        return {"name": self.name, "kind": self.kind, "says": self.says}


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Cell]]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases, lines, and scaled quantities by unit. `units`: how many of the cases have an amount in each unit."""

    cases: int = 0
    lines: int = 0
    sums: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)

    @property
    def for_everybody(self) -> "Tally":
        """With no number that rests on few cases, and every other cut off."""
        units = {unit: cases for unit, number in self.units.items() if (cases := everybody.count(number))}
        sums = {unit: everybody.amount(self.sums[unit]) for unit in units}
        cases = everybody.count(self.cases)
        return Tally(cases, everybody.count(self.lines) if cases else 0, sums, units)


@dataclass(frozen=True, slots=True)
class Line:
    """`label`: values of the columns that name the row, the first of them a code. `before`: of the period before."""

    label: Mapping[str, Cell]
    now: Tally
    before: Tally = Tally()

    @property
    def for_everybody(self) -> "Line":
        return Line(self.label, self.now.for_everybody, self.before.for_everybody)


def tally(leaf: Any) -> Tally:
    """Of a leaf of a cell: a count of cases, or a tally; None: of nothing."""
    match leaf:
        case None:
            return Tally()
        case int():
            return Tally(leaf)
    return Tally(int(leaf.get("n", 0)), int(leaf.get("l", 0)), leaf.get("q", {}), leaf.get("u", {}))


def ordered(lines: Iterable[Line]) -> list[Line]:
    """Most cases first, then by label."""
    return sorted(lines, key=lambda line: (-line.now.cases, -line.now.lines, str([*line.label.values()])))


def percent(part: int, whole: int) -> str | None:
    """Cut off after one decimal, towards nought; None of nothing.

    >>> percent(10_521, 49_440), percent(-22_017, 1_346_111)
    ('21.2', '-1.6')
    """
    if not whole:
        return None
    tenths = abs(part) * 1000 // abs(whole)
    sign = "-" if (part < 0) != (whole < 0) and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


def quantity_columns(lines: Iterable[Line]) -> list[Column]:
    """One for each unit that occurs: units are never added to each other."""
    units = sorted({unit for line in lines for unit in line.now.sums})
    return [Column(f"quantity.{unit}", "decimal", f"Quantity in {unit}") for unit in units]


def quantities(found: Tally) -> dict[str, Cell]:
    return {f"quantity.{unit}": decimal(number) for unit, number in sorted(found.sums.items())}


type Label = Callable[[str], str]


def lines_of(now: Mapping[str, Any], name: str, label: Label, before: Mapping[str, Any] | None = None) -> list[Line]:
    """A row for each value of a facet, in the order of tables."""
    was = before or {}
    return ordered(
        Line({name: value, f"{name}_label": label(value)}, tally(now.get(value)), tally(was.get(value)))
        for value in now.keys() | was.keys()
    )
