"""What became of letters and messages: seen by their owners, sent again, and never lost without a word."""

import json
from dataclasses import replace
from typing import Any

import pytest

from alerts.delivery.reports import MOST_SENT_AGAIN, Undelivered
from alerts.delivery.rows import Missed
from alerts.subscriptions.model import WhyNot
from alerts.subscriptions.store import SubscriptionStore
from cen.problems import Unavailable
from tests.unit.alerts.delivery.mill import Mill, report
from tests.unit.alerts.delivery.test_announcing import due, notice
from tests.unit.alerts.delivery.world import NCP, OFFICER
from tests.unit.alerts.subscriptions.conftest import ADDRESS, TOPIC


def sent(mill: Mill) -> tuple[str, str]:
    """A subscription and its letter."""
    kept = mill.subscribe()
    mill.told(mill.publish())
    letter = mill.mailer.empty(kept.id)
    assert letter is not None
    return kept.id, letter.id


def standing(mill: Mill, id: str) -> tuple[str, str | None]:
    kept = mill.subscriptions.read(id)
    assert kept is not None
    return kept.status.value, kept.reason_code.value if kept.reason_code else None


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("Bounce", {"bounce": {"bounceType": "Permanent"}}, ("suspended", "bounced")),
        ("Bounce", {"bounce": {"bounceType": "Transient"}}, ("active", None)),
        ("Complaint", {}, ("ended", "complained")),
        ("Reject", {}, ("active", None)),
        ("Delivery", {}, ("active", None)),
        ("Open", {}, ("active", None)),
    ],
)
def test_mail_that_comes_back_stops_what_sent_it(
    mill: Mill, kind: str, more: dict[str, Any], expected: tuple[str, str | None]
) -> None:
    id, letter = sent(mill)
    for _ in range(2):
        mill.reports.mail(report(kind, letter, **more))
    assert standing(mill, id) == expected
    failures = 2 if expected != ("active", None) or kind == "Reject" else 0
    assert mill.subscriptions.state(id).failures.count == failures


def test_what_bounced_is_not_resumed_by_the_daily_look_at_rights(mill: Mill) -> None:
    id, letter = sent(mill)
    mill.reports.mail(report("Bounce", letter, bounce={"bounceType": "Permanent"}))
    mill.clockwork.check_rights()
    mill.run()
    assert standing(mill, id) == ("suspended", WhyNot.BOUNCED.value)


def test_what_has_to_be_acted_on_goes_on_whatever_comes_back(mill: Mill) -> None:
    mill.tell(**notice("a", f"person:{OFFICER.id}"))
    mill.run()
    ((letter, _, _),) = mill.post.has
    mill.reports.mail(report("Complaint", letter))
    mill.clock.pass_by(hours=2)
    mill.tell(**notice("b", f"person:{OFFICER.id}"))
    mill.run()
    assert len(mill.post.has) == 2


def test_a_subscription_that_is_being_changed_is_looked_at_again(mill: Mill) -> None:
    from alerts.subscriptions.store import Overtaken

    class Late(SubscriptionStore):
        def save(self, *_: Any) -> None:
            raise Overtaken

    _, letter = sent(mill)
    late = replace(mill.reports, subscriptions=Late(mill.table))
    with pytest.raises(Unavailable):
        late.mail(report("Complaint", letter))


def left_behind(arn: str, sent: dict[str, Any]) -> Undelivered:
    """As SNS leaves a message in the dead-letter queue of a subscription."""
    attributes = {
        name: {"Type": one["DataType"], "Value": one["StringValue"]} for name, one in sent["MessageAttributes"].items()
    }
    return Undelivered.model_validate(
        {
            "Type": "Notification",
            "MessageId": "m-1",
            "TopicArn": TOPIC,
            "Message": sent["Message"],
            "MessageAttributes": attributes,
            "UnsubscribeURL": f"https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={arn}",
        }
    )


def test_an_endpoint_that_is_down_for_a_day_loses_nothing(mill: Mill) -> None:
    kept = mill.subscribe(NCP, channel="https", endpoint=ADDRESS)
    mill.told(mill.publish())
    for hour in range(24):
        mill.reports.undelivered(left_behind(str(kept.arn), mill.sns.published[-1]))
        state = mill.subscriptions.state(kept.id)
        assert (state.failures.count, state.failures.waiting) == (hour + 1, 1)
        mill.clock.pass_by(hours=1)
        assert mill.review()["sent_again"] == 1
        assert mill.subscriptions.state(kept.id).failures.waiting == 0
    first, *others = mill.published()
    assert others == [first] * 24
    again = {name: one["StringValue"] for name, one in mill.sns.published[-1]["MessageAttributes"].items()}
    assert json.loads(again["audience"]) == [f"only:{kept.id}"]
    assert (again["kind"], again["again"]) == ("alert", "24")


def test_what_fails_again_before_it_was_noted_as_sent_is_kept(mill: Mill) -> None:
    kept = mill.subscribe(NCP, channel="https", endpoint=ADDRESS)
    mill.told(mill.publish())
    mill.reports.undelivered(left_behind(str(kept.arn), mill.sns.published[-1]))

    class Down(type(mill.sns)):  # type: ignore[misc]
        """What it is handed is back before anything else happens."""

        def publish(self, **asked: Any) -> dict[str, str]:
            mill.reports.undelivered(left_behind(str(kept.arn), asked))
            return dict(super().publish(**asked))

    down = Down(confirms=True, standing=mill.sns.standing)
    for tries in (2, 3):
        assert replace(mill, sns=down).review()["sent_again"] == 1
        assert [one.tries for one in mill.store.missed(kept.id, 10)] == [tries]
    assert mill.review()["sent_again"] == 1
    assert mill.store.missed(kept.id, 10) == []


def test_all_that_waits_is_counted(mill: Mill) -> None:
    kept = mill.subscribe(NCP, channel="https", endpoint=ADDRESS)
    for number in range(101):
        missed = Missed(f"alert:{number}:2", "{}", "{}", 1)
        mill.store.failed(kept.id, missed.key, "2026-03-20T12:00:00.000Z", missed, 0)
    assert mill.subscriptions.state(kept.id).failures.waiting == 101


def test_what_failed_for_two_weeks_is_counted_and_kept_no_longer(mill: Mill) -> None:
    kept = mill.subscribe(NCP, channel="https", endpoint=ADDRESS)
    mill.told(mill.publish())
    (message,) = mill.sns.published
    message["MessageAttributes"]["again"] = {"DataType": "Number", "StringValue": str(MOST_SENT_AGAIN)}
    mill.reports.undelivered(left_behind(str(kept.arn), message))
    failures = mill.subscriptions.state(kept.id).failures
    assert (failures.count, failures.waiting) == (1, 0)


def test_a_message_of_nobodys_is_for_operators(mill: Mill) -> None:
    mill.told(mill.publish())
    (message,) = mill.sns.published
    with pytest.raises(LookupError):
        mill.reports.undelivered(left_behind(f"{TOPIC}:gone", message))
    broken = left_behind("x", message).model_copy(update={"unsubscribe": "https://sns.example/"})
    with pytest.raises(LookupError):
        mill.reports.undelivered(broken)
    assert due(mill, "x") == []
