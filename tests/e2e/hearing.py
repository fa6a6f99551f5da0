"""How tests subscribe, and take what comes out of a subscriber's queue."""

import json
from typing import Any

from tests.e2e.client import Api


def subscribe(api: Api, **asked: Any) -> Any:
    answer = api("POST", "/v1/subscriptions", asked)
    assert answer.status == 201, answer.text
    return answer.json


def opened(sqs: Any, queue: str, api: Api, **asked: Any) -> Any:
    """A subscription of a queue that lets the topic in."""
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    made = subscribe(api, channel="sqs", endpoint=arn, **asked)
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(made["queue_policy"])})
    assert api("POST", f"/v1/subscriptions/{made['id']}/confirm").json["status"] == "active"
    return made


def queued(sqs: Any, queue: str) -> list[Any]:
    """Messages in a queue, taken out."""
    found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    for message in found:
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return [json.loads(json.loads(message["Body"])["Message"]) for message in found]
