"""t10, the distribution of sizes, and t11, flows."""

from collections.abc import Iterator, Mapping
from typing import Any

from rilo_rollup.cells import bins
from rilo_rollup.cells.quantity import decimal
from rilo_rollup.tables.material import Material, country, goods
from rilo_rollup.tables.parts import guarded, named, section
from rilo_rollup.tables.shape import Cell, Column, K, Line, Measure, Section, lines_of, percent

_QUANTILES = (("p25", 1, 4), ("median", 1, 2), ("p75", 3, 4))


def t10(material: Material) -> list[Section]:
    """How large cases are, by type and unit: quantiles, the share of the ten largest, and all bins."""
    found = [
        (f"{category}.{kind}", unit, size)
        for category in ([material.category] if material.category else material.categories())
        for key, size in sorted(material.block(name=category).get("size", {}).items())
        for kind, unit in [key.split("|")]
        if not (material.shields and bins.count(size) < K)
    ]
    label = [*named("goods", "Goods"), Column("unit", "text", "Unit")]
    sizes = [{**_label(path, unit), **_size(material, size)} for path, unit, size in found]
    binned = [row for path, unit, size in found for row in _bins(material, path, unit, size)]
    return [
        Section("sizes", "Sizes of cases", [*label, *_SIZE_COLUMNS], sizes, [_EXACT]),
        Section("bins", "Cases by size", [*label, *_BIN_COLUMNS], binned),
    ]


_EXACT = (
    f"Quantiles are exact where there are not more than {bins.KEPT} cases; else they are the bin in which they lie "
    "(from, to), ten to a decade."
)
_SIZE_COLUMNS = [
    Column("cases", "count", "Cases"),
    *(Column(f"{name}_{end}", "decimal", f"{name}, {end}") for name, _, _ in _QUANTILES for end in ("from", "to")),
    Column("quantity", "decimal", "Quantity"),
    Column("largest_10_percent", "percent", "Share of the ten largest cases, %"),
]
_BIN_COLUMNS = [
    Column("from", "decimal", "From (included)"),
    Column("to", "decimal", "To (not included)"),
    Column("cases", "count", "Cases"),
]


def _label(path: str, unit: str) -> dict[str, Cell]:
    return {"goods": path, "goods_label": goods(path), "unit": unit}


def _size(material: Material, size: Mapping[str, Any]) -> dict[str, Cell]:
    total = int(size["sum"])
    made: dict[str, Cell] = {"cases": bins.count(size)}
    for name, numerator, denominator in _QUANTILES:
        low, high = bins.quantile(size, numerator, denominator) or (0, 0)
        if material.shields and low == high:
            low, high = bins.ends(bins.bin_of(low))  # an exact value would be one case's
        made |= {f"{name}_from": decimal(low), f"{name}_to": decimal(high)}
    largest = sum(number for number, _ in size["~top"])
    hidden = material.shields and bins.count(size) < 2 * K
    return {**made, "quantity": decimal(total), "largest_10_percent": None if hidden else percent(largest, total)}


def _bins(material: Material, path: str, unit: str, size: Mapping[str, Any]) -> Iterator[Mapping[str, Cell]]:
    counts: Mapping[str, int] = size["bins"]
    lines = [Line({"bin": int(key)}, Measure(cases=counts[key])) for key in sorted(counts, key=int)]
    for line in guarded(material, lines):
        number = line.label["bin"]
        if isinstance(number, int):
            low, high = bins.ends(number)
            ends: dict[str, Cell] = {"from": decimal(low), "to": decimal(high)}
        else:
            ends = {"from": None, "to": None}
        yield {**_label(path, unit), **ends, "cases": line.measure.cases}


def t11(material: Material) -> list[Section]:
    """From departure to the seizure, and from departure to the destination, of five cases at least."""
    return [
        _flow(material, "to_seizure", "From departure to the place of seizure"),
        _flow(material, "through", "From departure to the destination"),
    ]


def _flow(material: Material, kind: str, title: str) -> Section:
    legs: Mapping[str, Mapping[str, int]] = material.block("flows").get(kind, {})
    totals = {leg: sum(certainties.values()) for leg, certainties in legs.items()}
    often = {leg: cases for leg, cases in totals.items() if cases >= K}
    lines = [
        Line({"from": start, "from_label": country(start), "to": end, "to_label": country(end)}, line.measure)
        for line in lines_of(often, None, "leg", str)
        for start, _, end in [str(line.label["leg"]).partition(">")]
    ]
    known = {line.label["from"]: line for line in lines}
    rare = totals.keys() - often.keys()
    note = f"Flows of fewer than {K} cases are left out: {len(rare)}" + (
        "." if material.shields else f", together {sum(totals[leg] for leg in rare)} cases."
    )

    def cells(line: Line) -> dict[str, Cell]:
        return {"cases": line.measure.cases}

    label = [*named("from", "From"), *named("to", "To")]
    columns = [Column("cases", "count", "Cases")]
    return section(material, kind, title, label, lines, columns, cells, [note] if known or rare else [])
