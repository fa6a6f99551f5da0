"""Tables by goods: t1, t2, t12 and t13."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rilo_rollup.cells.fold import LARGE
from rilo_rollup.tables.material import Labels, Material, country, goods
from rilo_rollup.tables.parts import CASES, LINES, named, section, with_quantity
from rilo_rollup.tables.shape import (
    Cell,
    Column,
    Line,
    Section,
    lines_of,
    measure,
    percent,
    quantities,
    quantity_columns,
)


def t1(material: Material) -> list[Section]:
    """Cases and seizures by type (of a category) or by category, and a year before."""
    facet, label, says = ("type", _in(material), "Type") if material.category else ("category", goods, "Category")
    now, before = material.block(), material.block_before()
    lines = lines_of(now.get(facet, {}), before.get(facet, {}), facet, label)
    total = int(now.get("l", 0))

    def cells(line: Line) -> dict[str, Cell]:
        found = line.measure
        return {
            "cases_before": found.cases_before,
            "cases": found.cases,
            "seizures_before": found.lines_before,
            "seizures": found.lines,
            "share_percent": percent(found.lines, total),
            "change": found.lines - found.lines_before,
            "change_percent": percent(found.lines - found.lines_before, found.lines_before),
        }

    columns = [
        Column("cases_before", "count", "Cases, period before"),
        CASES,
        Column("seizures_before", "count", "Seizures, period before"),
        LINES,
        Column("share_percent", "percent", "Share of seizures, %"),
        Column("change", "count", "Change of seizures"),
        Column("change_percent", "percent", "Change of seizures, %"),
    ]
    return [
        section(material, facet, f"By {says.lower()}", named(facet, says), lines, columns, cells),
        _total(material, columns, cells),
    ]


def _total(material: Material, columns: Sequence[Column], cells: Callable[[Line], Mapping[str, Cell]]) -> Section:
    line = Line({"total": "all"}, measure(material.block() or None, material.block_before() or None))
    label = [Column("total", "text", "Total")]
    note = "Cases of several types or categories count once here, so the rows above may add up to more."
    return section(material, "total", "Total", label, [line], columns, cells, [note])


def _in(material: Material) -> Callable[[str], str]:
    return lambda kind: goods(f"{material.category}.{kind}")


def t2(material: Material) -> list[Section]:
    """Quantity by type and unit, and a year before."""
    lines: list[Line] = []
    for category in [material.category] if material.category else material.categories():
        now = material.block(name=category).get("type", {})
        before = material.block_before(name=category).get("type", {})
        for kind in now.keys() | before.keys():
            lines += _by_unit(f"{category}.{kind}", now.get(kind), before.get(kind))

    def cells(line: Line) -> dict[str, Cell]:
        unit = str(line.label["unit"])
        found, was = line.measure.sums.get(unit, 0), line.measure.sums_before.get(unit, 0)
        amount = quantities(line.measure).get(f"quantity.{unit}", "0")
        earlier = quantities(line.measure, "", "sums_before").get(f"quantity.{unit}", "0")
        return {"quantity_before": earlier, "quantity": amount, "change_percent": percent(found - was, was)}

    columns = [
        Column("quantity_before", "decimal", "Quantity, period before"),
        Column("quantity", "decimal", "Quantity"),
        Column("change_percent", "percent", "Change, %"),
    ]
    label = [*named("goods", "Goods"), Column("unit", "text", "Unit (UNECE Rec 20, or a currency)")]
    # A quantity of few cases may be one case's: what is hidden is left out, not put together across units.
    shown = [line for line in lines if not (material.shields and line.measure.small)]
    rows = [{**line.label, **cells(line)} for line in sorted(shown, key=lambda line: str([*line.label.values()]))]
    return [Section("quantity", "By goods and unit", [*label, *columns], rows)]


def _by_unit(path: str, now: Any, before: Any) -> Iterable[Line]:
    both = measure(now, before)
    for unit in both.sums.keys() | both.sums_before.keys():
        yield Line({"goods": path, "goods_label": goods(path), "unit": unit}, both)


def t12(material: Material) -> list[Section]:
    """Counterfeit goods by kind of goods; brands are not told."""
    found = material.block(name="ipr").get("type", {})
    lines = lines_of(found, None, "type", lambda kind: goods(f"ipr.{kind}"))
    columns = [CASES, LINES, *quantity_columns(lines)]
    return [
        section(material, "type", "By kind of goods", named("type", "Kind of goods"), lines, columns, with_quantity)
    ]


def t13(material: Material) -> list[Section]:
    """Cigarettes, cases of 100,000 pieces and more, by mode, departure and destination."""
    block = material.block(name=LARGE)
    whole = [Line({"total": "all"}, measure(block or None))]
    facets: list[tuple[str, Callable[[str], str], str]] = [
        ("mode", Labels("transport_mode"), "Mode of transport"),
        ("departure", country, "Country of departure"),
        ("destination", country, "Country of destination"),
    ]

    def cells(line: Line) -> dict[str, Cell]:
        return {"cases": line.measure.cases, "pieces": quantities(line.measure).get("quantity.H87", "0")}

    columns = [CASES, Column("pieces", "decimal", "Cigarettes, pieces")]
    made = [
        section(material, facet, f"By {says.lower()}", named(facet, says), found, columns, cells)
        for facet, label, says in facets
        for found in [lines_of(block.get(facet, {}), None, facet, label)]
    ]
    return [*made, section(material, "total", "Total", [Column("total", "text", "Total")], whole, columns, cells)]
