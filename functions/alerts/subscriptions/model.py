"""What somebody subscribes to, how it is delivered, and how it stands. Pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from alerts.model import AlertKind, Category, Severity
from cen.fields import CodeOf, Faults, Model, RecordId
from cen.requester import Requester
from cen.tlp import Tlp, wider

# Of one caller that are not ended.
MOST_SUBSCRIPTIONS = 20


class Channel(StrEnum):
    EMAIL = "email"
    HTTPS = "https"
    SQS = "sqs"


class Cadence(StrEnum):
    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"


class SubscriptionStatus(StrEnum):
    """`pending`: its endpoint has not confirmed; `suspended`: nothing is delivered for the `reason_code` it shows, and
    it goes on when that is over; `ended`: for good."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class WhyNot(StrEnum):
    """Why a subscription is suspended or ended."""

    ACCOUNT_OFF = "account_off"
    NO_RIGHTS = "no_rights"
    FILTER_REFUSED = "filter_refused"
    TAKEN = "taken"
    REMOVED = "removed"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@cache
def _zones() -> frozenset[str]:
    """Looking them up takes a tenth of a second. Two are no places: a machine's own setting, and a machine without."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


def _zone(name: str) -> str:
    if name not in _zones():
        raise PydanticCustomError("unknown_zone", "Not a time zone, such as Europe/Paris.")
    return name


def _deliverable(label: str) -> str:
    if label == Tlp.RED:
        raise PydanticCustomError("tlp_red", "TLP:RED is for whom it names and cannot be subscribed to.")
    return label


def _once(values: Sequence[str]) -> Sequence[str]:
    """In one order, so that the same filter is known however it is written."""
    if len(set(values)) != len(values):
        raise PydanticCustomError("twice", "One of them is there twice.")
    return tuple(sorted(values))


_SEARCH_ALONE = PydanticCustomError("with_search", "A subscription to a saved search has no other filter.")
_NOTICES_ALONE = PydanticCustomError("with_notices", "A subscription to notices has no other filter.")
_OF_ALERTS = ("kinds", "severities", "categories", "regions", "max_tlp")


class SubscriptionFilter(Model):
    """What is left out does not matter; nothing at all: every alert that the subscriber may read. Alerts about no
    region in particular are for every region. `search_id`: of a saved search of one's own, instead of alerts.
    `notices`: what comes into one's own inbox, instead of alerts."""

    kinds: Annotated[tuple[AlertKind, ...], Field(max_length=4), AfterValidator(_once)] = ()
    severities: Annotated[tuple[Severity, ...], Field(max_length=4), AfterValidator(_once)] = ()
    categories: Annotated[tuple[Category, ...], Field(max_length=16), AfterValidator(_once)] = ()
    regions: Annotated[tuple[Annotated[str, CodeOf("rilo")], ...], Field(max_length=11), AfterValidator(_once)] = ()
    max_tlp: Annotated[str, CodeOf("tlp"), AfterValidator(_deliverable)] | None = None
    search_id: RecordId | None = None
    notices: bool = False

    @model_validator(mode="after")
    def _is_of_one_thing(self) -> Self:
        faults = Faults()
        others = (*_OF_ALERTS, "search_id") if self.notices else _OF_ALERTS if self.search_id else ()
        for name in others:
            if getattr(self, name):
                faults.add((name,), _NOTICES_ALONE if self.notices else _SEARCH_ALONE)
        faults.raise_if_any(self)
        return self

    @property
    def of_alerts(self) -> bool:
        return self.search_id is None and not self.notices


class SubscriptionRequest(Model):
    """`endpoint`: the queue's ARN or the address; none for e-mail, which goes to the account's own address. `cadence`:
    of e-mail, daily by default; systems are told at once. Digests are sent at seven in the morning of `timezone`,
    weekly ones on Mondays."""

    channel: Channel
    endpoint: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    filter: SubscriptionFilter = SubscriptionFilter()
    cadence: Cadence | None = None
    timezone: Annotated[
        str, Field(max_length=60, description="A name of the time zone database"), AfterValidator(_zone)
    ] = "UTC"
    language: Literal["en", "fr"] = "en"

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        faults = Faults()
        if self.channel is Channel.EMAIL:
            if self.endpoint is not None:
                says = "Mail goes to the address of your account and nowhere else: leave this out."
                faults.add(("endpoint",), PydanticCustomError("own_address", says))
            if self.filter.notices:
                says = "People are written to of what they have to act on, whatever they subscribe to."
                faults.add(("filter", "notices"), PydanticCustomError("only_systems", says))
        else:
            if self.endpoint is None:
                faults.add(("endpoint",), PydanticCustomError("required", "Say where to deliver."))
            if self.cadence not in (None, Cadence.IMMEDIATE):
                faults.add(("cadence",), PydanticCustomError("only_mail", "Only mail is collected into digests."))
        faults.raise_if_any(self)
        return self

    @property
    def pace(self) -> Cadence:
        usual = Cadence.DAILY if self.channel is Channel.EMAIL else Cadence.IMMEDIATE
        return self.cadence or usual


class Kept(Model):
    """A subscription at rest. `owner`: with the rights that were last seen; `code`: what its one-click link must know;
    `arn`: the topic's name of it; `leaving`: it has ended, and the topic does not let go of it yet."""

    id: str
    version: int
    status: SubscriptionStatus
    channel: Channel
    endpoint: str | None = None
    filter: SubscriptionFilter
    cadence: Cadence
    timezone: str
    language: Literal["en", "fr"]
    owner: Requester
    code: str
    created_at: str
    updated_at: str
    arn: str | None = None
    reason_code: WhyNot | None = None
    leaving: bool = False

    @property
    def mails(self) -> bool:
        return self.channel is Channel.EMAIL


class Delivery(BaseModel):
    at: str
    item: str


class Failures(BaseModel):
    """`waiting`: items that are sent again every hour until they get through, for two weeks."""

    count: int
    waiting: int
    last_at: str | None = None
    last_item: str | None = None


class Subscription(BaseModel):
    """`queue_policy`: what the queue's policy must allow, for `sqs`. `last_delivery`: of mail, what was sent; of
    systems, what the topic was handed for them."""

    id: str
    status: SubscriptionStatus
    reason_code: WhyNot | None = None
    channel: Channel
    endpoint: str | None = None
    filter: SubscriptionFilter
    cadence: Cadence
    timezone: str
    language: Literal["en", "fr"]
    created_at: str
    queue_policy: dict[str, Any] | None = None
    last_delivery: Delivery | None = None
    failures: Failures | None = None


class SubscriptionPage(BaseModel):
    items: list[Subscription]
    next: str | None


def wants(asked: SubscriptionFilter, alert: Mapping[str, Any]) -> bool:
    """Whether an alert's document is what is asked for. Whether the subscriber may read it is another question."""
    if not asked.of_alerts:
        return False
    about = alert.get("categories", ()), alert.get("regions", ())
    return (
        (not asked.kinds or alert["kind"] in asked.kinds)
        and (not asked.severities or alert["severity"] in asked.severities)
        and (not asked.categories or not set(asked.categories).isdisjoint(about[0]))
        and (not asked.regions or not about[1] or not set(asked.regions).isdisjoint(about[1]))
        and (asked.max_tlp is None or not wider(Tlp(alert["tlp"]), Tlp(asked.max_tlp)))
    )
