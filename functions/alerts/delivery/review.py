"""What the clock does for systems, every hour: their filters follow what their owners may see, endpoints that confirmed
become active, and what an endpoint did not take is sent again to it alone."""

import json
from dataclasses import dataclass
from datetime import datetime

from alerts.delivery.outside import Announcements
from alerts.delivery.owners import Owners
from alerts.delivery.rows import Missed
from alerts.delivery.store import DeliveryStore
from alerts.subscriptions.audience import word_of_subscription
from alerts.subscriptions.changing import Changing
from alerts.subscriptions.model import Kept, SubscriptionStatus, WhyNot
from alerts.subscriptions.policy import Attributes
from alerts.subscriptions.store import SubscriptionStore
from alerts.subscriptions.topic import Topic
from cen import log
from cen.clock import Clock, utc_now

# Of one endpoint in one hour: what was down does not drown.
MOST_SENT_AGAIN = 50


@dataclass(frozen=True, slots=True)
class Review:
    subscriptions: SubscriptionStore
    store: DeliveryStore
    owners: Owners
    topic: Topic
    announcements: Announcements
    clock: Clock = utc_now

    def __call__(self) -> dict[str, int]:
        """One that cannot be looked at now is looked at in an hour, and holds up nobody, whatever is wrong with it."""
        now = self.clock()
        seen = again = failed = 0
        for id in self.subscriptions.systems():
            try:
                kept = self.subscriptions.read(id)
                if kept is not None and kept.arn is not None:
                    again += self._look_at(kept, now)
                    seen += 1
            except Exception as error:  # noqa: BLE001 - the others' filters have to follow their owners' rights
                failed += 1
                log.write("review_failed", now, context="alerts", subscription=id, error=type(error).__name__)
        counted = {"systems_reviewed": seen, "sent_again": again, "reviews_failed": failed}
        log.write("reviewed", now, counted, context="alerts")
        return counted

    def _look_at(self, kept: Kept, now: datetime) -> int:
        """How much was sent again."""
        changing = Changing(self.subscriptions, self.topic)
        if kept.status is SubscriptionStatus.ENDED:
            changing.leave(kept, now)
            return 0
        confirmed = self.topic.confirmed(str(kept.arn))
        if confirmed is None:
            # The endpoint has unsubscribed itself, or never confirmed in the days it had.
            changing.end(kept, WhyNot.UNSUBSCRIBED, now)
            return 0
        if not confirmed:
            return 0  # the topic delivers nothing to it yet
        mailbox = self.owners.now(kept.owner)
        owner = mailbox.caller if mailbox else None
        pending = kept.status is SubscriptionStatus.PENDING
        fitted = changing.begin(kept, owner, now) if pending else changing.fit(kept, owner, now)
        if fitted.status in (SubscriptionStatus.PENDING, SubscriptionStatus.ENDED):
            return 0
        # Each time, whatever it was thought to be: rights and memberships change, and a call before may have failed.
        fitted = changing.filtered(fitted, now)
        return self._send_again(fitted) if fitted.status is SubscriptionStatus.ACTIVE else 0

    def _send_again(self, kept: Kept) -> int:
        missed = self.store.missed(kept.id, MOST_SENT_AGAIN)
        for one in missed:
            self.announcements.publish(json.loads(one.message), self._to_it_alone(kept, one))
            self.store.sent_again(kept.id, one)
        return len(missed)

    def _to_it_alone(self, kept: Kept, missed: Missed) -> Attributes:
        """The attributes that it was let through by, but for nobody else. `again`: which attempt this is."""
        attributes = json.loads(missed.attributes)
        return {**attributes, "audience": [word_of_subscription(kept.id)], "again": missed.tries}
