"""Hearing of things on the deployed system: a queue, an HTTPS endpoint, mail, the inbox, a saved search."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cen.clock import instant
from local.authority import certificate
from local.settings import Local, aws_environment
from tests.e2e.client import Api, Connect, service
from tests.e2e.hearing import opened, queued, subscribe
from tests.e2e.receiver import receiver
from tests.e2e.test_finding import publish
from tests.e2e.waiting import until
from tests.unit.alerts.delivery.mill import ALERT
from tests.unit.seizures.builders import FULL, record

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 40


@pytest.fixture
def word() -> str:
    return "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex[:16])


def announced(connect: Connect, title: str, publisher: str = "rilo-we", **changes: Any) -> str:
    """An alert that a RILO publishes."""
    office = connect(publisher)
    soon = instant(datetime.now(UTC) + timedelta(days=9))
    made = office("POST", "/v1/alerts", {**ALERT, "title": title, "valid_until": soon, **changes})
    assert made.status == 201, made.text
    assert office("POST", f"/v1/alerts/{made.json['id']}/publish").json["status"] == "published"
    return str(made.json["id"])


@pytest.fixture
def ended() -> Iterator[Callable[[Api, str], None]]:
    """Subscriptions to be ended after the test, so that one test's are not another's."""
    made: list[tuple[Api, str]] = []
    yield lambda api, id: made.append((api, id))
    for api, id in made:
        api("DELETE", f"/v1/subscriptions/{id}")


def clock(stack: dict[str, Any], work: str) -> Any:
    """What the schedule does."""
    with closing(service(stack, "lambda")) as functions:
        answer = functions.invoke(FunctionName=stack["functions"]["clock"], Payload=json.dumps({"do": work}).encode())
        assert "FunctionError" not in answer
        return json.load(answer["Payload"])


def mails(stack: dict[str, Any], to: str) -> list[Any]:
    """Letters that the mail service was handed for an account; it records them here and sends none."""
    with urllib.request.urlopen(f"{stack['endpoint_url']}/_ministack/ses/messages", timeout=10) as answer:  # noqa: S310
        found = json.load(answer)["messages"]
    return [one for some in found.values() for one in some if one["To"] == [f"{to}@cen.example"]]


@pytest.fixture
def queues(stack: dict[str, Any], word: str) -> Iterator[tuple[Any, Sequence[str]]]:
    """Two queues of subscribers."""
    with closing(service(stack, "sqs")) as sqs:
        made = [sqs.create_queue(QueueName=f"{word}-{number}")["QueueUrl"] for number in range(2)]
        yield sqs, made
        for one in made:
            sqs.delete_queue(QueueUrl=one)


def test_a_queue_whose_filter_matches_gets_one_message_and_another_none(
    connect: Connect, word: str, queues: tuple[Any, Sequence[str]], ended: Callable[[Api, str], None]
) -> None:
    sqs, (wanted, other) = queues
    abroad, region = connect("ncp-co"), connect("rilo-we")
    for api, queue, asked in ((region, wanted, {"kinds": ["alert"]}), (abroad, other, {"kinds": ["bulletin"]})):
        ended(api, opened(sqs, queue, api, filter=asked)["id"])
    shown = announced(connect, f"About {word}")
    hidden = announced(connect, f"Secret {word}", tlp="AMBER")
    got: list[Any] = []
    until(lambda: got.extend(queued(sqs, wanted)) or len(got) >= 2, SECONDS)
    by_id = {one["id"]: one for one in got}
    assert set(by_id) == {shown, hidden}
    assert by_id[shown]["title"] == f"About {word}"
    assert set(by_id[hidden]) == {"key", "what", "id", "version", "status", "subject"}
    assert queued(sqs, other) == []
    assert queued(sqs, wanted) == []
    again = region("POST", "/v1/subscriptions", {"channel": "sqs", "endpoint": "arn:aws:sqs:us-east-1:000000000000:x"})
    assert again.status == 201
    ended(region, again.json["id"])


def test_an_https_endpoint_confirms_and_receives(
    connect: Connect, word: str, stack: dict[str, Any], tmp_path: Path, ended: Callable[[Api, str], None]
) -> None:
    signed = certificate(Local(stack["folder"]), ["localhost"], tmp_path / "server.pem")
    ncp = connect("ncp-fr")
    with receiver(signed) as own:
        made = subscribe(ncp, channel="https", endpoint=own.address, filter={"severities": ["critical"]})
        ended(ncp, made["id"])
        path = f"/v1/subscriptions/{made['id']}"
        assert made["status"] in ("pending", "active")  # it may have confirmed before the answer was written
        until(lambda: own.of_kind("SubscriptionConfirmation"), SECONDS)
        until(lambda: ncp("POST", f"{path}/confirm").status == 200, SECONDS)
        announced(connect, f"Low {word}")
        id = announced(connect, f"Critical {word}", severity="critical")
        (notification,) = until(lambda: own.of_kind("Notification"), SECONDS)
        assert json.loads(notification["Message"])["id"] == id
        shown = until(lambda: "last_delivery" in (found := ncp("GET", path).json) and found, SECONDS)
        assert shown["last_delivery"]["item"] == f"alert:{id}"
        _undelivered_is_sent_again(stack, ncp, path, own, notification)


def _undelivered_is_sent_again(stack: dict[str, Any], ncp: Api, path: str, own: Any, notification: Any) -> None:
    """The local cloud does not leave messages in dead-letter queues; here one is left as Amazon SNS leaves it."""
    with closing(service(stack, "sns")) as sns, closing(service(stack, "sqs")) as sqs:
        listed = sns.list_subscriptions_by_topic(TopicArn=stack["topic_arns"]["alerts"])["Subscriptions"]
        (arn,) = (one["SubscriptionArn"] for one in listed if one["Endpoint"] == own.address)
        (queue,) = (
            one for one in sqs.list_queues()["QueueUrls"] if "DeliveryUndeliveredQueue" in one.rpartition("/")[2]
        )
        address = f"https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={arn}"
        sqs.send_message(QueueUrl=queue, MessageBody=json.dumps({**notification, "UnsubscribeURL": address}))
    failures = until(lambda: (found := ncp("GET", path).json["failures"])["waiting"] and found, SECONDS)
    assert (failures["count"], failures["waiting"]) == (1, 1)
    assert clock(stack, "review")["sent_again"] == 1
    again = until(lambda: len(own.of_kind("Notification")) == 2 and own.of_kind("Notification")[1], SECONDS)
    assert again["Message"] == notification["Message"]
    assert ncp("GET", path).json["failures"]["waiting"] == 0


def zone_at_seven() -> str:
    """A time zone in which it was seven in the morning when this hour began."""
    ahead = (7 - datetime.now(UTC).hour) % 24
    ahead = ahead if ahead <= 14 else ahead - 24
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def digest(stack: dict[str, Any]) -> int:
    """What the schedule does, as if it had stood still for an hour; how many mailboxes are to be emptied."""
    an_hour_ago = instant(datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(minutes=15))
    with closing(service(stack, "dynamodb")) as table:
        row = {"pk": {"S": "CLOCK"}, "sk": {"S": "TICK"}, "at": {"S": an_hour_ago}}
        table.put_item(TableName=stack["tables"]["alerts"], Item=row)
    return int(clock(stack, "tick")["mailboxes"])


def test_the_digest_is_recorded_once_and_one_click_ends_it(
    connect: Connect, word: str, stack: dict[str, Any], ended: Callable[[Api, str], None]
) -> None:
    reader, zone = connect("reader-gb"), zone_at_seven()
    before = len(mails(stack, "reader-gb"))
    made = subscribe(reader, channel="email", filter={"categories": ["drugs"]}, timezone=zone)
    ended(reader, made["id"])
    assert (made["status"], made["cadence"]) == ("active", "daily")
    shown = announced(connect, f"<b>{word}</b>", publisher="cenmat", regions=[])
    until(lambda: due(stack, made["id"], f"alert:{shown}"), SECONDS)
    assert mails(stack, "reader-gb")[before:] == []
    assert min(digest(stack), digest(stack)) >= 1
    (mail,) = until(lambda: mails(stack, "reader-gb")[before:], SECONDS)
    assert f"<b>{word}</b>" in mail["BodyText"]
    assert f"&lt;b&gt;{word}&lt;/b&gt;" in mail["BodyHtml"]
    assert "<b>" not in mail["BodyHtml"]
    assert digest(stack) >= 1
    path = f"/v1/subscriptions/{made['id']}"
    until(lambda: "last_delivery" in reader("GET", path).json, SECONDS)
    assert reader("GET", path).json["last_delivery"]["item"] == f"alert:{shown}"
    link = next(part for part in mail["BodyText"].split() if "/v1/unsubscribe" in part).partition("localhost")[2]
    nobody, form = connect(None), {"Content-Type": "application/x-www-form-urlencoded"}
    assert "<form" in nobody("GET", link).text
    assert nobody("POST", link, b"List-Unsubscribe=One-Click", form).status == 200
    assert reader("GET", path).status == 404
    assert len(mails(stack, "reader-gb")) == before + 1


def due(stack: dict[str, Any], box: str, item: str) -> bool:
    """Whether an item waits in a mailbox for the next letter."""
    with closing(service(stack, "dynamodb")) as table:
        key = {"pk": {"S": f"MAIL#{box}"}, "sk": {"S": f"DUE#{item}"}}
        return "Item" in table.get_item(TableName=stack["tables"]["alerts"], Key=key)


def test_a_saved_search_tells_of_what_comes_to_match_by_mail(
    connect: Connect, word: str, stack: dict[str, Any], ended: Callable[[Api, str], None]
) -> None:
    reader = connect("officer-co")
    saved = reader("POST", "/v1/searches", {"name": f"Search {word}", "search": {"q": word}}).json
    made = subscribe(reader, channel="email", cadence="immediate", filter={"search_id": saved["id"]})
    ended(reader, made["id"])
    refused = connect("officer-fr")(
        "POST", "/v1/subscriptions", {"channel": "email", "filter": {"search_id": saved["id"]}}
    )
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "filter.search_id")
    id = publish(connect, narrative=f"The scanner showed {word}.")

    def told() -> list[Any]:
        return [mail for mail in mails(stack, "officer-co") if f"Search {word}" in mail["BodyText"]]

    (mail,) = until(told, SECONDS)
    assert f"Record {id}" in mail["BodyText"]
    assert "scanner" not in mail["BodyText"] + mail["BodyHtml"]
    (match,) = reader("GET", f"/v1/searches/{saved['id']}/matches").json["items"]
    assert match["seizure"]["id"] == id
    assert reader("DELETE", f"/v1/searches/{saved['id']}").status == 200


def test_what_has_to_be_done_is_in_the_inbox_and_mailed_until_it_is_done(
    connect: Connect, stack: dict[str, Any]
) -> None:
    officer, ncp = connect("officer-fr"), connect("ncp-fr")
    made = officer("POST", "/v1/seizures", record(FULL, national_reference=None)).json
    path, subject = f"/v1/seizures/{made['id']}", f"seizures/{made['id']}"

    def tasks(api: Api) -> list[str]:
        items = api("GET", "/v1/inbox?limit=100&lang=fr").json["items"]
        return [one["kind"] for one in items if one["subject"] == subject]

    assert officer("POST", f"{path}/submit").status == 200
    until(lambda: tasks(ncp) == ["seizure.submitted"], SECONDS)
    returned = {"reason_code": "incomplete", "comment": "Say what it weighed."}
    assert ncp("POST", f"{path}/return", returned).status == 200
    until(lambda: tasks(ncp) == tasks(officer) == ["seizure.returned"], SECONDS)
    assert officer("GET", "/v1/inbox/counts").json["must_act"] >= 1
    key = f"seizure:{made['id']}:returned:{officer('GET', path).json['review']['at']}"
    box = f"person:{officer('GET', '/v1/me').json['id']}"

    def letters() -> list[Any]:
        return [mail for mail in mails(stack, "officer-fr") if subject in mail["BodyText"]]

    # At once, or in an hour if there was a letter less than an hour ago.
    until(lambda: letters() or due(stack, box, key), SECONDS)
    for mail in letters():
        assert "unsubscribe" not in mail["BodyText"]
        assert "weighed" not in mail["BodyText"] + mail["BodyHtml"]
    shown = officer("GET", path)
    assert officer("POST", f"{path}/submit", headers={"If-Match": shown.headers["ETag"]}).status == 200
    until(lambda: tasks(officer) == [], SECONDS)


def test_the_example_subscriber_hears_and_reads(
    connect: Connect, word: str, stack: dict[str, Any], record_property: Callable[[str, object], None]
) -> None:
    command = [sys.executable, str(ROOT / "examples" / "rilo_subscriber.py"), str(stack["folder"] / "stack.json"), "60"]
    environment = {**aws_environment(stack["endpoint_url"]), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        first = running.stdout.readline()
        assert "is active" in first
        id = announced(connect, f"About {word}")
        line = next((one.strip() for one in running.stdout if id in one), "nothing")
        running.terminate()
    assert line == f"alert:{id}:2: TLP:GREEN high alert: About {word}"
    record_property("what the example subscriber says", f"{first.strip()} / {line}")
    service_account = connect("service-fr")
    for one in service_account("GET", "/v1/subscriptions").json["items"]:
        service_account("DELETE", f"/v1/subscriptions/{one['id']}")


def test_addresses_of_private_networks_are_refused_on_the_deployed_system(connect: Connect) -> None:
    ncp = connect("ncp-co")
    for address, code in (
        ("http://localhost/cen", "https_only"),
        ("https://169.254.169.254/latest/meta-data", "wrong_address"),
        ("https://no-such-host.invalid/", "unknown_host"),
    ):
        answer = ncp("POST", "/v1/subscriptions", {"channel": "https", "endpoint": address})
        assert (answer.status, answer.json["errors"][0]["code"]) == (422, code)
    assert (
        connect("officer-co")("POST", "/v1/subscriptions", {"channel": "https", "endpoint": "https://x.example"}).status
        == 403
    )
