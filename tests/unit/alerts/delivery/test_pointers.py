"""What comes into inboxes, for systems: pointers, to who may follow them at that moment."""

import json
from dataclasses import replace
from typing import Any

import pytest

from cen.problems import Unavailable
from tests.unit.alerts.delivery.mill import Mill
from tests.unit.alerts.delivery.test_announcing import notice
from tests.unit.alerts.delivery.world import NCP, RILO_WE, SERVICE
from tests.unit.alerts.subscriptions.conftest import ADDRESS, QUEUE

OPERATION = "01KM0000000000000000000001"
NEWS: dict[str, Any] = {"kind": "operation.news", "must_act": False}


def news(mill: Mill, number: int, to: str = "administration:FR", **more: Any) -> None:
    subject = f"operations/{OPERATION}/messages/{number}"
    mill.tell(**notice(f"operation:{OPERATION}:news:2026-03-20", to, subject=subject, **NEWS, **more))


def audience(mill: Mill) -> list[Any]:
    return [json.loads(one["MessageAttributes"]["audience"]["StringValue"]) for one in mill.sns.published]


def test_a_member_s_system_gets_a_pointer_to_each_message(mill: Mill) -> None:
    feed = mill.subscribe(SERVICE, channel="sqs", endpoint=QUEUE, filter={"notices": True})
    mill.seats.of[OPERATION] = {SERVICE.id}
    for number in (1, 1, 2):
        news(mill, number)
    assert mill.published() == [
        {
            "key": f"notice:operation:{OPERATION}:news:2026-03-20:{number}:administration:FR",
            "what": "notice",
            "id": str(number),
            "kind": "operation.news",
            "to": "administration:FR",
            "must_act": False,
            "subject": f"operations/{OPERATION}/messages/{number}",
        }
        for number in (1, 2)
    ]
    assert audience(mill) == [[f"only:{feed.id}"]] * 2
    state = mill.subscriptions.state(feed.id)
    assert state.last_delivery is not None
    assert state.last_delivery.item.endswith(":2:administration:FR")


def test_nobody_else_s_system_does(mill: Mill) -> None:
    own = mill.subscribe(NCP, channel="https", endpoint=ADDRESS, filter={"notices": True})
    mill.subscribe(SERVICE, channel="sqs", endpoint=QUEUE, filter={"notices": True})  # without a seat
    mill.seats.of[OPERATION] = {NCP.id, RILO_WE.id}
    news(mill, 1)
    news(mill, 2, "administration:CO")
    assert audience(mill) == [[f"only:{own.id}"]]
    mill.seats.of[OPERATION] = set()
    news(mill, 3)
    assert len(mill.published()) == 1


def test_whoever_subscribes_to_alerts_hears_of_no_notices_and_the_other_way_round(mill: Mill) -> None:
    mill.subscribe(RILO_WE, channel="sqs", endpoint=QUEUE)
    mill.subscribe(NCP, channel="https", endpoint=ADDRESS, filter={"notices": True})
    mill.tell(**notice("a", "rilo:WE"))
    assert mill.published() == []
    mill.told(mill.publish())
    (alert,) = mill.published()
    assert alert["what"] == "alert"
    mill.tell(**notice("b", "ncp:FR", due="2026-03-25T00:00:00.000Z"))
    assert [(one["what"], one["due"]) for one in mill.published()[1:]] == [("notice", "2026-03-25T00:00:00.000Z")]
    policies = [mill.sns.policy(arn)["audience"] for arn in mill.sns.standing]
    assert min(len(audience) for audience in policies) == 1  # a word of its own and no other


def test_a_pointer_that_the_topic_did_not_take_is_handed_to_it_again(mill: Mill) -> None:
    mill.subscribe(NCP, channel="https", endpoint=ADDRESS, filter={"notices": True})
    mill.sns.fails = "Throttling"
    with pytest.raises(Unavailable):
        mill.tell(**notice("a", "ncp:FR"))
    mill.sns.fails = None
    mill.clock.pass_by(minutes=3)
    mill.tell(**notice("a", "ncp:FR"))
    assert len(mill.published()) == 1


def test_a_seat_is_asked_for_as_of_now(mill: Mill) -> None:
    mill.subscribe(replace(SERVICE), channel="sqs", endpoint=QUEUE, filter={"notices": True})
    news(mill, 1)
    ((_, asked),) = mill.seats.asked
    assert (asked.id, asked.kind, asked.signed_in_at) == (SERVICE.id, "service", int(mill.clock.now.timestamp()))
