"""t10, the distribution of sizes, and t11, flows."""

from collections.abc import Iterator, Mapping
from typing import Any

from rilo_rollup.cells import bins
from rilo_rollup.cells.monoid import TOP
from rilo_rollup.cells.quantity import decimal
from rilo_rollup.tables import everybody
from rilo_rollup.tables.everybody import K
from rilo_rollup.tables.material import Material, country, goods
from rilo_rollup.tables.parts import named, section, told, told_of
from rilo_rollup.tables.shape import Cell, Column, Line, Section, Tally, percent

_QUANTILES = (("p25", 1, 4), ("median", 1, 2), ("p75", 3, 4))


def t10(material: Material) -> list[Section]:
    """How large cases are, by type and unit: quantiles, the share of the ten largest, and all bins."""
    found = [
        (f"{category}.{kind}", unit, size)
        for category in ([material.category] if material.category else material.categories())
        for key, size in sorted(material.block(name=category).get("size", {}).items())
        for kind, unit in [key.split("|")]
        if not (material.clear and bins.count(size) < K)
    ]
    label = [*named("goods", "Goods"), Column("unit", "text", "Unit")]
    sizes = [{**_label(path, unit), **_size(material, size)} for path, unit, size in found]
    binned = [row for path, unit, size in found for row in _bins(material, path, unit, size)]
    return [
        Section("sizes", "Sizes of cases", [*label, *_SIZE_COLUMNS], sizes, [] if material.clear else [_EXACT]),
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
    cases, total, largest = bins.count(size), int(size["sum"]), sum(number for number, _ in size["~top"])
    if material.clear:
        return _size_for_everybody(size, cases, total, largest)
    made: dict[str, Cell] = {"cases": cases}
    for name, numerator, denominator in _QUANTILES:
        low, high = bins.quantile(size, numerator, denominator) or (0, 0)
        made |= {f"{name}_from": decimal(low), f"{name}_to": decimal(high)}
    return {**made, "quantity": decimal(total), "largest_10_percent": percent(largest, total)}


def _size_for_everybody(size: Mapping[str, Any], cases: int, total: int, largest: int) -> dict[str, Cell]:
    made: dict[str, Cell] = {"cases": everybody.count(cases)}
    for name, numerator, denominator in _QUANTILES:
        if everybody.is_broad(cases, numerator, denominator):
            low, high = everybody.span((bins.quantile(size, numerator, denominator) or (0, 0))[0])
            made |= {f"{name}_from": decimal(low), f"{name}_to": decimal(high)}
    made["quantity"] = decimal(everybody.amount(total))
    if cases >= TOP + K:  # else the rest would be few
        made["largest_10_percent"] = percent(everybody.amount(largest), everybody.amount(total))
    return made


def _bins(material: Material, path: str, unit: str, size: Mapping[str, Any]) -> Iterator[Mapping[str, Cell]]:
    counts: Mapping[str, int] = size["bins"]
    lines = [Line({"bin": int(key)}, Tally(counts[key])) for key in sorted(counts, key=int)]
    for line in sorted(told(material, lines), key=lambda line: int(str(line.label["bin"]))):
        low, high = bins.ends(int(str(line.label["bin"])))
        yield {**_label(path, unit), "from": decimal(low), "to": decimal(high), "cases": line.now.cases}


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
        Line({"from": start, "from_label": country(start), "to": end, "to_label": country(end)}, line.now)
        for line in told_of(material, often, "leg", str)
        for start, _, end in [str(line.label["leg"]).partition(">")]
    ]
    rare = totals.keys() - often.keys()
    note = f"Flows of fewer than {K} cases are left out"
    if not material.clear:
        note += f": {len(rare)}, together {sum(totals[leg] for leg in rare)} cases"

    def cells(line: Line) -> dict[str, Cell]:
        return {"cases": line.now.cases}

    label = [*named("from", "From"), *named("to", "To")]
    return section(kind, title, label, lines, [Column("cases", "count", "Cases")], cells, [f"{note}."])
