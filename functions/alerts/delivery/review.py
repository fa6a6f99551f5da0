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
from alerts.subscriptions.changing import Changing, Overtaken
from alerts.subscriptions.model import Kept, SubscriptionStatus, WhyNot
from alerts.subscriptions.policy import Attributes, filter_policy
from alerts.subscriptions.store import SubscriptionStore
from alerts.subscriptions.topic import Topic
from cen import log
from cen.clock import Clock, utc_now
from cen.problems import Unavailable

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
        """One that cannot be looked at now is looked at in an hour, and holds up nobody."""
        now = self.clock()
        seen = again = failed = 0
        for id in self.subscriptions.systems():
            kept = self.subscriptions.read(id)
            if kept is None or kept.arn is None:
                continue
            try:
                again += self._look_at(kept, now)
                seen += 1
            except (Unavailable, Overtaken):
                failed += 1
        counted = {"systems_reviewed": seen, "sent_again": again, "reviews_failed": failed}
        log.write("reviewed", now, counted, context="alerts")
        return counted

    def _look_at(self, kept: Kept, now: datetime) -> int:
        """How much was sent again."""
        confirmed = self.topic.confirmed(str(kept.arn))
        changing = Changing(self.subscriptions, self.topic)
        if confirmed is None:
            # The endpoint has unsubscribed itself, or never confirmed in the days it had.
            changing.end(kept, WhyNot.UNSUBSCRIBED, now)
            return 0
        owner = self.owners.now(kept.owner)
        fitted = changing.fit(kept, owner.caller if owner else None, now)
        if confirmed and fitted.status is SubscriptionStatus.PENDING:
            fitted = changing.confirmed(fitted, now)
        # Each time, whatever it was thought to be: rights and memberships change, and a call before may have failed.
        self.topic.refilter(str(kept.arn), filter_policy(fitted, now.date()))
        if not confirmed or fitted.status is not SubscriptionStatus.ACTIVE:
            return 0
        return self._send_again(fitted)

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
