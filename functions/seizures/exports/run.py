"""One attempt at one export: how the job stands, and every step it takes on the way.

Whoever works on a job holds a lease and renews it with its progress. Each step is written only if nobody else moved the
job on: a cancel, or a worker that took over, stops this one at its next step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cen.clock import Clock, instant
from seizures.exports.model import FINAL, Job
from seizures.jobs import Overtaken, changed

if TYPE_CHECKING:
    from seizures.exports.store import ExportStore

# A function may run for fifteen minutes; two are left to end in good order.
LONGEST = timedelta(minutes=13)
LEASE = timedelta(minutes=5)
_RENEWED = timedelta(minutes=1)


class Stopped(Exception):
    """Cancelled, or another worker has taken over."""


class TookTooLong(Exception):
    pass


@dataclass(slots=True)
class Run:
    """`every`: records between two reports of progress."""

    store: "ExportStore"
    clock: Clock
    job: Job
    every: int
    until: str = ""
    told: int = 0
    renew: str = ""

    def begin(self) -> None:
        """Takes the job. Raises `Stopped` if another worker came first."""
        self.until = self._in(LONGEST)
        self.renew = self._in(_RENEWED)
        after = changed(self.job, self.at, attempts=self.job.attempts + 1, written=0, lease=self._in(LEASE))
        try:
            self.store.save(self.job, after)
        except Overtaken:
            raise Stopped from None
        self.job = after

    @property
    def at(self) -> str:
        return instant(self.clock())

    def progress(self, done: int, **changes: Any) -> None:
        """Says how far it is, now and then. Raises `Stopped` or `TookTooLong`."""
        if done - self.told >= self.every or self.at >= self.renew:
            self.told, self.renew = done, self._in(_RENEWED)
            self.go_on(**changes)

    def go_on(self, **changes: Any) -> None:
        """Raises `Stopped` or `TookTooLong`."""
        if self.at > self.until:
            raise TookTooLong
        self.step(lambda job: changed(job, self.at, lease=self._in(LEASE), **changes))

    def step(self, make: Callable[[Job], Job]) -> None:
        """Raises `Stopped`. What the owner chose in between, to start after counting, is kept."""
        attempt = self.job.attempts
        while True:
            after = make(self.job)
            try:
                self.store.save(self.job, after)
            except Overtaken as overtaken:
                self.job = overtaken.job
                if self.job.status in FINAL or self.job.attempts != attempt:
                    raise Stopped from None
                continue
            self.job = after
            return

    def release(self) -> None:
        """Lets the next attempt begin at once."""
        self.step(lambda job: changed(job, self.at, lease=None))

    def _in(self, time: timedelta) -> str:
        return instant(self.clock() + time)
