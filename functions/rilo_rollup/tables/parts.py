"""What tables of counts are put together from."""

from collections.abc import Callable, Mapping, Sequence

from rilo_rollup.tables.material import Material
from rilo_rollup.tables.shape import Cell, Column, Line, Section, quantities, shielded

CASES, LINES = Column("cases", "count", "Cases"), Column("seizures", "count", "Seizures (commodity lines)")
SHARE = Column("share_percent", "percent", "Share of cases, %")


def named(name: str, says: str) -> list[Column]:
    return [Column(name, "text", f"{says}, code"), Column(f"{name}_label", "text", says)]


def guarded(material: Material, lines: Sequence[Line]) -> list[Line]:
    return shielded(lines) if material.shields else list(lines)


def section(
    material: Material,
    id: str,
    title: str,
    label: Sequence[Column],
    lines: Sequence[Line],
    columns: Sequence[Column],
    cells: Callable[[Line], Mapping[str, Cell]],
    notes: Sequence[str] = (),
) -> Section:
    """Label columns, then these. Small rows are put together first, where the output is for everybody."""
    shown = guarded(material, lines)
    rows = [{**line.label, **cells(line)} for line in shown]
    return Section(id, title, [*label, *columns], rows, notes)


def with_quantity(line: Line) -> dict[str, Cell]:
    return {"cases": line.measure.cases, "seizures": line.measure.lines, **quantities(line.measure)}
