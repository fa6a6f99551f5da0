"""What the clock does: what was valid until now expires, people are counted, lists follow members that move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from alerts.census import People, take
from alerts.ending import expire
from alerts.files import homes_for
from alerts.people import open_people
from alerts.readers import Reader
from alerts.record import Record, refiled
from alerts.store import AlertStore, open_store
from cen import log
from cen.clock import Clock, instant, utc_now
from cen.paging import Key
from cen.patience import patiently
from cen.problems import StaleVersion

# What one call does at the most; the next goes on.
MOST_EXPIRED = 500
_PAGE = 50
# The count of everybody, in calls of 60 people.
MOST_CALLS = 5_000


@dataclass(frozen=True, slots=True)
class Sweeper:
    """The Lambda handler of the schedules: `{"do": "expire"}`, `{"do": "count"}` or `{"do": "refile"}`."""

    store: Callable[[], AlertStore]
    people: Callable[[], People]
    clock: Clock = utc_now

    def __call__(self, asked: Mapping[str, Any], _: object) -> dict[str, int]:
        work = {"expire": self._expire, "count": self._count, "refile": self._refile}[str(asked["do"])]
        done = work(self.clock())
        log.write("swept", self.clock(), done, context="alerts")
        return done

    def _expire(self, now: datetime) -> dict[str, int]:
        """What could not be marked stays due, and holds up nobody."""
        store, ended = self.store(), 0
        for id in self._due(store, instant(now)):
            ended += patiently(partial(expire, store, id, now))
        return {"alerts_expired": ended}

    def _due(self, store: AlertStore, until: str) -> list[str]:
        found: list[str] = []
        start: Key | None = None
        while len(found) < MOST_EXPIRED:
            page = store.due(until, start, _PAGE)
            found += page.items
            start = page.next
            if start is None:
                break
        return found

    def _count(self, now: datetime) -> dict[str, int]:
        census = take(self.people(), instant(now))
        self.store().keep_census(census)
        return {"people_counted": sum(census.kinds.values())}

    def _refile(self, now: datetime) -> dict[str, int]:
        """An administration that another RILO serves from today finds in its new region what is for it."""
        store, moved = self.store(), 0
        start: Key | None = None
        while True:
            page = store.due("9", start, _PAGE)
            for record in store.read_many(page.items) if page.items else []:
                moved += self._follow(store, record, now)
            start = page.next
            if start is None:
                return {"alerts_refiled": moved}

    def _follow(self, store: AlertStore, record: Record, now: datetime) -> bool:
        people = [Reader.in_groups(id, name, groups) for id, name, *groups in record.inside.get("people", ())]
        homes = homes_for(record.head, people, now.date())
        if homes == record.inside.get("homes"):
            return False
        try:
            store.refile(record, refiled(record, homes))
        except StaleVersion:
            return False
        return True


@cache
def _store() -> AlertStore:
    return open_store()


handler = Sweeper(_store, lambda: open_people(MOST_CALLS))
