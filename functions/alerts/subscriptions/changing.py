"""What the system itself changes in a subscription: rights that are others now, an account that is off, a filter that
the topic does not take, an endpoint that confirms or leaves, mail that comes back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from alerts.subscriptions.errors import DuplicateSubscription, TopicRefused
from alerts.subscriptions.model import Kept, SubscriptionStatus, WhyNot
from alerts.subscriptions.policy import MOST_COMBINATIONS, combinations, filter_policy
from alerts.subscriptions.store import Overtaken, SubscriptionStore
from cen import log
from cen.access import RULES, Permission
from cen.audit import Entry
from cen.clock import instant
from cen.principal import Principal
from cen.requester import requester

if TYPE_CHECKING:
    from alerts.subscriptions.topic import Topic

_SYSTEM = "system"
# Reasons that are over when the account can sign in and hold the right again.
_FOR_NOW = frozenset({WhyNot.ACCOUNT_OFF, WhyNot.NO_RIGHTS})


@dataclass(frozen=True, slots=True)
class Changing:
    """`topic`: None where only mails are changed. What changes something raises `Overtaken` if somebody else changed it
    at this moment."""

    store: SubscriptionStore
    topic: "Topic | None" = None

    def fit(self, kept: Kept, owner: Principal | None, now: datetime) -> Kept:
        """Suspended, or going on again, as its owner is now; with the rights the owner has now. Not for one that waits
        for its endpoint: that one gets nothing anyway, and must not go on without it."""
        why = _why_not(kept, owner)
        if kept.status is SubscriptionStatus.SUSPENDED:
            return kept if why is not None else self._resumed(kept, _there(owner), now)
        if why is not None:
            return self.suspend(kept, why, now)
        rights = requester(_there(owner))
        return kept if kept.owner == rights else self._step(kept, "rights_changed", now, owner=rights)

    def _resumed(self, kept: Kept, owner: Principal, now: datetime) -> Kept:
        """A filter that was refused is tried again with other rights only: they are what makes it longer or shorter."""
        rights = requester(owner)
        other = kept.reason_code is WhyNot.FILTER_REFUSED and kept.owner != rights
        if kept.reason_code not in _FOR_NOW and not other:
            return kept
        return self._step(kept, "resumed", now, status=SubscriptionStatus.ACTIVE, reason_code=None, owner=rights)

    def begin(self, kept: Kept, owner: Principal | None, now: datetime) -> Kept:
        """A pending one whose endpoint has confirmed becomes active. Where several ask for the endpoint, it is not
        known to whom it said yes: the owner who asks to confirm gets it."""
        if _why_not(kept, owner) is not None or len(self.store.claimants(kept)) > 1:
            return kept
        changes = {"status": SubscriptionStatus.ACTIVE, "owner": requester(_there(owner))}
        try:
            return self._step(kept, "confirmed", now, **changes)
        except DuplicateSubscription:
            return self.end(kept, WhyNot.TAKEN, now)

    def filtered(self, kept: Kept, now: datetime) -> Kept:
        """Has the topic filter by what its owner may see now; suspended if that is more than a filter can say."""
        policy, topic, arn = filter_policy(kept, now.date()), self._topic(), str(kept.arn)
        try:
            if combinations(policy) > MOST_COMBINATIONS:
                raise TopicRefused("TooManyCombinations")
            topic.refilter(arn, policy)
        except TopicRefused as refused:
            if kept.status is SubscriptionStatus.SUSPENDED:
                raise
            log.write(
                "filter_refused", now, {"filters_refused": 1}, context="alerts", subscription=kept.id, code=str(refused)
            )
            kept = self.suspend(kept, WhyNot.FILTER_REFUSED, now)
            topic.refilter(arn, filter_policy(kept, now.date()))
        return kept

    def suspend(self, kept: Kept, why: WhyNot, now: datetime) -> Kept:
        return self._step(kept, why.value, now, status=SubscriptionStatus.SUSPENDED, reason_code=why)

    def end(self, kept: Kept, why: WhyNot, now: datetime) -> Kept:
        leaving = not self.let_go(kept)
        return self._step(kept, why.value, now, status=SubscriptionStatus.ENDED, reason_code=why, leaving=leaving)

    def let_go(self, kept: Kept) -> bool:
        """Whether the topic has nothing of it any more. What somebody else holds by the same name is theirs."""
        if kept.arn is None or self.topic is None:
            return True
        return self.store.named(kept.arn) not in (None, kept.id) or self.topic.unsubscribe(kept.arn)

    def leave(self, kept: Kept, now: datetime) -> None:
        """One that has ended while the topic did not let go of it: again, unless somebody asks for its endpoint now."""
        if self.store.claimants(kept) or self.let_go(kept):
            after = kept.model_copy(update={"version": kept.version + 1, "leaving": False})
            self.store.save(kept, after, None, int(now.timestamp()))

    def _topic(self) -> "Topic":
        assert self.topic is not None  # noqa: S101 - whoever changes systems has it
        return self.topic

    def _step(self, kept: Kept, action: str, now: datetime, **changes: Any) -> Kept:
        at, version = instant(now), kept.version + 1
        after = kept.model_copy(update={"version": version, "updated_at": at, **changes})
        entry = Entry(action, at, kept.version, _SYSTEM, _SYSTEM, kept.owner.administration, _SYSTEM)
        self.store.save(kept, after, entry, int(now.timestamp()))
        return after


def _why_not(kept: Kept, owner: Principal | None) -> WhyNot | None:
    """What the owner could not subscribe to now, nobody delivers."""
    if owner is None:
        return WhyNot.ACCOUNT_OFF
    right = Permission.SUBSCRIBE if kept.mails else Permission.SUBSCRIPTION_SYSTEM
    return None if RULES[right].allows(owner) else WhyNot.NO_RIGHTS


def _there(owner: Principal | None) -> Principal:
    assert owner is not None  # noqa: S101 - `_why_not` has answered for nobody
    return owner


__all__ = ["Changing", "Overtaken"]
