"""Figures of one administration and one month of seizure, folded from one line for each record. Pure.

A cell is made from its lines anew whenever one of them changes, never added to: so doubled and late news do no harm.
Cells of several months are added up for a page; days are kept one by one, so that medians stay exact.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cen import jsontext
from seizures.model import Status, Verification
from seizures.quality import FIELDS, delay
from seizures.record import Record

# Records that count: those merged into others are counted with them, drafts and withdrawn ones are nobody's business.
COUNTED = (Status.SUBMITTED, Status.RETURNED, Status.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Line:
    """What counts of a record. `days`: from seizure to entry. `filled`: of `FIELDS`."""

    status: Status
    verification: Verification
    days: int
    score: int
    filled: frozenset[str]
    cites: bool

    @property
    def text(self) -> str:
        mask = sum(1 << place for place, name in enumerate(FIELDS) if name in self.filled)
        return jsontext.dumps([self.status, self.verification, self.days, self.score, mask, self.cites])


def line_of(record: Record) -> Line | None:
    if record.status not in COUNTED:
        return None
    fields = record.fields
    seized, entered = date.fromisoformat(record.seized_on), date.fromisoformat(fields["created_at"][:10])
    return Line(
        record.status,
        record.verification,
        delay(seized, fields["date_precision"], entered),
        fields["quality"]["score"],
        frozenset(FIELDS) - set(fields["quality"]["missing"]),
        any(line["category"] == "cites" for line in fields["lines"]),
    )


def read_line(text: str) -> Line:
    status, verification, days, score, mask, cites = jsontext.loads(text)
    filled = frozenset(name for place, name in enumerate(FIELDS) if mask >> place & 1)
    return Line(Status(status), Verification(verification), days, score, filled, cites)


@dataclass(frozen=True, slots=True)
class Cell:
    """`cases`: published ones; the figures below are of these. `days`: records by days from seizure to entry. `scores`:
    their sum. `similar`, `cited`: how often records of the administration were found alike, or cited, in this month."""

    cases: int = 0
    submitted: int = 0
    returned: int = 0
    queried: int = 0
    verified: int = 0
    scores: int = 0
    cites: int = 0
    similar: int = 0
    cited: int = 0
    days: Mapping[int, int] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return jsontext.dumps({name: value for name in Cell.__slots__ if (value := getattr(self, name))})


def read_cell(text: str) -> Cell:
    found = jsontext.loads(text)
    days = {int(day): count for day, count in found.pop("days", {}).items()}
    return Cell(**found, days=days)


def fold(lines: Iterable[Line], uses: Iterable[str]) -> Cell:
    """`uses`: a kind for each time that a record of the administration was of use."""
    every = list(lines)
    published = [line for line in every if line.status is Status.PUBLISHED]
    used = Counter(uses)
    statuses, verdicts = Counter(line.status for line in every), Counter(line.verification for line in published)
    return Cell(
        cases=len(published),
        submitted=statuses[Status.SUBMITTED],
        returned=statuses[Status.RETURNED],
        queried=verdicts[Verification.QUERIED],
        verified=verdicts[Verification.VERIFIED],
        scores=sum(line.score for line in published),
        cites=sum(line.cites for line in published),
        similar=used["similar"],
        cited=used["cited"],
        days=dict(sorted(Counter(line.days for line in published).items())),
        filled=dict(sorted(Counter(name for line in published for name in line.filled).items())),
    )


def total(cells: Sequence[Cell]) -> Cell:
    """Of all months together."""
    numbers = [name for name in Cell.__slots__ if name not in ("days", "filled")]
    summed: dict[str, Any] = {name: sum(getattr(cell, name) for cell in cells) for name in numbers}
    days: Counter[int] = Counter()
    filled: Counter[str] = Counter()
    for cell in cells:
        days.update(cell.days)
        filled.update(cell.filled)
    return Cell(**summed, days=days, filled=filled)


def quantile(days: Mapping[int, int], share: float) -> int | None:
    """The smallest number of days within which this share of the records was entered; None of no records."""
    needed = share * sum(days.values())
    seen = 0
    for day, count in sorted(days.items()):
        seen += count
        if seen >= needed:
            return day
    return None


def months(last: date, count: int) -> Iterator[str]:
    """`2026-03`, `2026-02`, …"""
    number = last.year * 12 + last.month - 1
    return (f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(number, number - count, -1))
