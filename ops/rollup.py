"""Makes the rows of the statistics anew from every record as it is now, while the system is live, and has them counted.

Each write is guarded as the consumer's: never over a newer version. So it may be interrupted, run again and run twice;
no more than a page of records is held at a time.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import batched
from threading import Event, Lock
from typing import Any

import boto3

from cen.clock import utc_now
from cen.doors import SeenSeizure
from cen.dynamo import Table, table
from cen.ids import new_id
from cen.patience import patiently
from ops.stage import outputs
from ops.work import INTERRUPTED, Say, carried_out, heads, items, progress
from rilo_rollup.consumer import change_of
from rilo_rollup.keep.cells import CellStore
from rilo_rollup.keep.rows import RowStore
from seizures.door import shown
from seizures.items import record_of

_EVERY = 1000  # records between two lines of progress
_AT_ONCE = 100


def run(stage: str, segments: int) -> int:
    """The exit code."""
    records, found = outputs(f"cen-{stage}-seizures"), outputs(f"cen-{stage}-rilo-rollup")
    rows = RowStore(table(found["CellsTableName"]), lambda: new_id(utc_now()))
    work = Rebuild(table(records["RecordsTableName"]), rows, segments, progress)
    if not carried_out(work):
        return INTERRUPTED
    print(json.dumps(start(boto3.client("lambda"), found["StarterFunctionName"])))
    return 0


def start(client: Any, function: str) -> Any:
    """The run that counts all that was marked: follow it at `GET /v1/statistics/runs/{id}`."""
    return json.loads(client.invoke(FunctionName=function, Payload=b"{}")["Payload"].read())


@dataclass(slots=True)
class Counts:
    """`written`: rows that were made anew or taken away. `removed`: of records that are not there."""

    read: int = 0
    written: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Rebuild:
    """`segments`: parts of the tables that are worked on at once, each by a thread."""

    records: Table
    rows: RowStore
    segments: int
    say: Say
    counts: Counts = field(default_factory=Counts)
    _stop: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)

    def run(self) -> Counts:
        """First every record, then rows without one. What cells have in the lake is taken for unknown before they are
        marked: a file that was lost is written again though nothing that is counted has changed."""
        with ThreadPoolExecutor(self.segments) as pool:
            try:
                for step in (self._doubt_all, self._keep_all, self._remove_all):
                    list(pool.map(step, range(self.segments)))
            finally:
                self._stop.set()  # after a failure or an interruption the other threads end too
        self.say(f"Done: {self.counts.read} records read, {self.counts.written} rows written.")
        return self.counts

    def _doubt_all(self, segment: int) -> None:
        cells = CellStore(self.rows.table)
        for item in items(self.rows.table, segment, self.segments, "STATE"):
            if self._stop.is_set():
                return
            _, administration, month = str(item["pk"]).split("#")
            patiently(partial(cells.doubt, (administration, month)))

    def _keep_all(self, segment: int) -> None:
        for some in batched(heads(self.records, "CASE", segment, self.segments), _AT_ONCE, strict=False):
            if self._stop.is_set():
                return
            changes = [change_of(SeenSeizure(**shown(record_of(item)))) for item in some]
            written = self.rows.keep(changes, force=True)
            with self._lock:
                before = self.counts.read
                self.counts.read += len(some)
                self.counts.written += written
                if before // _EVERY != self.counts.read // _EVERY:
                    self.say(f"{self.counts.read} records read, {self.counts.written} rows written …")

    def _remove_all(self, segment: int) -> None:
        places = items(self.rows.table, segment, self.segments, "PLACE")
        for some in batched((str(item["pk"]) for item in places), _AT_ONCE, strict=False):
            if self._stop.is_set():
                return
            heads = patiently(partial(self.records.get_many, [(pk, "HEAD") for pk in some]))
            gone = [pk.removeprefix("CASE#") for pk, head in zip(some, heads, strict=True) if head is None]
            removed = self.rows.forget(gone) if gone else 0
            with self._lock:
                self.counts.removed += removed
