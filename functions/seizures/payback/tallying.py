"""Keeps the figures true: hears of changed records, and of alerts that cite them."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from cen.clock import Clock
from cen.events import NoticeRaised, SeizureChanged
from cen.tlp import Tlp
from seizures.model import Status
from seizures.payback.cells import line_of
from seizures.record import Record

if TYPE_CHECKING:
    from seizures.payback.store import FigureStore

# Of a new case, the records of others that count as having been of use: the most alike.
MOST_USED = 3
CITED = "seizure.cited"

# Rows of published records that everybody may see and that are like this one, the most alike first.
type Similar = Callable[[Record], Sequence[dict[str, Any]]]


class Records(Protocol):
    def read(self, id: str) -> Record | None: ...


@dataclass(frozen=True, slots=True)
class Tally:
    records: Records
    figures: "FigureStore"
    similar: Similar
    clock: Clock

    def changed(self, event: SeizureChanged) -> None:
        record = self.records.read(event.seizure_id)
        if record is None or record.status is Status.DRAFT:
            return
        self.count(record)
        if event.action == "published" and record.status is Status.PUBLISHED and record.tlp in (Tlp.CLEAR, Tlp.GREEN):
            self._thank(record)

    def count(self, record: Record) -> None:
        for month in self.place(record):
            self.figures.fold(record.administration, month)

    def place(self, record: Record) -> Sequence[str]:
        """Months whose figures have to be made anew then."""
        month, line = record.seized_on[:7], line_of(record)
        return self.figures.place(record.id, record.version, record.administration, month, line) or ()

    def _thank(self, record: Record) -> None:
        """Notes with those whose records the new case resembles that they were of use: once, however many it does."""
        month = self._month()
        others = [row for row in self.similar(record) if row["administration"] != record.administration][:MOST_USED]
        for owner in dict.fromkeys(row["administration"] for row in others):
            self.figures.use(owner, month, "similar", record.id)
            self.figures.fold(owner, month)

    def cited(self, notice: NoticeRaised) -> None:
        """Of a notice to an administration that an alert cites a record of its own."""
        kind, _, owner = notice.to.partition(":")
        subject, _, id = notice.subject.partition("/")
        if notice.kind != CITED or kind not in ("administration", "ncp") or subject != "seizures":
            return
        # Whatever was cited by the same alert, to whomever it was told, is one use: its notices differ in the record.
        by = hashlib.sha256(notice.key.replace(id, "").encode()).hexdigest()[:16]
        self.figures.use(owner, self._month(), "cited", by)
        self.figures.fold(owner, self._month())

    def _month(self) -> str:
        return self.clock().date().isoformat()[:7]
