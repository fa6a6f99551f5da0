"""What the clock does for mailboxes: digests at seven in the morning, wherever their readers live; what people have to
act on, collected for an hour, and what the mail service did not take; and letters of which nothing was heard.

Which quarters of an hour were looked after is written down, so one that was missed is made up for, and one that is
looked after twice finds mailboxes that are empty.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from alerts.delivery.announce import ACT_EVERY
from alerts.delivery.mail import SILENCE
from alerts.delivery.outside import Errands
from alerts.delivery.store import DeliveryStore
from alerts.subscriptions.model import Cadence
from alerts.subscriptions.store import SubscriptionStore
from cen import log
from cen.clock import Clock, instant, utc_now

QUARTER = timedelta(minutes=15)
# Of a clock that stood still, at the most.
LONGEST = timedelta(days=1)
_HOUR = 7
_MONDAY = 0


def quarters(after: str | None, now: datetime) -> list[datetime]:
    """Beginnings of quarters that have begun since, up to a day's."""
    current = now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
    first = max(datetime.fromisoformat(after) + QUARTER, current - LONGEST) if after else current
    found = []
    while first <= current:
        found.append(first)
        first += QUARTER
    return found


def begins_at_seven(zone: str, quarter: datetime) -> tuple[bool, bool]:
    """Whether it is seven o'clock there then, and Monday. Zones differ by quarters of an hour at the least; where the
    clocks are put forward or back, that is not at seven."""
    local = quarter.astimezone(ZoneInfo(zone))
    return (local.hour, local.minute) == (_HOUR, 0), local.weekday() == _MONDAY


@dataclass(frozen=True, slots=True)
class Clockwork:
    subscriptions: SubscriptionStore
    store: DeliveryStore
    errands: Errands
    clock: Clock = utc_now

    def tick(self) -> dict[str, int]:
        """Says which mailboxes are to be emptied now; the mailer does it."""
        now = self.clock()
        before = self.store.ticked()
        due = quarters(before, now)
        boxes = dict.fromkeys(chain(self._digests(due), self._waiting(now)))
        counted = {
            "mailboxes": self.errands.send({"box": box} for box in boxes),
            "letters_unheard_of": self.errands.send({"letter": id} for id in self._unheard_of(now)),
        }
        if due:
            self.store.tick(before, instant(due[-1]))
        log.write("ticked", now, counted, context="alerts")
        return counted

    def _digests(self, due: Iterable[datetime]) -> Iterator[str]:
        zones = self.subscriptions.zones()
        for quarter in due:
            for zone in zones:
                seven, monday = begins_at_seven(zone, quarter)
                if seven:
                    wanted = {Cadence.DAILY, Cadence.WEEKLY} if monday else {Cadence.DAILY}
                    yield from (id for id, pace in self.subscriptions.digests(zone) if pace in wanted)

    def _waiting(self, now: datetime) -> Iterator[str]:
        late = instant(now - ACT_EVERY)
        for box in self.store.waiting():
            if not self.store.is_due(box):
                self.store.forget_waiting(box)
            elif (self.store.mailed_at(box) or "") < late:
                yield box

    def _unheard_of(self, now: datetime) -> list[str]:
        return self.store.claimed_before(instant(now - SILENCE))

    def check_rights(self) -> dict[str, int]:
        """Once a day, of every subscription by mail: nothing else would notice that its owner has gained rights."""
        now = self.clock()
        mails = (kept.id for kept in self.subscriptions.whom_to_tell() if kept.mails)
        checks: Iterator[dict[str, Any]] = ({"check": id} for id in chain(mails, self.subscriptions.suspended()))
        counted = {"subscriptions_checked": self.errands.send(checks)}
        log.write("checking", now, counted, context="alerts")
        return counted
