"""Rows as lines of the lake: one for each commodity line of a case, the case's fields repeated in each.

What analysts count must be what cells count, so both are made of the same rows. Amounts are texts: a reader of JSON
would make binary fractions of them. Scope and month stand in the names of the folders.
"""

import gzip
import io
from collections.abc import Iterator, Mapping
from typing import Any

from cen import jsontext
from rilo_rollup.cells.areas import regions_of
from rilo_rollup.cells.quantity import decimal
from rilo_rollup.cells.row import OPEN, OWN, Row

SCOPES = (OPEN, "amber", "strict")


def lake_scope(scope: str) -> str:
    """The folder that lines of a scope lie in, so that access to them can be granted apart."""
    return OPEN if scope == OPEN else "strict" if scope == OWN else "amber"


def lines_of(row: Row, month: str) -> Iterator[dict[str, Any]]:
    rilo, region = regions_of(row["administration"], month)
    case = {
        "case_id": row["id"],
        "tlp": row["tlp"],
        "administration": row["administration"],
        "rilo": rilo,
        "wco_region": region,
        "seized_on": row["seized_on"],
        "date_precision": row["precision"],
        "published_on": row["published_on"],
        "verification": row["verification"],
        "channel": row["channel"],
        "form": row["form"],
        "country": row["country"],
        "locode": row["locode"],
        "location_type": row["location"],
        "direction": row["direction"],
        "offence": row["offence"],
        "mode": row["mode"],
        "means": row["means"],
        **_leg("origin", row["origin"]),
        **_leg("departure", row["departure"]),
        "transit": [leg[0] for leg in row["transit"]],
        **_leg("destination", row["destination"]),
        "detection": row["detection"],
        "concealment_place": row["place"],
        "concealment_method": row["method"],
        "missing_fields": row["missing"],
        "lines": len(row["lines"]),
    }
    for number, line in enumerate(row["lines"], 1):
        yield {**case, "line": number, **_line(line)}


def _leg(name: str, leg: list[str | None] | None) -> dict[str, Any]:
    country, certainty = leg or (None, None)
    return {name: country, f"{name}_certainty": certainty}


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "category": line["category"],
        "type": line["type"],
        "subtype": line["subtype"],
        "hs_code": line["hs"],
        "amount": line["amount"],
        "unit": line["unit"],
        "base_amount": decimal(line["number"]),
        "base_unit": line["base"],
        "value": line.get("value"),
        "currency": line.get("currency"),
    }


class Files:
    """Lines of a cell as they come, packed into a file for each scope: the same rows make the same bytes."""

    def __init__(self, month: str) -> None:
        self._month = month
        self._open: dict[str, tuple[io.BytesIO, gzip.GzipFile]] = {}

    def add(self, row: Row) -> None:
        scope = lake_scope(row["scope"])
        if scope not in self._open:
            buffer = io.BytesIO()
            self._open[scope] = buffer, gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0, filename="")
        for line in lines_of(row, self._month):
            self._open[scope][1].write(jsontext.dumps(line).encode() + b"\n")

    def finished(self) -> dict[str, bytes]:
        """By folder."""
        for _, file in self._open.values():
            file.close()
        return {scope: buffer.getvalue() for scope, (buffer, _) in sorted(self._open.items())}
