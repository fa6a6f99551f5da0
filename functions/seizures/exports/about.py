"""What every file says of itself: what was asked, when, by whom, how it was counted, and how it may be handled on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cen import codes
from cen.clock import instant
from cen.tlp import Tlp
from seizures.exports.errors import TooManyRows
from seizures.exports.model import ExportFormat

_TITLE = "Seizure records of the Customs Enforcement Network"
_RECORDS = "Published seizure records that match the filter and that the one who asked may read, newest seizure first."
_RULES = {
    ExportFormat.CSV: f"{_RECORDS} One row per commodity line, the fields of the case repeated in each: "
    "count distinct ids to count seizures. Quantities of different units are never added up.",
    ExportFormat.JSONL: f"{_RECORDS} One record per line, each with all its commodity lines.",
    ExportFormat.AITR: f"{_RECORDS} One row per commodity line of the category cites, in the columns of the CITES "
    "annual illegal trade report; columns that a record cannot fill are empty.",
}
_RULES[ExportFormat.XLSX] = _RULES[ExportFormat.CSV]
# Who may get it, from everybody to nobody.
_ORDER = (Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED)


@dataclass(frozen=True, slots=True)
class About:
    """`administration`: of who asked, None for an account of no administration; never the person.
    `most_rows`: with one more, writing stops."""

    format: ExportFormat
    search: Mapping[str, str]
    moment: datetime
    administration: str | None
    most_rows: int

    def facts(self) -> dict[str, str]:
        chosen = "; ".join(f"{name}={value}" for name, value in sorted(self.search.items()))
        who = codes.label("country", self.administration) if self.administration else ""
        return {
            "title": _TITLE,
            "filter": chosen or "none: all published records",
            "moment": instant(self.moment),
            "asked_by": f"{who} ({self.administration})" if who else "an account of no administration",
            "counting_rule": _RULES[self.format],
        }


@dataclass(slots=True)
class Tally:
    """What has been written so far. One row more than `most` raises `TooManyRows`."""

    most: int
    records: int = 0
    rows: int = 0
    _labels: set[str] = field(default_factory=set)

    def counted(self, documents: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        for document in documents:
            yield document
            self.records += 1
            self._labels.add(document["tlp"])

    def row(self) -> None:
        self.rows += 1
        if self.rows > self.most:
            raise TooManyRows

    def facts(self) -> dict[str, str]:
        highest = max((Tlp(label) for label in self._labels), key=_ORDER.index, default=None)
        handling = codes.label("tlp", highest) if highest else "no record, so no restriction"
        return {
            "records": str(self.records),
            "rows": str(self.rows),
            "highest_tlp": highest.value if highest else "none",
            "handling": f"The most restricted record in this file is {handling}. Each record carries its own label; "
            "hand the file on only as far as the most restricted one allows.",
        }
