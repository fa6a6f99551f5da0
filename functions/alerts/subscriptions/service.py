"""What can be done with subscriptions. They are their owner's own: for everybody else they do not exist."""

import hmac
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from alerts.readers import Reader
from alerts.subscriptions.changing import Changing
from alerts.subscriptions.endpoints import Rules
from alerts.subscriptions.errors import (
    NoSuchSubscription,
    NotConfirmed,
    TooManySubscriptions,
    TopicRefused,
    wrong,
)
from alerts.subscriptions.model import (
    MOST_SUBSCRIPTIONS,
    Channel,
    Kept,
    Subscription,
    SubscriptionRequest,
    SubscriptionStatus,
    WhyNot,
)
from alerts.subscriptions.policy import MOST_COMBINATIONS, combinations, filter_policy, queue_policy
from alerts.subscriptions.store import Overtaken, SubscriptionStore
from alerts.subscriptions.topic import Topic
from cen.access import Permission, require
from cen.act import Act
from cen.audit import Entry, entry_for
from cen.doors import SeenSearch
from cen.ids import is_id, new_id
from cen.paging import Key, Page
from cen.problems import FieldError, Unavailable
from cen.requester import requester

_TRIES = 5
_SHOWN = set(Subscription.model_fields)


class Searches(Protocol):
    def searches(self, ids: Sequence[str]) -> list[SeenSearch]:
        """Those saved searches that there are."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What subscribing needs."""

    store: SubscriptionStore
    topic: Topic
    rules: Rules
    searches: Searches


def create(desk: Desk, act: Act, request: SubscriptionRequest) -> Kept:
    """Raises `DuplicateSubscription`, `TooManySubscriptions`, or what is wrong with the endpoint or the filter."""
    if request.channel is Channel.EMAIL and act.caller.kind != "person":
        raise wrong("channel", "no_mailbox", "A machine client has no mailbox: use https or sqs.")
    if request.endpoint is not None:
        require(act.caller, Permission.SUBSCRIPTION_SYSTEM)
        endpoint = desk.rules.checked(request.channel, request.endpoint)
        request = request.model_copy(update={"endpoint": endpoint})
    if request.filter.search_id is not None:
        _own_search(desk, act, request.filter.search_id)
    kept = new_subscription(act, request)
    _within_limits(act, kept)
    if desk.store.number_of(act.caller.id, MOST_SUBSCRIPTIONS) >= MOST_SUBSCRIPTIONS:
        raise TooManySubscriptions(f"You have {MOST_SUBSCRIPTIONS} subscriptions. Remove one first.")
    desk.store.create(kept, _entry(act, "subscribed", kept), int(act.now.timestamp()))
    return kept if kept.mails else _ask(desk, act, kept)


def _own_search(desk: Desk, act: Act, id: str) -> None:
    found = desk.searches.searches([id])
    if not found or found[0].owner != act.caller.id:
        raise wrong("filter.search_id", "no_such_search", "There is no such saved search of yours.")


def new_subscription(act: Act, request: SubscriptionRequest) -> Kept:
    return Kept(
        id=new_id(act.now),
        version=1,
        status=SubscriptionStatus.ACTIVE if request.channel is Channel.EMAIL else SubscriptionStatus.PENDING,
        channel=request.channel,
        endpoint=request.endpoint,
        filter=request.filter,
        cadence=request.pace,
        timezone=request.timezone,
        language=request.language,
        owner=requester(act.caller),
        code=secrets.token_urlsafe(24),
        created_at=act.at,
        updated_at=act.at,
    )


def _within_limits(act: Act, kept: Kept) -> None:
    if kept.mails:
        return
    number = combinations(filter_policy(kept, act.now.date()))
    if number > MOST_COMBINATIONS:
        says = f"It comes to {number} combinations of values; {MOST_COMBINATIONS} are possible. Name fewer."
        raise wrong("filter", "too_complex", says)


def _ask(desk: Desk, act: Act, kept: Kept) -> Kept:
    """Has the endpoint asked to confirm, unless it has. A queue of one's own account needs no asking. The endpoint is
    taken before the topic is told what to deliver to it: it may have become somebody else's."""
    arn = kept.arn
    confirmed = arn is not None and desk.topic.confirmed(arn)
    if not confirmed:
        arn = _asked(desk, act, kept)
        confirmed = desk.topic.confirmed(arn)
    if not confirmed:
        return kept if kept.arn == arn else _step(desk, act, kept, None, arn=arn)
    begun = {"arn": arn, "status": SubscriptionStatus.ACTIVE, "owner": requester(act.caller)}
    return _filtered(desk, act, _step(desk, act, kept, _entry(act, "confirmed", kept), **begun))


def _asked(desk: Desk, act: Act, kept: Kept) -> str:
    try:
        return desk.topic.subscribe(kept.channel, str(kept.endpoint))
    except TopicRefused as refused:
        _end(desk, act, kept, WhyNot.REMOVED)
        raise wrong("endpoint", "refused", "The endpoint was refused. Is it there, and its name right?") from refused


