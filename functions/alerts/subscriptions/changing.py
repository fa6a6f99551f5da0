"""What the system itself changes in a subscription: rights that are others now, an account that is off, mail that comes
back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from alerts.subscriptions.model import Kept, SubscriptionStatus, WhyNot
from alerts.subscriptions.store import Overtaken, SubscriptionStore
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
    """`topic`: None where only mails are changed."""

    store: SubscriptionStore
    topic: "Topic | None" = None

    def fit(self, kept: Kept, owner: Principal | None, now: datetime) -> Kept:
        """Suspended, or going on again, as its owner is now; with the rights the owner has now."""
        if kept.status is SubscriptionStatus.PENDING and owner is not None:
            return self._renewed(kept, owner, now)
        why = _why_not(owner)
        if why is not None:
            same = kept.status is SubscriptionStatus.SUSPENDED
            return kept if same else self.suspend(kept, why, now)
        if kept.status is SubscriptionStatus.SUSPENDED:
            if kept.reason_code not in _FOR_NOW:
                return kept
            return self._step(
                kept, "resumed", now, status=SubscriptionStatus.ACTIVE, reason_code=None, owner=requester(_there(owner))
            )
        return self._renewed(kept, _there(owner), now)

    def _renewed(self, kept: Kept, owner: Principal, now: datetime) -> Kept:
        rights = requester(owner)
        return kept if kept.owner == rights else self._step(kept, "rights_changed", now, owner=rights)

    def suspend(self, kept: Kept, why: WhyNot, now: datetime) -> Kept:
        return self._step(kept, why.value, now, status=SubscriptionStatus.SUSPENDED, reason_code=why)

    def end(self, kept: Kept, why: WhyNot, now: datetime) -> Kept:
        if kept.arn is not None and self.topic is not None:
            self.topic.unsubscribe(kept.arn)
        return self._step(kept, why.value, now, status=SubscriptionStatus.ENDED, reason_code=why)

    def confirmed(self, kept: Kept, now: datetime) -> Kept:
        return self._step(kept, "confirmed", now, status=SubscriptionStatus.ACTIVE)

    def _step(self, kept: Kept, action: str, now: datetime, **changes: Any) -> Kept:
        """Raises `Overtaken` if somebody else changed it at this moment."""
        at, version = instant(now), kept.version + 1
        after = kept.model_copy(update={"version": version, "updated_at": at, **changes})
        entry = Entry(action, at, kept.version, _SYSTEM, _SYSTEM, kept.owner.administration, _SYSTEM)
        self.store.save(kept, after, entry, int(now.timestamp()))
        return after


def _why_not(owner: Principal | None) -> WhyNot | None:
    if owner is None:
        return WhyNot.ACCOUNT_OFF
    return WhyNot.NO_RIGHTS if owner.tier is None else None


def _there(owner: Principal | None) -> Principal:
    assert owner is not None  # noqa: S101 - `_why_not` has answered for nobody
    return owner


__all__ = ["Changing", "Overtaken"]
