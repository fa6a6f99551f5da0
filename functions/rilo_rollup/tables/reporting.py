"""t14, which the Illicit Trade Report does not print: who reports what, how soon, and how completely."""

from collections.abc import Mapping
from typing import Any

from rilo_rollup.cells import bins
from rilo_rollup.cells.fold import ALL
from rilo_rollup.cells.quantity import SCALE
from rilo_rollup.intervals import wilson
from rilo_rollup.tables import everybody
from rilo_rollup.tables.material import Material, country, goods
from rilo_rollup.tables.parts import named, section, told, whole
from rilo_rollup.tables.shape import Cell, Column, Line, Section, Tally, ordered, percent

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
        count = len(material.reporters(name))
        said = "all" if name == ALL else name
        label = {"category": said, "category_label": "All goods" if name == ALL else goods(name)}
        if count or not material.clear:
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
        Line({"administration": code, "administration_label": country(code)}, Tally(bins.count(histogram)))
        for code, histogram in histograms.items()
    )

    def cells(line: Line) -> dict[str, Cell]:
        histogram = histograms[str(line.label["administration"])]
        return {"cases": line.now.cases, **(days_for_everybody if material.clear else days)(histogram)}

    columns = [Column("cases", "count", "Cases"), *DAY_COLUMNS]
    note = "The days lie between from and to; both are the same where they are known exactly."
    label, title = named("administration", "Administration"), "Days from seizure to publication"
    return section("delays", title, label, told(material, lines), columns, cells, [] if material.clear else [note])


DAY_COLUMNS = [
    Column("median_days_from", "count", "Median, from"),
    Column("median_days_to", "count", "Median, to"),
    Column("p90_days_from", "count", "Nine tenths within, from"),
    Column("p90_days_to", "count", "Nine tenths within, to"),
]


_QUANTILES = (("median", 1, 2), ("p90", 9, 10))
_DAY: int = 10**SCALE


def days(histogram: Mapping[str, Any]) -> dict[str, Cell]:
    """Whole days in which half, and nine tenths, of the cases were published."""
    made: dict[str, Cell] = {}
    for name, numerator, denominator in _QUANTILES:
        low, high = bins.quantile(histogram, numerator, denominator) or (0, 0)
        # Ends of a bin need not be whole: the days in it are.
        first, last = -(-low // _DAY), (high if low == high else high - 1) // _DAY
        made |= {f"{name}_days_from": first, f"{name}_days_to": max(first, last)}
    return made


def days_for_everybody(histogram: Mapping[str, Any]) -> dict[str, Cell]:
    """Broad ranges: 0 to 1, 2 to 4, 5 to 9, 10 to 19 days, and so on."""
    made: dict[str, Cell] = {}
    for name, numerator, denominator in _QUANTILES:
        if everybody.is_broad(bins.count(histogram), numerator, denominator):
            found, _ = bins.quantile(histogram, numerator, denominator) or (0, 0)
            low, high = everybody.span(found) if found >= 2 * _DAY else (0, 2 * _DAY)
            made |= {f"{name}_days_from": low // _DAY, f"{name}_days_to": high // _DAY - 1}
    return made


def _fields(material: Material) -> Section:
    """Share of the cases that say each thing, with its 95 % interval."""
    block = material.block()
    number, missing = int(block.get("n", 0)), block.get("missing", {})
    lines = [Line({"field": field}, Tally(number - int(missing.get(field, 0)))) for field in FIELDS if number]
    total = whole(material, block).cases

    def cells(line: Line) -> dict[str, Cell]:
        low, high = wilson(line.now.cases, total)
        share = percent(line.now.cases, total)
        return {"cases": line.now.cases, "percent": share, "low_percent": low, "high_percent": high}

    columns = [
        Column("cases", "count", "Cases that say it"),
        Column("percent", "percent", "Share, %"),
        Column("low_percent", "percent", "95 % interval (Wilson), from"),
        Column("high_percent", "percent", "to"),
    ]
    label = [Column("field", "text", "Field of a record")]
    return section("fields", "What cases say", label, told(material, lines), columns, cells)
