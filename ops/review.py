"""Compares every record anew with what it may repeat, and makes the figures of all administrations anew, while the
system is live.

Each write is guarded as the workers': never over a newer version. So it may be interrupted, run again and run twice.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from cen.clock import utc_now
from cen.dynamo import Table, table
from cen.patience import patiently
from ops.stage import outputs
from ops.work import INTERRUPTED, Say, carried_out, heads, progress
from seizures.duplicates.matching import Matcher
from seizures.duplicates.store import PairStore
from seizures.items import record_of
from seizures.payback.store import FigureStore
from seizures.payback.tallying import Tally
from seizures.record import Record
from seizures.search.index import SearchIndex
from seizures.store import SeizureStore

_EVERY = 1000


def run(stage: str, segments: int) -> int:
    found = outputs(f"cen-{stage}-seizures")
    records = SeizureStore(table(found["RecordsTableName"]))
    blocks, figures = SearchIndex(table(found["DuplicatesTableName"])), FigureStore(table(found["FiguresTableName"]))
    work = Review(records.table, _matcher(records, blocks), _tally(records, figures), segments, progress)
    return 0 if carried_out(work) else INTERRUPTED


def _matcher(records: SeizureStore, blocks: SearchIndex) -> Matcher:
    return Matcher(PairStore(records), blocks, utc_now)


def _tally(records: SeizureStore, figures: FigureStore) -> Tally:
    """What was of use to whom is told by the news of a publication, once, and not made anew."""
    return Tally(records, figures, lambda _: [], utc_now)


@dataclass(slots=True)
class Counts:
    """`pairs`: changes of pairs. `months`: figures of a month and an administration that were made."""

    read: int = 0
    pairs: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """`segments`: parts of the table that are worked on at once, each by a thread."""

    records: Table
    matcher: Matcher
    tally: Tally
    segments: int
    say: Say
    counts: Counts = field(default_factory=Counts)
    _months: set[tuple[str, str]] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def run(self) -> Counts:
        """First every record, then the months that there are."""
        with ThreadPoolExecutor(self.segments) as pool:
            list(pool.map(self._segment, range(self.segments)))
            list(pool.map(self._fold, sorted(self._months)))
        self.counts.months = len(self._months)
        self.say(f"Done: {self.counts.read} records read.")
        return self.counts

    def _segment(self, number: int) -> None:
        for item in heads(self.records, "CASE", number, self.segments):
            self._record(record_of(item))

    def _record(self, record: Record) -> None:
        pairs = patiently(lambda: self.matcher.match(record.id, force=True))
        months = patiently(lambda: self.tally.place(record))
        with self._lock:
            self._months.update((record.administration, month) for month in months)
            self.counts.read += 1
            self.counts.pairs += pairs
            if self.counts.read % _EVERY == 0:
                self.say(f"{self.counts.read} records read …")

    def _fold(self, month: tuple[str, str]) -> None:
        patiently(lambda: self.tally.figures.fold(*month))
