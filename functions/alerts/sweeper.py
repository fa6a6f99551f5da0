"""What the clock does: what was valid until now expires, people are counted, lists and words are put in order."""

from collections.abc import Callable, Iterator, Mapping
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
from alerts.search.postings import Postings
from alerts.search.words import words_of
from alerts.store import AlertStore, open_store
from cen import log
from cen.clock import Clock, instant, utc_now
from cen.paging import Key
from cen.patience import patiently
from cen.problems import StaleVersion
from cen.tlp import Tlp

# What one call does at the most; the next goes on.
MOST_EXPIRED = 500
_PAGE = 50
# The count of everybody, in calls of 60 people.
MOST_CALLS = 5_000


class Stuck(RuntimeError):
    """Alerts that cannot be marked as expired: somebody has to look (`alert_stuck` says which)."""


@dataclass(frozen=True, slots=True)
class Sweeper:
    """The Lambda handler of the schedules: `{"do": "expire"}`, `{"do": "count"}` or `{"do": "tidy"}`."""

    store: Callable[[], AlertStore]
    postings: Callable[[], Postings]
    people: Callable[[], People]
    clock: Clock = utc_now

    def __call__(self, asked: Mapping[str, Any], _: object) -> dict[str, int]:
        work = {"expire": self._expire, "count": self._count, "tidy": self._tidy}[str(asked["do"])]
        done = work(self.clock())
        log.write("swept", self.clock(), done, context="alerts")
        if done.get("alerts_stuck"):
            raise Stuck(done["alerts_stuck"])
        return done

    def _expire(self, now: datetime) -> dict[str, int]:
        """One that cannot be marked holds up no other."""
        store, ended, stuck = self.store(), 0, 0
        for id in self._due(store, instant(now)):
            try:
                ended += patiently(partial(expire, store, id, now))
            except (LookupError, ValueError, TypeError) as error:
                stuck += 1
                log.write("alert_stuck", now, alert_id=id, error=type(error).__name__)
        return {"alerts_expired": ended, "alerts_stuck": stuck}

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

    def _tidy(self, now: datetime) -> dict[str, int]:
        """An administration that another RILO serves from today, and a person who serves elsewhere, find in their new
        region what is for them; and what an event did not tell the index, it is told here."""
        store, postings, moved = self.store(), self.postings(), 0
        start: Key | None = None
        while True:
            page = store.due("9", start, _PAGE)
            for record in store.read_many(page.items) if page.items else []:
                moved += self._follow(store, record, now)
                postings.bring_up_to(record, words_of(record))
            start = page.next
            if start is None:
                return {"alerts_refiled": moved}

    def _follow(self, store: AlertStore, record: Record, now: datetime) -> bool:
        homes = homes_for(record.head, list(self._named_now(record)), now.date())
        if homes == record.inside.get("homes"):
            return False
        try:
            store.refile(record, refiled(record, homes))
        except StaleVersion:
            return False
        return True

    def _named_now(self, record: Record) -> Iterator[Reader]:
        """Whom RED names, in the offices that they serve in now; who is gone stays where they were."""
        named = record.inside.get("people", ()) if record.head.tlp is Tlp.RED else ()
        people = self.people() if named else None
        for id, name, *groups in named:
            found = people.find(name) if people else None
            yield found if found and found.id == id else Reader.in_groups(id, name, groups)


@cache
def _store() -> AlertStore:
    return open_store()


handler = Sweeper(_store, lambda: Postings(_store().table), lambda: open_people(MOST_CALLS))
