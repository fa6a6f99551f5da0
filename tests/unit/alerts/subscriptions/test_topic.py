"""The topic as Amazon SNS has it: what goes wrong there, and that the real client is asked what it knows."""

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError
from botocore.stub import Stubber

from alerts.subscriptions.errors import TopicRefused
from alerts.subscriptions.routes import _desk
from alerts.subscriptions.topic import Topic, open_topic, sns
from cen import doors
from cen.problems import Unavailable
from tests.unit.alerts.delivery.world import stores_of
from tests.unit.alerts.subscriptions.conftest import ADDRESS, TOPIC, UNDELIVERED, FakeSns, Office, refusal

POLICY: dict[str, list[Any]] = {"audience": ["green"]}


def topic(fake: Any) -> Topic:
    return Topic(fake, TOPIC, UNDELIVERED)


def test_what_is_not_there_any_more_is_no_failure() -> None:
    fake = FakeSns()
    assert topic(fake).confirmed("gone") is None
    assert topic(fake).unsubscribe("gone") is True
    with pytest.raises(LookupError):
        topic(fake).refilter("gone", POLICY)


def test_what_is_not_confirmed_is_not_let_go_of_and_any_other_refusal_is_a_failure() -> None:
    fake = FakeSns()
    arn = topic(fake).subscribe("https", ADDRESS)
    assert topic(fake).unsubscribe(arn) is False
    fake.confirm(ADDRESS)
    assert topic(fake).unsubscribe(arn) is True

    class Refusing(FakeSns):
        def unsubscribe(self, **_: Any) -> None:
            raise refusal("AuthorizationError")

    with pytest.raises(TopicRefused):
        topic(refusing := Refusing(confirms=True)).unsubscribe(topic(refusing).subscribe("https", ADDRESS))


def test_a_filter_is_replaced_in_place() -> None:
    fake = FakeSns(confirms=True)
    arn = topic(fake).subscribe("https", ADDRESS)
    assert topic(fake).confirmed(arn) is True
    assert fake.policy(arn) == {"audience": ["nobody"]}
    topic(fake).refilter(arn, {"audience": ["clear"]})
    assert fake.policy(arn) == {"audience": ["clear"]}


@pytest.mark.parametrize("code", ["Throttling", "InternalError", "KMSThrottling"])
def test_a_topic_that_does_not_answer_is_unavailable(code: str) -> None:
    with pytest.raises(Unavailable):
        topic(FakeSns(fails=code)).confirmed("x")


def test_a_topic_that_cannot_be_reached_is_unavailable() -> None:
    class Unreachable:
        def unsubscribe(self, **_: Any) -> None:
            raise ConnectTimeoutError(endpoint_url="https://sns")

    with pytest.raises(Unavailable):
        topic(Unreachable()).unsubscribe("x")


def test_what_is_nowhere_listed_is_refused() -> None:
    class Forgetful(FakeSns):
        def list_subscriptions_by_topic(self, **_: Any) -> dict[str, Any]:
            return {"Subscriptions": []}

    with pytest.raises(TopicRefused):
        topic(Forgetful(names=False)).subscribe("https", ADDRESS)
    with pytest.raises(TopicRefused):
        Topic(Endless(), TOPIC, UNDELIVERED).subscribe("https", ADDRESS)  # type: ignore[arg-type]


class Endless(FakeSns):
    def __init__(self) -> None:
        super().__init__(names=False)

    def list_subscriptions_by_topic(self, **_: Any) -> dict[str, Any]:
        return {"Subscriptions": [], "NextToken": "more"}


def test_the_real_client_takes_what_it_is_asked() -> None:
    client = boto3.client("sns", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    attributes = {
        "FilterPolicy": json.dumps({"audience": ["nobody"]}),
        "FilterPolicyScope": "MessageAttributes",
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": UNDELIVERED}),
    }
    asked = {
        "TopicArn": TOPIC,
        "Protocol": "sqs",
        "Endpoint": "x",
        "Attributes": attributes,
        "ReturnSubscriptionArn": True,
    }
    with Stubber(client) as stub:
        stub.add_response("subscribe", {"SubscriptionArn": f"{TOPIC}:1"}, asked)
        assert Topic(client, TOPIC, UNDELIVERED).subscribe("sqs", "x") == f"{TOPIC}:1"


def test_the_desk_is_opened_by_the_settings(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        "CEN_ALERTS_TOPIC_ARN": TOPIC,
        "CEN_UNDELIVERED_QUEUE_ARN": UNDELIVERED,
        "CEN_SEIZURES_DOOR": "cen-test-seizures-door",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    sns.cache_clear()
    doors.client.cache_clear()
    desk = _desk(stores_of(office.table))
    assert (desk.topic.arn, desk.topic.undelivered, desk.rules.own) == (TOPIC, UNDELIVERED, False)
    monkeypatch.setenv("CEN_OWN_ENDPOINTS", "yes")
    assert _desk(stores_of(office.table)).rules.own is True
    assert open_topic().client is sns()
    sns.cache_clear()
    doors.client.cache_clear()
