"""Tables by goods: t1, t2, t12 and t13."""

from collections.abc import Callable, Iterable
from typing import Any

from rilo_rollup.cells.fold import LARGE
from rilo_rollup.cells.quantity import decimal
from rilo_rollup.tables.material import Labels, Material, country, goods
from rilo_rollup.tables.parts import CASES, LINES, named, section, told, told_of, with_quantity
from rilo_rollup.tables.shape import Cell, Column, Line, Section, Tally, percent, quantity_columns, tally


def t1(material: Material) -> list[Section]:
    """Cases and seizures by type (of a category) or by category, and a year before."""
    facet, label, says = ("type", _in(material), "Type") if material.category else ("category", goods, "Category")
    now, before = material.block(), material.block_before()
    lines = told_of(material, now.get(facet, {}), facet, label, before.get(facet, {}))
    whole = told(material, [Line({"total": "all"}, tally(now or None), tally(before or None))])
    total = sum(line.now.lines for line in whole)

    def cells(line: Line) -> dict[str, Cell]:
        counts = {
            "cases_before": line.before.cases,
            "cases": line.now.cases,
            "seizures_before": line.before.lines,
            "seizures": line.now.lines,
        }
        if material.clear and not (line.now.cases and line.before.cases):
            # Nought is few, so there is no change to tell.
            return {**{name: number or None for name, number in counts.items()}, **_change(None, line.now.lines, total)}
        return {**counts, **_change(line.before.lines, line.now.lines, total)}

    columns = [
        Column("cases_before", "count", "Cases, period before"),
        CASES,
        Column("seizures_before", "count", "Seizures, period before"),
        LINES,
        Column("share_percent", "percent", "Share of seizures, %"),
        Column("change", "count", "Change of seizures"),
        Column("change_percent", "percent", "Change of seizures, %"),
    ]
    note = "Cases of several types or categories count once here, so the rows above may add up to more."
    return [
        section(facet, f"By {says.lower()}", named(facet, says), lines, columns, cells),
        section("total", "Total", [Column("total", "text", "Total")], whole, columns, cells, [note]),
    ]


def _change(before: int | None, now: int, total: int) -> dict[str, Cell]:
    """Of seizures, and their share of all."""
    change = None if before is None else now - before
    return {
        "share_percent": percent(now, total) if now or before is not None else None,
        "change": change,
        "change_percent": percent(change, before) if change is not None and before else None,
    }


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
        was, found = (_amount(material, one, unit) for one in (line.before, line.now))
        change = None if was is None or found is None else percent(found - was, was)
        return {"quantity_before": _said(was), "quantity": _said(found), "change_percent": change}

    columns = [
        Column("quantity_before", "decimal", "Quantity, period before"),
        Column("quantity", "decimal", "Quantity"),
        Column("change_percent", "percent", "Change, %"),
    ]
    label = [*named("goods", "Goods"), Column("unit", "text", "Unit (UNECE Rec 20, or a currency)")]
    shown = [
        line for line in told(material, lines) if line.label["unit"] in line.now.sums.keys() | line.before.sums.keys()
    ]
    return [section("quantity", "By goods and unit", label, sorted(shown, key=_by_label), columns, cells)]


def _by_label(line: Line) -> str:
    return str([*line.label.values()])


def _by_unit(path: str, now: Any, before: Any) -> Iterable[Line]:
    found, was = tally(now), tally(before)
    for unit in found.sums.keys() | was.sums.keys():
        yield Line({"goods": path, "goods_label": goods(path), "unit": unit}, found, was)


def _amount(material: Material, found: Tally, unit: str) -> int | None:
    """Nought where there is none; None where that cannot be told from a quantity of few cases."""
    return found.sums.get(unit, None if material.clear else 0)


def _said(amount: int | None) -> str | None:
    return None if amount is None else decimal(amount)


def t12(material: Material) -> list[Section]:
    """Counterfeit goods by kind of goods; brands are not told."""
    found = material.block(name="ipr").get("type", {})
    lines = told_of(material, found, "type", lambda kind: goods(f"ipr.{kind}"))
    columns = [CASES, LINES, *quantity_columns(lines)]
    return [section("type", "By kind of goods", named("type", "Kind of goods"), lines, columns, with_quantity)]


def t13(material: Material) -> list[Section]:
    """Cigarettes, cases of 100,000 pieces and more, by mode, departure and destination."""
    block = material.block(name=LARGE)
    whole = told(material, [Line({"total": "all"}, tally(block or None))])
    facets: list[tuple[str, Callable[[str], str], str]] = [
        ("mode", Labels("transport_mode"), "Mode of transport"),
        ("departure", country, "Country of departure"),
        ("destination", country, "Country of destination"),
    ]

    def cells(line: Line) -> dict[str, Cell]:
        return {"cases": line.now.cases, "pieces": decimal(line.now.sums.get("H87", 0))}

    columns = [CASES, Column("pieces", "decimal", "Cigarettes, pieces")]
    made = [
        section(facet, f"By {says.lower()}", named(facet, says), found, columns, cells)
        for facet, label, says in facets
        for found in [told_of(material, block.get(facet, {}), facet, label)]
    ]
    return [*made, section("total", "Total", [Column("total", "text", "Total")], whole, columns, cells)]
