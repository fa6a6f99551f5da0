"""Holds a changed record against the saved searches that may find it.

Every search is filed under the partitions that it would look into first, together with what it asks for besides; a
record knows all partitions it stands in, and looks only at searches of which it has that too. So what is read grows
with the matches, however many searches there are. What is looked at is judged by the search's own predicate. News may
come twice, late and in any order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from cen import log
from cen.clock import Clock, instant, utc_now
from cen.events import SeizureChanged
from seizures.model import Status
from seizures.record import Record
from seizures.search.keys import entry_of, open_partitions
from seizures.service import face
from seizures.visibility import may_know_operation, may_read
from seizures.watches.model import Saved
from seizures.watches.store import Match, SearchStore


class Records(Protocol):
    def read(self, id: str) -> Record | None: ...

    def version(self, id: str, version: int) -> Record | None: ...


@dataclass(frozen=True, slots=True)
class Matcher:
    records: Records
    searches: SearchStore
    clock: Clock = utc_now

    def __call__(self, event: SeizureChanged) -> int:
        """How many searches have a new match."""
        record = self.records.read(event.seizure_id)
        if record is None or record.status is not Status.PUBLISHED:
            return 0
        found = list(self._matches(record, event.version))
        if not found:
            return 0
        now = self.clock()
        new = self.searches.remember(found, instant(now), int(now.timestamp()))
        log.write("matched", now, {"search_matches": new}, context="seizures", seizure=record.id)
        return new

    def _matches(self, record: Record, version: int) -> Iterator[Match]:
        now, before = _Seen(record, self.clock), None
        seen: set[str] = set()
        for saved in self.searches.filed(open_partitions(now.keys), now.keys):
            if saved.id in seen or not now.by(saved):
                continue
            seen.add(saved.id)
            if record.fields["published_at"] < saved.created_at:
                # It was there when the search was saved: news only if this change made it match.
                before = before or _Seen(self.records.version(record.id, version - 1), self.clock)
                if before.by(saved):
                    continue
            yield Match(saved.id, saved.owner.id, record.id, record.version)


class _Seen:
    """A version of a record, as searches see it."""

    def __init__(self, record: Record | None, clock: Clock) -> None:
        self._record = record if record and record.status is Status.PUBLISHED else None
        self._today = clock().date()
        self.keys = entry_of(self._record).keys if self._record else ""

    def by(self, saved: Saved) -> bool:
        """Whether the search finds it, with the rights that its owner had when it was saved."""
        record = self._record
        if record is None or not saved.allowed:
            return False
        owner, seen = saved.owner.principal, face(record)
        if saved.question.operation is not None and not may_know_operation(owner, seen):
            return False
        open_to_owner = may_read(owner, seen, self._today)
        return open_to_owner and saved.question.finds(self.keys, record.seized_on)