def _filtered(desk: Desk, act: Act, kept: Kept) -> Kept:
    return _changing(desk).filtered(kept, act.now)


def _changing(desk: Desk) -> Changing:
    return Changing(desk.store, desk.topic)


def confirm(desk: Desk, act: Act, id: str) -> Kept:
    """Active, if the endpoint has confirmed; else it is asked again and `NotConfirmed` raised."""
    return _patiently(lambda: _confirm(desk, act, read(desk, act, id)))


def _confirm(desk: Desk, act: Act, kept: Kept) -> Kept:
    if kept.mails:
        return kept
    require(act.caller, Permission.SUBSCRIPTION_SYSTEM)
    if kept.status is SubscriptionStatus.ACTIVE and desk.topic.confirmed(str(kept.arn)):
        return _filtered(desk, act, kept)  # had the call to the topic failed before
    if kept.status is SubscriptionStatus.PENDING:
        kept = _ask(desk, act, kept)
    if kept.status is SubscriptionStatus.PENDING:
        fault = FieldError("endpoint", "unconfirmed", "It was asked again just now.")
        raise NotConfirmed("The endpoint has not confirmed that it wants this.", errors=[fault])
    return kept


def _patiently(step: Callable[[], Kept]) -> Kept:
    """What somebody else changed at the same moment is read and changed again."""
    for _ in range(_TRIES):
        with suppress(Overtaken):
            return step()
    raise Unavailable(retry_after=1)


def find(desk: Desk, act: Act, start: Key | None, limit: int) -> Page[Kept]:
    return desk.store.list_of(act.caller.id, start, limit)


def read(desk: Desk, act: Act, id: str) -> Kept:
    kept = desk.store.read(id) if is_id(id) else None
    if kept is None or kept.owner.id != act.caller.id or kept.status is SubscriptionStatus.ENDED:
        raise NoSuchSubscription("There is no such subscription of yours.")
    return kept


def remove(desk: Desk, act: Act, id: str) -> Kept:
    return _patiently(lambda: _end(desk, act, read(desk, act, id), WhyNot.REMOVED))


def by_token(desk: Desk, token: str) -> Kept:
    """The subscription that the link of a mail names, ended or not. Raises `NoSuchSubscription`."""
    id, _, code = token.partition(".")
    kept = desk.store.read(id) if is_id(id) else None
    if kept is None or not kept.mails or not hmac.compare_digest(kept.code.encode(), code.encode()):
        raise NoSuchSubscription("This link belongs to no subscription.")
    return kept


def unsubscribe(desk: Desk, act: Act, token: str) -> Kept:
    """By whoever has the link; once it is done, doing it again changes nothing."""

    def end() -> Kept:
        kept = by_token(desk, token)
        over = kept.status is SubscriptionStatus.ENDED
        return kept if over else _end(desk, act, kept, WhyNot.UNSUBSCRIBED)

    return _patiently(end)


def token(kept: Kept) -> str:
    """Whoever knows it may end the subscription, and do nothing else."""
    return f"{kept.id}.{kept.code}"


def _end(desk: Desk, act: Act, kept: Kept, why: WhyNot) -> Kept:
    """The topic first: what it still delivers is worse than what it does not know any more. One that waits for its
    endpoint it does not let go of, but delivers nothing to it; the review ends it there if it is confirmed one day."""
    leaving = not _changing(desk).let_go(kept)
    entry = _entry(act, why.value, kept)
    return _step(desk, act, kept, entry, status=SubscriptionStatus.ENDED, reason_code=why, leaving=leaving)


def _step(desk: Desk, act: Act, kept: Kept, entry: Entry | None, **changes: Any) -> Kept:
    after = kept.model_copy(update={"version": kept.version + 1, "updated_at": act.at, **changes})
    desk.store.save(kept, after, entry, int(act.now.timestamp()))
    return after


def _entry(act: Act, action: str, kept: Kept) -> Entry:
    return entry_for(act.caller, action, act.at, kept.version, act.request_id)


def shown(desk: Desk, kept: Kept, *, whole: bool = False) -> dict[str, Any]:
    """A `Subscription`. `whole`: with what was delivered and what failed."""
    fields = kept.model_dump(mode="json", include=_SHOWN, exclude_none=True)
    if kept.channel is Channel.SQS:
        fields["queue_policy"] = queue_policy(str(kept.endpoint), desk.topic.arn)
    if whole:
        state = desk.store.state(kept.id)
        fields["failures"] = state.failures.model_dump(exclude_none=True)
        if state.last_delivery:
            fields["last_delivery"] = state.last_delivery.model_dump()
    return fields


def reader_of(kept: Kept) -> Reader:
    """The owner, with the rights that were last seen."""
    return Reader.of(kept.owner.principal)
