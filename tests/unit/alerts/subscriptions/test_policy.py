"""The law of the topic: what its filter lets through is what was asked for and what the owner may read, and no more."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.model import AlertKind, AlertStatus, Severity
from alerts.readers import Head, Reader, may_read
from alerts.subscriptions.audience import words_of_alert, words_of_reader
from alerts.subscriptions.model import Kept, SubscriptionFilter, SubscriptionStatus, wants
from alerts.subscriptions.policy import Attributes, Policy, attributes, attributes_of_match, combinations, filter_policy
from cen.principal import Principal, Tier
from cen.requester import requester
from cen.tlp import Tlp
from tests.unit.alerts.delivery.world import EXTERNAL, OFFICER, RILO_WE
from tests.unit.seizures.builders import NOW

DAY = NOW.date()
RILOS = ["WE", "SA", "NA"]
ADMINISTRATIONS = ["FR", "DE", "CO", "GB"]
CATEGORIES = ["drugs", "tobacco", "cites"]


def let_through(policy: Policy, message: Attributes) -> bool:
    """As SNS does: every key of the policy must find one of its values among the message's."""
    return all(
        name in message and any(_meets(value, message[name]) for value in wanted) for name, wanted in policy.items()
    )


def _meets(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, dict):
        sign, level = wanted["numeric"]
        return bool(found >= level if sign == ">=" else found == level)
    return wanted in found if isinstance(found, list | tuple) else wanted == found


@st.composite
def callers(draw: st.DrawFn) -> Principal:
    some = lambda values: frozenset(draw(st.lists(st.sampled_from(values), max_size=2)))  # noqa: E731
    return Principal(
        id="sub-1",
        name="someone",
        kind=draw(st.sampled_from(["person", "service"])),
        tier=draw(st.sampled_from([*Tier, None])),
        administration=draw(st.sampled_from([*ADMINISTRATIONS, None])),
        rilos=some(RILOS),
        roles=some(["ncp", "cenmat"]),
    )


@st.composite
def alerts(draw: st.DrawFn) -> tuple[Head, dict[str, Any]]:
    offices = [f"rilo:{rilo}" for rilo in RILOS] + [f"administration:{code}" for code in ADMINISTRATIONS] + ["cenmat"]
    regions = draw(st.lists(st.sampled_from(RILOS), max_size=2, unique=True))
    tlp = draw(st.sampled_from([label for label in Tlp if label is not Tlp.RED]))
    head = Head("x", 2, AlertStatus.PUBLISHED, draw(st.sampled_from(offices)), tlp, tuple(regions))
    document = {
        "kind": draw(st.sampled_from(AlertKind)).value,
        "severity": draw(st.sampled_from(Severity)).value,
        "tlp": tlp.value,
        "categories": draw(st.lists(st.sampled_from(CATEGORIES), max_size=2, unique=True)),
        "regions": regions,
    }
    return head, {name: value for name, value in document.items() if value != []}


@st.composite
def filters(draw: st.DrawFn) -> SubscriptionFilter:
    some = lambda values: tuple(draw(st.lists(st.sampled_from(values), max_size=3, unique=True)))  # noqa: E731
    return SubscriptionFilter(
        kinds=some(list(AlertKind)),
        severities=some(list(Severity)),
        categories=some(CATEGORIES),
        regions=some(RILOS),
        max_tlp=draw(st.sampled_from([None, "CLEAR", "GREEN", "AMBER", "AMBER+STRICT"])),
    )


def kept(asked: SubscriptionFilter, owner: Principal, status: SubscriptionStatus = SubscriptionStatus.ACTIVE) -> Kept:
    return Kept.model_validate(
        {
            "id": "01K00000000000000000000001",
            "version": 1,
            "status": status,
            "channel": "sqs",
            "endpoint": "x",
            "filter": asked,
            "cadence": "immediate",
            "timezone": "UTC",
            "language": "en",
            "owner": requester(owner),
            "code": "c",
            "created_at": "a",
            "updated_at": "a",
        },
        strict=False,
    )


