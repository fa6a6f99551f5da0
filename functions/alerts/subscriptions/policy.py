"""The filter by which the topic decides what a system gets, and what a system's queue must allow. Pure.

A filter policy may have five keys, and the numbers of values multiplied may not be more than 150 (Amazon SNS Developer
Guide, "Filter policy constraints"). The words of who may read what are always among the keys, so no filter of a
subscriber can widen what its owner may see.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import prod
from typing import Any

from alerts.model import Severity
from alerts.readers import Head, Reader
from alerts.subscriptions.audience import (
    nobody,
    word_of_search,
    word_of_subscription,
    words_of_alert,
    words_of_reader,
)
from alerts.subscriptions.model import Kept, SubscriptionFilter, SubscriptionStatus
from cen.tlp import Tlp

MOST_COMBINATIONS = 150
_EVERYWHERE = "everywhere"
_LEVELS = {severity.value: level for level, severity in enumerate(Severity, 1)}

type Policy = dict[str, list[Any]]
# Of a message, by name: a text, a number or a list of texts.
type Attributes = dict[str, str | int | Sequence[str]]


def filter_policy(kept: Kept, day: date) -> Policy:
    """`kept.owner`: with the rights that count."""
    own = word_of_subscription(kept.id)
    asked = kept.filter
    if kept.status is SubscriptionStatus.SUSPENDED:
        return {"audience": nobody()}
    if not asked.of_alerts:
        # Whose a notice is, is decided when it is told of, and to it alone.
        return {"audience": [*([word_of_search(asked.search_id)] if asked.search_id else []), own]}
    words = words_of_reader(Reader.of(kept.owner.principal), day, Tlp(asked.max_tlp or Tlp.AMBER_STRICT))
    if not words:
        return {"audience": nobody()}
    policy: Policy = {"audience": [*words, own]}
    if asked.kinds:
        policy["kind"] = list(asked.kinds)
    if asked.severities:
        policy["severity"] = _severities(asked)
    if asked.categories:
        policy["category"] = list(asked.categories)
    if asked.regions:
        policy["region"] = [*asked.regions, _EVERYWHERE]
    return policy


def _severities(asked: SubscriptionFilter) -> list[Any]:
    """From one level upwards is one condition, whatever their number."""
    levels = sorted(_LEVELS[severity] for severity in asked.severities)
    if levels == list(range(levels[0], len(_LEVELS) + 1)):
        return [{"numeric": [">=", levels[0]]}]
    return [{"numeric": ["=", level]} for level in levels]


def combinations(policy: Policy) -> int:
    return prod(len(values) for values in policy.values())


def attributes(head: Head, alert: Mapping[str, Any]) -> Attributes:
    """Of the message that announces an alert. `alert`: its document."""
    found: Attributes = {
        "kind": alert["kind"],
        "severity": _LEVELS[alert["severity"]],
        "region": list(alert.get("regions", ())) or [_EVERYWHERE],
        "tlp": alert["tlp"],
        "audience": words_of_alert(head),
    }
    # A list without elements is no attribute.
    return found | ({"category": list(alert["categories"])} if alert.get("categories") else {})


def attributes_of_match(search_id: str) -> Attributes:
    return {"kind": "match", "audience": [word_of_search(search_id)]}


def attributes_of_notice(subscriptions: Sequence[str]) -> Attributes:
    """`subscriptions`: ids of those that it is for."""
    return {"kind": "notice", "audience": [word_of_subscription(id) for id in subscriptions]}


def queue_policy(queue: str, topic: str) -> dict[str, Any]:
    """What the policy of a queue must say, so that this topic, and no other, may put messages into it."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "CustomsEnforcementNetwork",
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": queue,
                "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
            }
        ],
    }
