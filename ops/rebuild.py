"""Puts every record as it is now into the search anew, while the system is live; or compares a sample of them.

Each write is guarded as the indexer's: never over a newer version. So it may be interrupted, run again and run twice.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import batched
from random import SystemRandom
from threading import Event, Lock
from time import sleep

from cen.clock import utc_now
from cen.dynamo import Table, table
from cen.patience import patiently
from ops.stage import outputs
from ops.work import INTERRUPTED, Say, carried_out, heads, items, progress
from seizures.items import record_of
from seizures.record import Record
from seizures.search.index import SearchIndex, posting_text
from seizures.search.project import BEFORE_PUBLICATION, post, wanted

_NEWS = (1.0, 5.0)  # seconds, in which news of a change come
_EVERY = 1000  # records between two lines of progress
_AT_ONCE = 100


def run(stage: str, segments: int, check: int | None) -> int:
    """The exit code: 1 if a check found differences."""
    found = outputs(f"cen-{stage}-seizures")
    records, index = table(found["RecordsTableName"]), SearchIndex(table(found["SearchTableName"]))
    if check is not None:
        return report(Check(records, index, utc_now().date()), check)
    work = Rebuild(records, index, utc_now().date(), segments, progress)
    return 0 if carried_out(work) else INTERRUPTED


def report(check: "Check", count: int) -> int:
    differences = 0
    looked_at = 0
    for record in check.sample(count):
        looked_at += 1
        if says := check.look(record):
            differences += 1
            print(json.dumps({"id": record.id, "version": record.version, **says}))
    print(json.dumps({"looked_at": looked_at, "different": differences}))
    return 1 if differences else 0


@dataclass(slots=True)
class Counts:
    """`posted`: written anew. `overtaken`: a newer version was in the search already. `removed`: left the search, as
    the record is not there, or not published any more."""

    read: int = 0
    posted: int = 0
    overtaken: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Rebuild:
    """`segments`: parts of the tables that are worked on at once, each by a thread."""

    records: Table
    index: SearchIndex
    today: date
    segments: int
    say: Say
    counts: Counts = field(default_factory=Counts)
    _stop: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)

    def run(self) -> Counts:
        """First every record, then what is in the search without one."""
        with ThreadPoolExecutor(self.segments) as pool:
            try:
                for step in (self._post_all, self._remove_all):
                    list(pool.map(step, range(self.segments)))
            finally:
                self._stop.set()  # after a failure or an interruption the other threads end too
        self.say(f"Done: {self.counts.read} records read, {self.counts.posted} posted.")
        return self.counts

    def _post_all(self, segment: int) -> None:
        for item in heads(self.records, "CASE", segment, self.segments):
            if self._stop.is_set():
                return
            self._post(record_of(item))

    def _post(self, record: Record) -> None:
        written = None
        if record.status not in BEFORE_PUBLICATION:
            written = patiently(lambda: post(self.index, record, self.today, force=True))
        with self._lock:
            self.counts.read += 1
            self.counts.posted += written is True
            self.counts.overtaken += written is False
            if self.counts.read % _EVERY == 0:
                self.say(f"{self.counts.read} records read, {self.counts.posted} posted …")

    def _remove_all(self, segment: int) -> None:
        lists = items(self.index.table, segment, self.segments, "POSTED")
        for some in batched((str(item["pk"]) for item in lists), _AT_ONCE, strict=False):
            heads = patiently(partial(self.records.get_many, [(pk, "HEAD") for pk in some]))
            for pk, head in zip(some, heads, strict=True):
                if self._stop.is_set():
                    return
                self._remove(pk.removeprefix("CASE#"), record_of(head) if head else None)

    def _remove(self, id: str, record: Record | None) -> None:
        if record is None:
            gone = patiently(lambda: self.index.forget(id))
        elif record.status in BEFORE_PUBLICATION:
            gone = patiently(lambda: post(self.index, record, self.today, force=True))
        else:
            return
        with self._lock:
            self.counts.removed += gone


@dataclass(frozen=True, slots=True)
class Check:
    """Compares records with how they stand in the search; whatever differs is looked at again after a while. `slices`:
    of the table, by hash, so that any of them is a random part of the records."""

    records: Table
    index: SearchIndex
    today: date
    slices: int = 200
    pause: Callable[[float], None] = sleep

    def sample(self, count: int) -> Iterator[Record]:
        for number in SystemRandom().sample(range(self.slices), self.slices):
            for item in heads(self.records, "CASE", number, self.slices):
                if count <= 0:
                    return
                count -= 1
                yield record_of(item)

    def look(self, record: Record) -> dict[str, int | str]:
        """What differs; nothing if all is well."""
        says = self.differences(record)
        for seconds in _NEWS:
            if not says:
                break
            self.pause(seconds)
            head = self.records.get(pk=f"CASE#{record.id}", sk="HEAD")
            says = self.differences(record_of(head)) if head else {}
        return says

    def differences(self, record: Record) -> dict[str, int | str]:
        """Counts of postings by what is wrong with them, and what is wrong with the list."""
        entry, where = (None, ()) if record.status in BEFORE_PUBLICATION else wanted(record, self.today)
        posted = self.index.posted(record.id)
        listed = posted.places if posted else frozenset()
        right = {(name, entry.sort) for name in where} if entry else set()
        found = self.index.standing(right | listed)
        text = posting_text(entry) if entry else None
        counts = {
            "missing": sum(place not in found for place in right),
            "different": sum(found[place] != text for place in right & found.keys()),
            "left_over": len(found.keys() - right),
            "not_listed": len(right - listed),
        }
        says: dict[str, int | str] = {name: number for name, number in counts.items() if number}
        if posted and not posted.whole:
            says["list"] = "unfinished"
        return says