@given(callers(), alerts(), filters())
@settings(max_examples=300)
def test_the_topic_lets_through_exactly_what_was_asked_for_and_may_be_read(
    caller: Principal, alert: tuple[Head, dict[str, Any]], asked: SubscriptionFilter
) -> None:
    head, document = alert
    through = let_through(filter_policy(kept(asked, caller), DAY), attributes(head, document))
    assert through == (wants(asked, document) and may_read(head, Reader.of(caller), DAY))


@given(callers(), alerts())
@settings(max_examples=300)
def test_who_shares_a_word_with_an_alert_is_who_may_read_it(
    caller: Principal, alert: tuple[Head, dict[str, Any]]
) -> None:
    reader = Reader.of(caller)
    shared = set(words_of_alert(alert[0])) & set(words_of_reader(reader, DAY))
    assert bool(shared) == may_read(alert[0], reader, DAY)


def test_red_goes_to_no_topic() -> None:
    head = Head("x", 2, AlertStatus.PUBLISHED, "rilo:WE", Tlp.RED, recipients=frozenset({"sub-1"}))
    assert words_of_alert(head) == []
    assert not wants(SubscriptionFilter(max_tlp="AMBER+STRICT"), {"kind": "alert", "severity": "low", "tlp": "RED"})


@given(callers(), filters())
@settings(max_examples=300)
def test_what_is_for_an_operation_goes_to_no_topic(caller: Principal, asked: SubscriptionFilter) -> None:
    """Not even to its office, which finds it in its own list."""
    head = Head("x", 2, AlertStatus.PUBLISHED, "rilo:WE", Tlp.AMBER, operation="o")
    assert words_of_alert(head) == []
    document = {"kind": "alert", "severity": "high", "tlp": "AMBER"}
    assert not let_through(filter_policy(kept(asked, caller), DAY), attributes(head, document))


@given(callers(), filters())
@settings(max_examples=300)
def test_a_policy_has_five_keys_at_most_and_always_says_who_may_read(
    caller: Principal, asked: SubscriptionFilter
) -> None:
    policy = filter_policy(kept(asked, caller), DAY)
    assert "audience" in policy
    assert len(policy) <= 5
    assert combinations(policy) >= 1
    assert all(policy.values())


def test_what_is_sent_to_one_again_reaches_that_one_only() -> None:
    policies = [filter_policy(kept(SubscriptionFilter(), caller), DAY) for caller in (OFFICER, EXTERNAL)]
    other = filter_policy(kept(SubscriptionFilter(), RILO_WE).model_copy(update={"id": "2"}), DAY)
    message: Attributes = {"kind": "alert", "audience": ["only:01K00000000000000000000001"]}
    assert [let_through(policy, message) for policy in (*policies, other)] == [True, True, False]


def test_matches_of_a_search_go_to_its_subscribers_only_and_a_suspended_one_gets_nothing() -> None:
    search = SubscriptionFilter(search_id="01K00000000000000000000000")
    message = attributes_of_match("01K00000000000000000000000")
    assert let_through(filter_policy(kept(search, OFFICER), DAY), message)
    assert not let_through(filter_policy(kept(SubscriptionFilter(), OFFICER), DAY), message)
    suspended = filter_policy(kept(search, OFFICER, SubscriptionStatus.SUSPENDED), DAY)
    assert not let_through(suspended, message)
    assert not wants(search, {"kind": "alert", "severity": "low", "tlp": "CLEAR"})


@pytest.mark.parametrize(
    ("severities", "wanted"),
    [
        (["critical"], [{"numeric": [">=", 4]}]),
        (["high", "critical", "medium"], [{"numeric": [">=", 2]}]),
        (["low", "medium", "high", "critical"], [{"numeric": [">=", 1]}]),
        (["low", "high"], [{"numeric": ["=", 1]}, {"numeric": ["=", 3]}]),
    ],
)
def test_from_a_severity_upwards_is_one_condition(severities: list[str], wanted: list[Any]) -> None:
    asked = SubscriptionFilter(severities=tuple(Severity(one) for one in severities))
    assert filter_policy(kept(asked, OFFICER), DAY)["severity"] == wanted
