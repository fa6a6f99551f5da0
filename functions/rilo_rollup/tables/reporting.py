"""t14, which the Illicit Trade Report does not print: who reports what, how soon, and how completely."""

from collections.abc import Mapping
from typing import Any

from rilo_rollup.cells import bins
from rilo_rollup.cells.fold import ALL
from rilo_rollup.cells.monoid import merge
from rilo_rollup.cells.quantity import SCALE
from rilo_rollup.intervals import wilson
from rilo_rollup.tables.material import Material, country, goods
from rilo_rollup.tables.parts import guarded, named, section
from rilo_rollup.tables.shape import Cell, Column, K, Line, Measure, Section, ordered, percent

# What a record may say beyond the simplified form, as the records' own measure of quality names it.
FIELDS = (
    "lines.type",
    "lines.hs_code",
    "lines.details",
    "lines.value",
    "detection.method",
    "concealment.place",
    "concealment.method",
    "place.location_type",
    "place.locode",
    "route.origin",
    "route.departure.locode",
    "conveyance.means",
    "date_precision",
    "national_reference",
    "grading",
    "narrative",
)


def t14(material: Material) -> list[Section]:
    return [_reporters(material), _delays(material), _fields(material)]


def _reporters(material: Material) -> Section:
    """Of each category, how many administrations reported a case of it."""
    expected = len(material.expected)
    names = [material.category] if material.category else [ALL, *material.categories()]
    rows: list[Mapping[str, Cell]] = []
    for name in names:
        block = material.block(name=name)
        count = len(block.get("reporter", {}))
        said = "all" if name == ALL else name
        label = {"category": said, "category_label": "All goods" if name == ALL else goods(name)}
        if material.shields and 0 < int(block.get("n", 0)) < K:
            continue
        rows.append({**label, "reporters": count, "expected": expected, "percent": percent(count, expected)})
    columns = [
        *named("category", "Category"),
        Column("reporters", "count", "Administrations that reported"),
        Column("expected", "count", "Administrations of the area"),
        Column("percent", "percent", "Share, %"),
    ]
    return Section("reporters", "Who reported", columns, rows)


def _delays(material: Material) -> Section:
    """Days from seizure to publication, by administration; of cases dated to the day."""
    histograms: Mapping[str, Any] = material.block().get("delay", {})
    lines = ordered(
        Line({"administration": code, "administration_label": country(code)}, Measure(cases=bins.count(histogram)))
        for code, histogram in histograms.items()
    )

    def cells(line: Line) -> dict[str, Cell]:
        histogram = histograms.get(str(line.label["administration"])) or merge(
            histogram for code, histogram in histograms.items() if code in _hidden(material, lines)
        )
        return {"cases": line.measure.cases, **days(histogram)}

    columns = [Column("cases", "count", "Cases"), *DAY_COLUMNS]
    note = "The days lie between from and to; both are the same where they are known exactly."
    label = named("administration", "Administration")
    return section(material, "delays", "Days from seizure to publication", label, lines, columns, cells, [note])


def _hidden(material: Material, lines: list[Line]) -> set[str]:
    shown = {str(line.label["administration"]) for line in guarded(material, lines)}
    return {str(line.label["administration"]) for line in lines} - shown


DAY_COLUMNS = [
    Column("median_days_from", "count", "Median, from"),
    Column("median_days_to", "count", "Median, to"),
    Column("p90_days_from", "count", "Nine tenths within, from"),
    Column("p90_days_to", "count", "Nine tenths within, to"),
]


def days(histogram: Mapping[str, Any]) -> dict[str, Cell]:
    """Whole days in which half, and nine tenths, of the cases were published."""
    made: dict[str, Cell] = {}
    for name, numerator, denominator in (("median", 1, 2), ("p90", 9, 10)):
        found = bins.quantile(histogram, numerator, denominator)
        low, high = found or (0, 0)
        one: int = 10**SCALE
        # Ends of a bin need not be whole: the days in it are.
        first, last = -(-low // one), (high if low == high else high - 1) // one
        made |= {f"{name}_days_from": first, f"{name}_days_to": max(first, last)}
    return made


def _fields(material: Material) -> Section:
    """Share of the cases that say each thing, with its 95 % interval."""
    block = material.block()
    total, missing = int(block.get("n", 0)), block.get("missing", {})
    lines = [Line({"field": field}, Measure(cases=total - int(missing.get(field, 0)))) for field in FIELDS if total]

    def cells(line: Line) -> dict[str, Cell]:
        low, high = wilson(line.measure.cases, total)
        share = percent(line.measure.cases, total)
        return {"cases": line.measure.cases, "percent": share, "low_percent": low, "high_percent": high}

    columns = [
        Column("cases", "count", "Cases that say it"),
        Column("percent", "percent", "Share, %"),
        Column("low_percent", "percent", "95 % interval (Wilson), from"),
        Column("high_percent", "percent", "to"),
    ]
    shown = lines if not material.shields or total >= K else []
    rows = [{**line.label, **cells(line)} for line in shown]
    return Section("fields", "What cases say", [Column("field", "text", "Field of a record"), *columns], rows)
