"""An operation on the deployed system, from its opening to its report, with members of four administrations.

What they write holds words that occur nowhere else: at the end they are looked for in tables, queues, logs and events.
"""

import base64
import io
import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from cen.clock import instant
from tests.e2e.client import Api, Connect, cognito, password_tokens, service
from tests.e2e.operator import cen_admin
from tests.e2e.waiting import until
from tests.unit.seizures.builders import SIMPLE, record

SECONDS = 60
CANARY = "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex[:12])


def canary(what: str) -> str:
    """A word of people's own, that no code list and no other test has."""
    return f"{CANARY}{what}"


@pytest.fixture(scope="module")
def tap(stack: dict[str, Any]) -> Iterator["Tap"]:
    """Every event of the system from now on."""
    name = f"tap-{uuid4().hex[:8]}"
    with closing(service(stack, "sqs")) as sqs, closing(service(stack, "events")) as bus:
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        bus.put_rule(Name=name, EventBusName="cen-local", EventPattern=json.dumps({"source": [{"prefix": "cen."}]}))
        bus.put_targets(Rule=name, EventBusName="cen-local", Targets=[{"Id": "tap", "Arn": arn}])
        yield Tap(sqs, url)
        bus.remove_targets(Rule=name, EventBusName="cen-local", Ids=["tap"])
        bus.delete_rule(Name=name, EventBusName="cen-local")
        sqs.delete_queue(QueueUrl=url)


class Tap:
    """`drain` reads what came."""

    def __init__(self, sqs: Any, url: str) -> None:
        self._sqs, self._url = sqs, url
        self.events: list[dict[str, Any]] = []

    def drain(self) -> list[dict[str, Any]]:
        while messages := self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages", []):
            for message in messages:
                self.events.append(json.loads(message["Body"]))
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return self.events

    def notices(self, kind: str) -> list[dict[str, Any]]:
        return [one["detail"] for one in self.drain() if one["detail"].get("kind") == kind]


class Operation:
    """Calls of its members on it."""

    def __init__(self, connect: Connect) -> None:
        self.rilo, self.fr, self.co = connect("rilo-we"), connect("officer-fr"), connect("officer-co")
        self.cl = connect("rilo-sa")
        self.approver, self.cenmat = connect("ncp-fr"), connect("cenmat")
        today = datetime.now(UTC).date()
        opened = self.rilo(
            "POST",
            "/v1/operations",
            {
                "code_name": f"Heron {canary('name')}",
                "purpose": f"For {canary('purpose')}.",
                "starts_on": today.isoformat(),
                "ends_on": (today + timedelta(days=9)).isoformat(),
                "retain_until": (today + timedelta(days=90)).isoformat(),
            },
        )
        assert opened.status == 201, opened.text
        self.id = opened.json["id"]
        self.seizure = 0

    def __call__(self, api: Api, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = api(method, f"/v1/operations/{self.id}{path}", body, headers)
        assert answer.status < 300, answer.text
        return answer.json

    def status(self, api: Api, path: str = "/messages") -> int:
        return api("GET", f"/v1/operations/{self.id}{path}").status

    def send(self, api: Api, kind: str, **body: Any) -> Any:
        return self(api, "POST", "/messages", {"kind": kind, **body})


@pytest.fixture(scope="module")
def operation(stack: dict[str, Any], tap: Tap) -> Operation:
    assert tap.drain() == []
    made = Operation(Connect(stack))
    assert made.status(made.fr) == 404
    for member in ({"administration": "FR"}, {"administration": "CO"}, {"person": "rilo-sa", "role": "observer"}):
        made(made.rilo, "POST", "/members", {**member, "sees": "start"})
    # What works behind takes a moment: it is begun with.
    report = record(SIMPLE, tlp="GREEN", route__departure__country="CO")
    sent = made.send(made.fr, "seizure", tlp="GREEN", record=report, text=f"Found {canary('seizure')}.")
    made.seizure = sent["number"]
    return made


def call_reminder(stack: dict[str, Any]) -> None:
    """What the schedule does every five minutes."""
    with closing(service(stack, "lambda")) as functions:
        found = functions.get_paginator("list_functions").paginate()
        (name,) = [
            one["FunctionName"]
            for page in found
            for one in page["Functions"]
            if one["Handler"] == "comm.reminder.handler"
        ]
        answer = functions.invoke(FunctionName=name, Payload=b"{}")
        assert "FunctionError" not in answer, answer["Payload"].read()


def test_warnings_are_answered_or_overdue(stack: dict[str, Any], operation: Operation, tap: Tap) -> None:
    deadline = datetime.now(UTC) + timedelta(seconds=3)
    profile = {
        "category": "drugs.cocaine",
        "goods": f"Bananas {canary('goods')}",
        "departure": {"country": "CO"},
        "destination": {"country": "FR"},
    }
    warned = operation.send(
        operation.rilo,
        "warning",
        addressees=["FR", "CO"],
        text=f"Look {canary('warning')}.",
        warning={"deadline": instant(deadline), "profile": profile},
    )
    news = operation(operation.fr, "GET", f"/messages?after={warned['number'] - 1}")
    assert canary("goods") in json.dumps(news)
    assert [one["status"] for one in news["items"][0]["answers"]] == ["open", "open"]
    answered = {"warning": warned["number"], "result": "nothing_found"}
    operation.send(operation.fr, "feedback", feedback=answered, text=f"Opened, {canary('feedback')}.")
    time.sleep(max(0.0, (deadline - datetime.now(UTC)).total_seconds() + 0.1))
    call_reminder(stack)
    (row,) = operation(operation.rilo, "GET", "/warnings?status=overdue")["items"]
    assert [(one["addressee"], one["status"]) for one in row["answers"]] == [("FR", "answered"), ("CO", "overdue")]
    totals = operation(operation.rilo, "GET", "/board")["totals"]
    assert (totals["asked"], totals["answered"], totals["overdue"], totals["feedback_rate"]) == (2, 1, 1, "0.50")
    (late,) = until(lambda: [one for one in tap.notices("warning.overdue") if operation.id in one["key"]], SECONDS)
    assert (late["to"], late["must_act"], late["due"]) == ("administration:CO", True, instant(deadline))


def picture() -> bytes:
    """With a comment that must not come along."""
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(made, "JPEG", comment=canary("comment").encode())
    return made.getvalue()


def upload(form: dict[str, Any], content: bytes) -> None:
    boundary = uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form["fields"].items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'.encode()
    body = b"".join([*parts, head, content, f"\r\n--{boundary}--\r\n".encode()])
    asked = urllib.request.Request(  # noqa: S310 - of our own API
        form["url"], body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}, method="POST"
    )
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310
        assert answer.status in (200, 201, 204)


