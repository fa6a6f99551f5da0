"""How a RILO's own system hears of alerts: a queue in its AWS account, a subscription, what to do with a message.

    python examples/rilo_subscriber.py stack.json [seconds]

`stack.json` holds `api_url` and a service account (`client_id`, `client_secret`, `token_url`); AWS is found as boto3
finds it. Safe to run again: the queue and the subscription are taken up where they are. A message may come twice; its
`key` is then the same. It says that something is there, and the system reads it with its own rights.
"""

import base64
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import boto3

type Answer = tuple[int, Any]  # status, document
type Api = Callable[[str, str, Any], Answer]  # method, path, body

QUEUE = "cen-alerts"
# What this system wants: from medium upwards, of anything in its region or everywhere.
FILTER = {"severities": ["medium", "high", "critical"], "regions": ["WE"]}


def send(base: str, headers: Mapping[str, str], method: str, path: str, body: Any = None) -> Answer:
    data = None if body is None else json.dumps(body).encode()
    sent = {**headers, **({"Content-Type": "application/json"} if data else {})}
    request = urllib.request.Request(base + path, data, sent, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def token(account: Mapping[str, str]) -> str:
    basic = base64.b64encode(f"{account['client_id']}:{account['client_secret']}".encode()).decode()
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "cen/tier-unrestricted"}).encode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
    request = urllib.request.Request(account["token_url"], form, headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return str(json.load(answer)["access_token"])


def subscribed(api: Api, sqs: Any, queue: str) -> dict[str, Any]:
    """The subscription of the queue, which lets the topic in from now on."""
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    status, found = api("POST", "/v1/subscriptions", {"channel": "sqs", "endpoint": arn, "filter": FILTER})
    if status == 409 and "existing_id" in found:
        status, found = api("GET", f"/v1/subscriptions/{found['existing_id']}", None)
    if status not in (200, 201):
        raise SystemExit(f"not subscribed: {status} {found}")
    policy = json.dumps(found["queue_policy"])
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    return dict(found)


def confirmed(api: Api, subscription: Mapping[str, Any], sqs: Any, queue: str, visit: Callable[[str], Any]) -> str:
    """Its status; a queue of another account than the topic's is asked first, by a message."""
    path = f"/v1/subscriptions/{subscription['id']}/confirm"
    for _ in range(5):
        status, answer = api("POST", path, None)
        if status == 200:
            return str(answer["status"])
        for message in received(sqs, queue):
            if message["Type"] == "SubscriptionConfirmation":
                visit(message["SubscribeURL"])
    raise SystemExit("The topic's question did not arrive. Does the queue's policy let it in?")


def received(sqs: Any, queue: str) -> Iterator[dict[str, Any]]:
    """What is in the queue, taken out as it is dealt with."""
    answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=2)
    for message in answer.get("Messages", []):
        yield json.loads(message["Body"])
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


def told(api: Api, notification: Mapping[str, Any], seen: set[str]) -> str | None:
    """A line for the log of what a message leads to; None where it led there before."""
    message = json.loads(notification["Message"])
    if message["key"] in seen:
        return None
    seen.add(message["key"])
    status, document = api("GET", f"/v1/{message['subject']}", None)
    if status != 200:
        return f"{message['key']}: {message.get('status', '')} {document['code']}"
    if message["what"] == "alert":
        return f"{message['key']}: TLP:{document['tlp']} {document['severity']} {document['kind']}: {document['title']}"
    return f"{message['key']}: record {document['id']} of {document['administration']}"


def main(stack_file: str, seconds: float) -> None:
    stack = json.loads(Path(stack_file).read_text("utf-8"))
    account = next(one for one in stack["accounts"] if "client_secret" in one)
    api = partial(send, stack["api_url"], {"Authorization": f"Bearer {token(account)}"})
    sqs = boto3.client("sqs")
    queue = sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
    subscription = subscribed(api, sqs, queue)
    status = confirmed(api, subscription, sqs, queue, lambda url: urllib.request.urlopen(url, timeout=30))  # noqa: S310
    print(f"subscription {subscription['id']} is {status}", flush=True)
    seen: set[str] = set()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for notification in received(sqs, queue):
            if line := told(api, notification, seen):
                print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 3600)
