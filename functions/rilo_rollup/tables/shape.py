"""What a table is made of: sections of rows, each row with a label, counts of cases and lines, and quantities by unit.

Two rules hold in every table. Percentages are cut off after one decimal, as the Illicit Trade Report does (21.28 is
printed 21.2). And in an output for everybody (TLP:CLEAR) no row stands for fewer than `K` cases: small rows are put
together, and as many others with them as it takes to hide each of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from rilo_rollup.cells.quantity import decimal

K = 5
FEW = "*few*"
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
class Measure:
    """Of one row: cases, lines and scaled quantities of the period, and of the period before."""

    cases: int = 0
    lines: int = 0
    sums: Mapping[str, int] = field(default_factory=dict)
    cases_before: int = 0
    lines_before: int = 0
    sums_before: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Measure") -> "Measure":
        return Measure(
            self.cases + other.cases,
            self.lines + other.lines,
            _added(self.sums, other.sums),
            self.cases_before + other.cases_before,
            self.lines_before + other.lines_before,
            _added(self.sums_before, other.sums_before),
        )

    @property
    def small(self) -> bool:
        return 0 < self.cases < K or 0 < self.cases_before < K


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {unit: one.get(unit, 0) + other.get(unit, 0) for unit in one.keys() | other.keys()}


@dataclass(frozen=True, slots=True)
class Line:
    """`label`: values of the columns that name the row, the first of them a code."""

    label: Mapping[str, Cell]
    measure: Measure


def measure(now: Any, before: Any = None) -> Measure:
    """Of a leaf of a cell: a count of cases, or a tally."""
    cases, lines, sums = _leaf(now)
    return Measure(cases, lines, sums, *_leaf(before))


def _leaf(leaf: Any) -> tuple[int, int, Mapping[str, int]]:
    match leaf:
        case None:
            return 0, 0, {}
        case int():
            return leaf, 0, {}
    return int(leaf.get("n", 0)), int(leaf.get("l", 0)), leaf.get("q", {})


def ordered(lines: Iterable[Line]) -> list[Line]:
    """Most cases first, then by label."""
    return sorted(lines, key=lambda line: (-line.measure.cases, -line.measure.lines, str([*line.label.values()])))


def shielded(lines: Sequence[Line]) -> list[Line]:
    """For an output for everybody: rows of fewer than `K` cases together in one, which itself has no fewer and hides
    at least two of them; nothing at all where that cannot be done."""
    hidden = [line for line in lines if line.measure.small]
    if not hidden:
        return list(lines)
    shown = [line for line in lines if not line.measure.small]
    rest = sum((line.measure for line in hidden), Measure())
    while (rest.small or len(hidden) == 1) and shown:
        last = min(shown, key=lambda line: (line.measure.cases, str([*line.label.values()])))
        shown.remove(last)
        hidden.append(last)
        rest += last.measure
    if rest.small:
        return []
    few = dict.fromkeys(lines[0].label)
    first = next(iter(few))
    return [*shown, Line({**few, first: FEW}, rest)]


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


def quantity_columns(lines: Iterable[Line], suffix: str = "", of: str = "sums") -> list[Column]:
    """One for each unit that occurs: units are never added to each other."""
    units = sorted({unit for line in lines for unit in getattr(line.measure, of)})
    return [
        Column(f"quantity{suffix}.{unit}", "decimal", f"Quantity in {unit}{suffix.replace('_', ' ')}") for unit in units
    ]


def quantities(measure: Measure, suffix: str = "", of: str = "sums") -> dict[str, Cell]:
    sums: Mapping[str, int] = getattr(measure, of)
    return {f"quantity{suffix}.{unit}": decimal(number) for unit, number in sorted(sums.items())}


type Label = Callable[[str], str]


def lines_of(
    now: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    name: str,
    label: Label,
    more: Mapping[str, Cell] | None = None,
) -> list[Line]:
    """A row for each value of a facet, in the order of tables."""
    values = now.keys() | (before or {}).keys()
    found = [
        Line(
            {**(more or {}), name: value, f"{name}_label": label(value)},
            measure(now.get(value), before.get(value) if before is not None else None),
        )
        for value in values
    ]
    return ordered(found)


def relabelled(line: Line, **label: Cell) -> Line:
    return replace(line, label={**line.label, **label})