def test_a_picture_is_made_anew_and_served_to_members(operation: Operation) -> None:
    content = picture()
    sent = operation.send(operation.fr, "text", text=f"See the picture, {canary('caption')}.")
    path = f"/messages/{sent['number']}/attachments"
    asked = {"filename": f"{canary('file')}.jpg", "content_type": "image/jpeg", "size": len(content)}
    attached = operation(operation.fr, "POST", path, asked)
    upload(attached["form"], content)

    def ready() -> Any:
        (one,) = operation(operation.fr, "GET", path)["items"]
        return one if one["status"] != "awaiting_upload" else None

    assert until(ready, SECONDS)["status"] == "ready"
    served = operation(operation.co, "GET", f"{path}/{attached['id']}")
    assert served["filename"] == asked["filename"]
    shown = base64.b64decode(served["content"])
    assert Image.open(io.BytesIO(shown)).size == (64, 48)
    assert canary("comment").encode() not in shown
    assert operation.approver("GET", f"/v1/operations/{operation.id}{path}").status == 200
    assert operation.cenmat("GET", f"/v1/operations/{operation.id}{path}").status == 404


def test_a_seizure_becomes_a_published_case(operation: Operation, tap: Tap) -> None:
    path = f"/messages/{operation.seizure}"

    def made() -> Any:
        case = operation(operation.co, "GET", path)["case"]
        return case if case["status"] != "owed" else None

    case = until(made, SECONDS)
    assert case["status"] == "draft", case
    seen = operation.fr("GET", f"/v1/seizures/{case['seizure_id']}").json
    assert (seen["channel"], seen["operation_id"], seen["operation_message"]) == (
        "comm",
        operation.id,
        operation.seizure,
    )
    assert seen["administration"] == "FR"
    (told,) = until(lambda: [one for one in tap.notices("case.made") if operation.id in one["key"]], SECONDS)
    assert (told["subject"], told["must_act"]) == (f"seizures/{seen['id']}", True)
    assert operation.fr("POST", f"/v1/seizures/{seen['id']}/submit").status == 200
    assert operation.approver("POST", f"/v1/seizures/{seen['id']}/approve").json["status"] == "published"
    until(lambda: operation(operation.rilo, "GET", "/board")["cases"].get("published"), SECONDS)
    assert operation.co("GET", f"/v1/seizures/{seen['id']}").status == 200


