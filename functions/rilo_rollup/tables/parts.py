"""What tables of counts are put together from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rilo_rollup.tables.material import Material
from rilo_rollup.tables.shape import Cell, Column, Label, Line, Section, Tally, lines_of, ordered, quantities, tally

CASES, LINES = Column("cases", "count", "Cases"), Column("seizures", "count", "Seizures (commodity lines)")
SHARE = Column("share_percent", "percent", "Share of cases, %")


def named(name: str, says: str) -> list[Column]:
    return [Column(name, "text", f"{says}, code"), Column(f"{name}_label", "text", says)]


def told(material: Material, lines: Iterable[Line]) -> list[Line]:
    """What may be told of these rows: in an output for everybody, those that stand for enough cases, cut off."""
    if not material.clear:
        return list(lines)
    return ordered(cut for line in lines if (cut := line.for_everybody).now.cases or cut.before.cases)


def told_of(
    material: Material, found: Mapping[str, Any], name: str, label: Label, before: Mapping[str, Any] | None = None
) -> list[Line]:
    """A row for each value of a facet of which something may be told."""
    return told(material, lines_of(found, name, label, before))


def whole(material: Material, block: Mapping[str, Any]) -> Tally:
    """All cases of a block, as far as they may be told."""
    found = tally(block)
    return found.for_everybody if material.clear else found


def section(
    id: str,
    title: str,
    label: Sequence[Column],
    lines: Sequence[Line],
    columns: Sequence[Column],
    cells: Callable[[Line], Mapping[str, Cell]],
    notes: Sequence[str] = (),
) -> Section:
    """Label columns, then these."""
    return Section(id, title, [*label, *columns], [{**line.label, **cells(line)} for line in lines], notes)


def with_quantity(line: Line) -> dict[str, Cell]:
    return {"cases": line.now.cases, "seizures": line.now.lines, **quantities(line.now)}
