"""The example takes up what it left, lets the topic in, confirms, and reads each message once."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from examples.rilo_subscriber import confirmed, received, subscribed, told

STATEMENT = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}


class Api:
    """Answers by method and path, one after the other."""

    def __init__(self, **answers: list[tuple[int, Any]]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str]] = []

    def __call__(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        del body
        self.asked.append((method, path))
        return self.answers[method].pop(0)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, str]]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        sqs = boto3.client("sqs")
        yield sqs, sqs.create_queue(QueueName="q")["QueueUrl"]


def test_the_queue_lets_the_topic_in_by_the_policy_it_was_answered(queue: tuple[Any, str]) -> None:
    found = subscribed(Api(POST=[(201, {"id": "1", "queue_policy": POLICY})]), *queue)
    assert found["id"] == "1"
    sqs, url = queue
    kept = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
    assert json.loads(kept) == POLICY


def test_run_again_the_subscription_is_taken_up(queue: tuple[Any, str]) -> None:
    api = Api(POST=[(409, {"existing_id": "7"})], GET=[(200, {"id": "7", "queue_policy": POLICY})])
    assert subscribed(api, *queue)["id"] == "7"
    assert api.asked[1] == ("GET", "/v1/subscriptions/7")


def test_what_is_refused_ends_it(queue: tuple[Any, str]) -> None:
    with pytest.raises(SystemExit):
        subscribed(Api(POST=[(403, {"code": "forbidden"})]), *queue)


def test_the_topics_question_is_answered(queue: tuple[Any, str]) -> None:
    sqs, url = queue
    question = {"Type": "SubscriptionConfirmation", "SubscribeURL": "https://sns.example/confirm"}
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(question))
    visited: list[str] = []
    api = Api(POST=[(409, {}), (200, {"status": "active"})])
    assert confirmed(api, {"id": "1"}, sqs, url, visited.append) == "active"
    assert visited == ["https://sns.example/confirm"]
    assert list(received(sqs, url)) == []


def notification(**message: Any) -> dict[str, Any]:
    return {"Type": "Notification", "Message": json.dumps({"what": "alert", "subject": "alerts/1", **message})}


def test_a_message_leads_to_what_may_be_read_and_a_second_one_to_nothing() -> None:
    alert = {"tlp": "GREEN", "severity": "high", "kind": "alert", "title": "Reefers"}
    api, seen = Api(GET=[(200, alert)]), set[str]()
    assert told(api, notification(key="alert:1:2"), seen) == "alert:1:2: TLP:GREEN high alert: Reefers"
    assert told(api, notification(key="alert:1:2"), seen) is None
    api = Api(GET=[(404, {"code": "no_such_alert"})])
    assert told(api, notification(key="alert:1:3", status="withdrawn"), seen) == "alert:1:3: withdrawn no_such_alert"
    api = Api(GET=[(200, {"id": "9", "administration": "CO"})])
    found = told(api, notification(key="match:1:9", what="match", subject="seizures/9"), seen)
    assert found == "match:1:9: record 9 of CO"
