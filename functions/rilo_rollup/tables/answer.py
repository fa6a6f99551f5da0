"""A table as it is answered: its sections, and what it says of itself. The same cells give the same bytes."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen import codes, jsontext
from cen.tlp import Tlp
from rilo_rollup.cells.codec import digest, text_of
from rilo_rollup.question import Asked, named
from rilo_rollup.readers import Sum
from rilo_rollup.tables import everybody
from rilo_rollup.tables.catalog import EDITION, Definition
from rilo_rollup.tables.material import Material
from rilo_rollup.tables.shape import Column, Section

ROUNDING = "Percentages are cut off after one decimal; limits of intervals are rounded. Quantities are exact."


@dataclass(frozen=True, slots=True)
class Table:
    """`about`: plain JSON values, without the sections."""

    about: Mapping[str, Any]
    sections: Sequence[Section]


def table(id: str, definition: Definition, asked: Asked, material: Material, sums: Sequence[Sum], scopes: str) -> Table:
    """`sums`: of the period and, where the table compares, of the one before. `scopes`: what the reader may see, as a
    part of the question."""
    question = {"table": id, "edition": EDITION, "scopes": scopes, **asked.document()}
    counted = material.reporters()
    about: dict[str, Any] = {
        "table": id,
        "title": definition.title,
        "tlp": _label(asked, sums),
        "from": asked.first,
        "to": asked.last,
        **named(asked.area),
    }
    if definition.compares:
        about["before"] = dict(zip(("from", "to"), asked.before, strict=True))
    if asked.category:
        about |= {"category": asked.category, "category_label": codes.label("commodity", asked.category)}
    about |= {
        "counting_rule": definition.counting_rule,
        "rounding": everybody.ROUNDING if asked.clear else ROUNDING,
        "as_of": max((one.as_of for one in sums if one.as_of), default=None),
        "query_hash": digest(text_of(question))[:32],
        "cells": digest("".join(one.cells for one in sums))[:32],
        "reporters": _reporters(counted, material.expected),
        **_quality(material),
    }
    if asked.clear:
        about["shielding"] = everybody.SHIELDING
    return Table(about, definition.build(material))


def _label(asked: Asked, sums: Sequence[Sum]) -> str:
    if asked.clear:
        return Tlp.CLEAR.value
    order = (Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT)
    return max((one.tlp for one in sums), key=order.index).value


def _reporters(counted: Sequence[str], expected: Sequence[str]) -> dict[str, Any]:
    missing = sorted({*expected} - {*counted})
    return {"counted": len(counted), "expected": len(expected), "administrations": list(counted), "missing": missing}


def _quality(material: Material) -> dict[str, Any]:
    """How many cases, how sure, and how exactly dated; not in an output for everybody, where some may be few."""
    if material.clear:
        return {}
    block = material.block("counts")
    precision = block.get("precision", {})
    return {
        "cases": int(block.get("n", 0)),
        "verification": dict(sorted(block.get("verification", {}).items())),
        "dated_by_month_or_year": sum(number for kind, number in precision.items() if kind != "day"),
    }


def as_json(made: Table) -> str:
    sections = [
        {
            "id": section.id,
            "title": section.title,
            "columns": [column.document() for column in section.columns],
            "rows": list(section.rows),
            "notes": list(section.notes),
        }
        for section in made.sections
    ]
    return jsontext.dumps({**made.about, "sections": sections})


def as_csv(made: Table) -> str:
    """One table of all sections: a column for the section, and the columns of any of them. What the table says of
    itself stands below, in lines that begin with `#`."""
    columns = list(dict.fromkeys(column.name for section in made.sections for column in section.columns))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["section", *columns])
    for section in made.sections:
        for row in section.rows:
            writer.writerow([section.id, *("" if row.get(name) is None else row[name] for name in columns)])
    rest = [""] * (len(columns) - 1)
    for name, text in facts(made):
        writer.writerow([f"# {name}", text, *rest])
    return buffer.getvalue()


def facts(made: Table) -> Iterator[tuple[str, str]]:
    """What a table says of itself, line by line."""
    for name, value in made.about.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", _said(one)) for inner, one in value.items())
        else:
            yield name, _said(value)
    yield from ((f"note.{section.id}", note) for section in made.sections for note in section.notes)


def _said(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def headings(columns: Sequence[Column]) -> list[str]:
    return [column.says for column in columns]