def test_without_the_key_nothing_is_shown_and_nothing_written(stack: dict[str, Any], operation: Operation) -> None:
    last = operation(operation.fr, "GET", "")["last"]
    path, unsaid = f"/v1/operations/{operation.id}/messages", {"kind": "text", "text": f"Lost {canary('lost')}."}
    with closing(service(stack, "kms")) as kms:
        keys = [one["KeyId"] for page in kms.get_paginator("list_keys").paginate() for one in page["Keys"]]
        wraps = [
            key
            for key in keys
            if kms.describe_key(KeyId=key)["KeyMetadata"]["Description"] == "Wraps the data keys of operations"
        ]
        (key,) = wraps
        kms.disable_key(KeyId=key)
        try:
            answers = [operation.fr("GET", path), operation.fr("POST", path, unsaid)]
        finally:
            kms.enable_key(KeyId=key)
    assert [(one.status, one.json["code"]) for one in answers] == [(503, "unavailable")] * 2
    assert operation(operation.fr, "GET", f"/messages?after={last}")["items"] == []
    assert operation.send(operation.fr, "text", text=f"Again {canary('again')}.")["number"] == last + 1


def test_an_expulsion_acts_between_two_reads(operation: Operation) -> None:
    operation(operation.rilo, "POST", "/drafts", {"kind": "text", "text": f"Not yet {canary('draft')}."})
    assert operation.status(operation.co) == 200
    operation(operation.rilo, "DELETE", "/members/CO")
    assert operation.status(operation.co) == 404
    assert operation.co("POST", f"/v1/operations/{operation.id}/messages", {"kind": "text", "text": "x"}).status == 404
    sent = operation.send(operation.fr, "text", text=f"Without them {canary('after')}.")
    page = operation(operation.cl, "GET", f"/messages?after={sent['number'] - 1}")
    assert [one["text"] for one in page["items"]] == [f"Without them {canary('after')}."]
    read = operation(operation.cenmat, "GET", "/audit?what=read")["items"]
    assert {"officer-fr", "officer-co", "rilo-sa"} <= {one["name"] for one in read}
    assert canary("") not in json.dumps(read)


def test_a_removed_account_is_out_with_the_next_request(stack: dict[str, Any], operation: Operation) -> None:
    """Though its token would be good for minutes."""
    name, password = f"officer-{uuid4().hex[:8]}", "Long-enough-for-us-1"
    groups = ("tier-unrestricted", "administration-FR")
    with closing(cognito(stack)) as client:
        pool = stack["user_pool_id"]
        client.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS", TemporaryPassword=password)
        client.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
        for group in groups:
            client.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)
        token = password_tokens(client, stack["client_id"], name, password)["AccessToken"]
    removed = Connect(stack)(None, token=token)
    assert operation.status(removed) == 200
    done = cen_admin(stack, "disable-user", "--username", name)
    assert done.returncode == 0, done.stderr
    assert operation.status(removed) == 401
    assert removed("GET", "/v1/me").status == 200


def test_the_report_comes_as_json_page_and_workbook(operation: Operation) -> None:
    operation(operation.rilo, "POST", "/close")
    report = operation(operation.rilo, "GET", "/report")
    assert report["operation"]["state"] == "closed"
    assert report["board"]["cases"] == {"published": 1}
    page = operation.fr("GET", f"/v1/operations/{operation.id}/report?format=html")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert canary("name") in page.text
    workbook = operation(operation.fr, "GET", "/report?format=xlsx")
    assert base64.b64decode(workbook["content"]).startswith(b"PK\x03\x04")


def test_no_reader_of_tables_queues_logs_or_events_finds_a_word(
    stack: dict[str, Any], operation: Operation, tap: Tap
) -> None:
    places = {**dict(_tables(stack)), **dict(_queues(stack)), **dict(_logs(stack)), "events": json.dumps(tap.drain())}
    assert {"comm", "rings", "events"} <= places.keys()
    assert operation.id in places["comm"]  # there is something to find
    assert operation.id in places["events"]
    assert [place for place, text in places.items() if CANARY in text] == []


def _tables(stack: dict[str, Any]) -> Iterator[tuple[str, str]]:
    with closing(service(stack, "dynamodb")) as dynamo:
        for name, table in stack["tables"].items():
            pages = dynamo.get_paginator("scan").paginate(TableName=table)
            yield name, json.dumps([page["Items"] for page in pages], default=str, ensure_ascii=False)


def _queues(stack: dict[str, Any]) -> Iterator[tuple[str, str]]:
    with closing(service(stack, "sqs")) as sqs:
        for url in sqs.list_queues(QueueNamePrefix="cen-local")["QueueUrls"]:
            found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
            yield url, json.dumps(found.get("Messages", []))


def _logs(stack: dict[str, Any]) -> Iterator[tuple[str, str]]:
    with closing(service(stack, "logs")) as logs:
        for page in logs.get_paginator("describe_log_groups").paginate():
            for group in page["logGroups"]:
                name = group["logGroupName"]
                events = logs.get_paginator("filter_log_events").paginate(logGroupName=name)
                yield name, json.dumps([one["message"] for found in events for one in found["events"]])
    yield "emulator", (stack["folder"] / "emulator.log").read_text(errors="replace")
