"""Drafts of situation reports: what a RILO may want to tell of its region's last month, for a person to edit.

Tables in a draft are made as for everybody (TLP:CLEAR). Single cases and combinations are for who edits it, and marked
GREEN: whoever publishes the report decides what of them stays.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cen import codes
from cen.tlp import Tlp
from rilo_rollup.cells import months
from rilo_rollup.cells.areas import of_rilo
from rilo_rollup.cells.codec import digest, text_of
from rilo_rollup.cells.fold import ALL, COMBINATIONS, COUNTS, LARGE
from rilo_rollup.cells.quantity import decimal
from rilo_rollup.desk import Desk, expected
from rilo_rollup.question import Asked
from rilo_rollup.readers import EVERYBODY
from rilo_rollup.tables.answer import Table
from rilo_rollup.tables.material import goods
from rilo_rollup.trends import emerging as new

_TABLES = ("t1", "t2", "t5", "t6", "t9", "t14")
_NOTABLE = 20
NOTE = (
    "Draft made by a machine from what was counted. A person edits it and publishes it, or does not. Parts marked "
    "TLP:GREEN must be taken out, or told in general words, before the report goes to everybody."
)


@dataclass(frozen=True, slots=True)
class Draft:
    rilo: str
    month: str
    document: Mapping[str, Any]

    @property
    def text(self) -> str:
        return text_of(self.document)

    @property
    def digest(self) -> str:
        """Of what it says, whichever run wrote it."""
        return digest(text_of({name: value for name, value in self.document.items() if name != "run_id"}))


def draft(desk: Desk, run_id: str, rilo: str, today: date) -> Draft:
    """Of the last month that is over."""
    month = months.shifted(months.of_day(today), -1)
    asked = Asked(month, month, of_rilo(rilo), tlp=Tlp.CLEAR.value)
    tables = [desk.table(id, asked, EVERYBODY) for id in _TABLES]
    (counted,) = desk.sums(asked.area, [(month, month)], EVERYBODY, COUNTS)
    document = {
        "key": f"situation:{rilo}:{month}",
        "run_id": run_id,
        "kind": "situation_report",
        "rilo": rilo,
        "month": month,
        "language": "en",
        "title": f"Situation report of {codes.label('rilo', rilo)}, {month}",
        "tlp": Tlp.GREEN.value,
        "note": NOTE,
        "as_of": tables[0].about["as_of"],
        "coverage": _coverage(counted.tree, asked),
        "sections": [
            *(section for made in tables for section in _sections(made)),
            _notable(counted.tree),
            _emerging(desk, asked, counted.tree),
        ],
    }
    return Draft(rilo, month, document)


def _coverage(tree: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    counted, members = sorted(tree.get(ALL, {}).get("reporter", {})), expected(asked)
    return {
        "counted": len(counted),
        "expected": len(members),
        "administrations": counted,
        "missing": [code for code in members if code not in counted],
        "says": f"{len(counted)} of {len(members)} administrations reported cases of {asked.first}.",
    }


def _sections(made: Table) -> Iterator[dict[str, Any]]:
    """The tables, each naming the query that made it; those without a row are left out."""
    for section in made.sections:
        if section.rows:
            yield {
                "id": f"{made.about['table']}.{section.id}",
                "kind": "table",
                "title": f"{made.about['title']}: {section.title.lower()}",
                "tlp": made.about["tlp"],
                "table": made.about["table"],
                "query_hash": made.about["query_hash"],
                "cells": made.about["cells"],
                "counting_rule": made.about["counting_rule"],
                "columns": [column.document() for column in section.columns],
                "rows": [dict(row) for row in section.rows],
                "notes": list(section.notes),
            }


def _notable(tree: Mapping[str, Any]) -> dict[str, Any]:
    """The largest case of each type and unit; first those whose type has most cases."""
    found = [
        (block["type"][kind]["n"], f"{category}.{kind}", unit, *size["~top"][0])
        for category, block in tree.items()
        if category not in (ALL, LARGE)
        for key, size in block.get("size", {}).items()
        for kind, _, unit in [key.partition("|")]
    ]
    found.sort(key=lambda one: (-one[0], *one[1:3]))
    return {
        "id": "notable",
        "kind": "cases",
        "title": "The largest case of each type of goods",
        "tlp": Tlp.GREEN.value,
        "cases": [
            {
                "seizure": f"seizures/{id}",
                "goods": path,
                "goods_label": goods(path),
                "amount": decimal(number),
                "unit": unit,
            }
            for _, path, unit, number, id in found[:_NOTABLE]
        ],
    }


def _emerging(desk: Desk, asked: Asked, tree: Mapping[str, Any]) -> dict[str, Any]:
    until = months.last_day(asked.last)
    back = (months.shifted(asked.last, -new.LOOK_BACK - 2), asked.last)
    (seen,) = desk.sums(asked.area, [back], EVERYBODY, COMBINATIONS)
    found = new.emerging(seen.tree, new.histograms(tree, tree), until, None)
    return {
        "id": "emerging",
        "kind": "combinations",
        "title": "Combinations that are new",
        "tlp": Tlp.GREEN.value,
        "guard_rails": list(new.GUARD_RAILS),
        **found,
    }
