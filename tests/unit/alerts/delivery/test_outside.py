"""What AWS is asked, held to what its client knows; and what its failures mean."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from botocore.stub import ANY, Stubber
from moto import mock_aws

from alerts.delivery import announcer, clock, mailer, opened, postmaster
from alerts.delivery.directory import CognitoDirectory
from alerts.delivery.outside import Announcements, Barred, Errands, InDoubt, Post, Refused, ses, sqs
from alerts.delivery.words import Mail
from alerts.subscriptions.topic import sns
from cen import doors
from cen.dynamo import client as dynamo
from cen.principal import Tier
from cen.problems import Unavailable
from tests.unit.alerts.delivery.mill import Mill, report
from tests.unit.alerts.delivery.world import TABLE
from tests.unit.alerts.subscriptions.conftest import TOPIC, UNDELIVERED

KEYS: dict[str, Any] = {"region_name": "us-east-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
MAIL = Mail("Subject", "plain", "<p>html</p>", "https://cen.example/v1/unsubscribe?token=t")


def post(client: Any) -> Post:
    return Post(client, "CEN <cen@cen.example>", "cen-test")


def content(**more: Any) -> dict[str, Any]:
    body = {
        "Text": {"Data": "plain", "Charset": "UTF-8"},
        "Html": {"Data": "<p>html</p>", "Charset": "UTF-8"},
    }
    return {"Simple": {"Subject": {"Data": "Subject", "Charset": "UTF-8"}, "Body": body, **more}}


def test_a_letter_has_both_parts_and_the_headers_of_one_click() -> None:
    client = boto3.client("sesv2", **KEYS)
    headers = [
        {"Name": "List-Unsubscribe", "Value": "<https://cen.example/v1/unsubscribe?token=t>"},
        {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
    ]
    asked = {
        "FromEmailAddress": "CEN <cen@cen.example>",
        "Destination": {"ToAddresses": ["a@b.example"]},
        "EmailTags": [{"Name": "letter", "Value": "l-1"}],
        "ConfigurationSetName": "cen-test",
    }
    with Stubber(client) as stub:
        stub.add_response("send_email", {"MessageId": "m"}, {**asked, "Content": content(Headers=headers)})
        assert post(client).send("l-1", "a@b.example", MAIL) == "m"
        stub.add_response("send_email", {"MessageId": "m"}, {**asked, "Content": content()})
        post(client).send("l-1", "a@b.example", Mail("Subject", "plain", "<p>html</p>"))


class Failing:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, _: str) -> Any:
        def call(**__: Any) -> Any:
            raise self.error

        return call


def refused(code: str, status: int) -> ClientError:
    answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "SendEmail")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "means"),
    [
        (refused("TooManyRequestsException", 429), Unavailable),
        (refused("ThrottlingException", 400), Unavailable),
        (refused("MessageRejected", 400), Barred),
        (refused("NotFoundException", 404), Barred),
        (refused("SendingPausedException", 400), Barred),
        (refused("AccountSuspendedException", 400), Barred),
        (refused("MailFromDomainNotVerifiedException", 400), Barred),
        (refused("LimitExceededException", 400), Barred),
        (refused("AccessDeniedException", 403), Barred),
        (refused("BadRequestException", 400), Refused),
        (refused("InternalServiceErrorException", 500), InDoubt),
        (ReadTimeoutError(endpoint_url="https://email"), InDoubt),
        (ConnectTimeoutError(endpoint_url="https://email"), InDoubt),
    ],
)
def test_what_a_failure_says_about_whether_the_service_has_the_letter(error: Exception, means: type[Exception]) -> None:
    with pytest.raises(means):
        post(Failing(error)).send("l", "a@b.example", MAIL)


def test_the_client_of_the_mail_service_never_sends_twice_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    ses.cache_clear()
    with mock_aws():
        assert ses().meta.config.retries["total_max_attempts"] == 1  # type: ignore[typeddict-item]
    ses.cache_clear()


def test_messages_and_errands_are_what_the_clients_take() -> None:
    topic, queue = boto3.client("sns", **KEYS), boto3.client("sqs", **KEYS)
    attributes = {
        "a": {"DataType": "String", "StringValue": "x"},
        "b": {"DataType": "Number", "StringValue": "3"},
        "c": {"DataType": "String.Array", "StringValue": '["x"]'},
    }
    with Stubber(topic) as stub:
        asked = {"TopicArn": TOPIC, "Message": '{"k": 1}', "MessageAttributes": attributes}
        stub.add_response("publish", {"MessageId": "m"}, asked)
        Announcements(topic, TOPIC).publish({"k": 1}, {"a": "x", "b": 3, "c": ["x"]})
    with Stubber(queue) as stub:
        for _ in range(2):
            stub.add_response("send_message_batch", {"Successful": [], "Failed": []}, {"QueueUrl": "q", "Entries": ANY})
        assert Errands(queue, "q").send({"box": str(number)} for number in range(13)) == 13
        failed = {"Id": "0", "SenderFault": False, "Code": "x"}
        answer = {"Successful": [], "Failed": [failed]}
        stub.add_response("send_message_batch", answer, {"QueueUrl": "q", "Entries": ANY})
        with pytest.raises(Unavailable):
            Errands(queue, "q").send([{"box": "x"}])
    with pytest.raises(Unavailable):
        Announcements(Failing(refused("InternalError", 500)), TOPIC).publish({}, {})  # type: ignore[arg-type]


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, str]]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        client = boto3.client("cognito-idp", **KEYS)
        id = client.create_user_pool(PoolName="people")["UserPool"]["Id"]
        for group in ("tier-unrestricted", "administration-FR", "role-ncp"):
            client.create_group(UserPoolId=id, GroupName=group)
        for name in ("officer-fr", "ncp-fr", "off-fr", "nomail-fr"):
            mail = [] if name == "nomail-fr" else [{"Name": "email", "Value": f"{name}@cen.example"}]
            client.admin_create_user(UserPoolId=id, Username=name, UserAttributes=mail)
            for group in ("tier-unrestricted", "administration-FR", *(["role-ncp"] if name == "ncp-fr" else [])):
                client.admin_add_user_to_group(UserPoolId=id, Username=name, GroupName=group)
        client.admin_disable_user(UserPoolId=id, Username="off-fr")
        yield client, id


def sub_of(client: Any, pool: str, name: str) -> str:
    user = client.admin_get_user(UserPoolId=pool, Username=name)
    return str(next(one["Value"] for one in user["UserAttributes"] if one["Name"] == "sub"))


def test_people_are_found_with_the_rights_they_have_now(pool: tuple[Any, str]) -> None:
    client, id = pool
    directory = CognitoDirectory(client, id)
    sub = sub_of(client, id, "ncp-fr")
    for found in (directory.person("ncp-fr", sub), directory.of_id(sub)):
        assert found is not None
        assert found.address == "ncp-fr@cen.example"
        caller = found.caller
        assert (caller.id, caller.name, caller.tier, caller.administration) == (sub, "ncp-fr", Tier.UNRESTRICTED, "FR")
        assert caller.roles == {"ncp"}
    client.admin_remove_user_from_group(UserPoolId=id, Username="ncp-fr", GroupName="role-ncp")
    assert directory.of_id(sub).caller.roles == frozenset()  # type: ignore[union-attr]


def test_who_is_off_unknown_somebody_else_or_has_no_address_is_nobody(pool: tuple[Any, str]) -> None:
    client, id = pool
    directory = CognitoDirectory(client, id)
    assert directory.person("nobody", "x") is None
    assert directory.person("officer-fr", sub_of(client, id, "ncp-fr")) is None
    assert directory.person("off-fr", sub_of(client, id, "off-fr")) is None
    assert directory.person("nomail-fr", sub_of(client, id, "nomail-fr")) is None
    assert directory.of_id("00000000-0000-0000-0000-000000000000") is None
    assert directory.of_id('x" or "1') is None


def test_members_of_a_group_are_those_who_can_sign_in_and_are_remembered_for_minutes(pool: tuple[Any, str]) -> None:
    client, id = pool
    moment = [0.0]
    directory = CognitoDirectory(client, id, lambda: moment[0])
    names = {sub_of(client, id, name) for name in ("officer-fr", "ncp-fr", "nomail-fr")}
    assert set(directory.ids_in("administration-FR")) == names
    assert directory.ids_in("administration-XX") == []
    client.admin_disable_user(UserPoolId=id, Username="officer-fr")
    assert set(directory.ids_in("administration-FR")) == names
    moment[0] = 301.0
    assert len(directory.ids_in("administration-FR")) == 2


# The functions as their queues and schedules call them.


@pytest.fixture
def settings(mill: Mill, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mill]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    queue = boto3.client("sqs", **KEYS).create_queue(QueueName="mailing")["QueueUrl"]
    told = {
        "CEN_TABLE": TABLE,
        "CEN_ACCOUNTS_TABLE": "accounts",
        "CEN_USER_POOL_ID": "us-east-1_x",
        "CEN_SEIZURES_DOOR": "door",
        "CEN_COMM_DOOR": "door",
        "CEN_ALERTS_TOPIC_ARN": TOPIC,
        "CEN_UNDELIVERED_QUEUE_ARN": UNDELIVERED,
        "CEN_MAILING_QUEUE": queue,
        "CEN_MAIL_SENDER": "CEN <cen@cen.example>",
        "CEN_MAIL_EVENTS": "cen-test",
        "CEN_WEBSITE_URL": "https://cen.example",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    caches = (ses, sqs, sns, dynamo, doors.client, opened.owners)
    for one in caches:
        one.cache_clear()
    yield mill
    for one in caches:
        one.cache_clear()


def batch(*details: Any) -> dict[str, Any]:
    return {"Records": [{"messageId": str(n), "body": json.dumps({"detail": one})} for n, one in enumerate(details)]}


def test_the_announcer_hears_three_kinds_of_news_and_refuses_others(settings: Mill) -> None:
    id = "01K00000000000000000000000"
    known = [
        {"alert_id": id, "version": 1, "action": "drafted"},
        {"search_id": id, "owner": "x", "seizure_id": id, "version": 1},
        {"key": "k", "to": "administration:FR", "kind": "a.b", "must_act": False, "subject": "x"},
    ]
    assert announcer.handler(batch(*known, {"x": 1}), None) == {"batchItemFailures": [{"itemIdentifier": "3"}]}
    assert settings.published() == []


def test_the_mailer_runs_its_errands(settings: Mill) -> None:
    letter = "01K00000000000000000000000"
    errands = batch({"box": "x"}, {"letter": letter}, {"check": letter}, {})
    assert mailer.handler(errands, None) == {"batchItemFailures": []}
    assert settings.mails() == []


def test_the_clock_does_what_it_is_asked(settings: Mill) -> None:
    kept = settings.subscribe()
    assert clock.handler({"do": "tick"}, None)["mailboxes"] in (0, 1)
    assert clock.handler({"do": "rights"}, None) == {"subscriptions_checked": 1}
    assert clock.handler({"do": "review"}, None)["systems_reviewed"] == 0
    with pytest.raises(ValueError, match="not something"):
        clock.handler({"do": "dance"}, None)
    assert kept.id


def test_the_postmaster_tells_its_two_queues_apart(settings: Mill) -> None:
    kept = settings.subscribe()
    settings.told(settings.publish())
    letter = settings.mailer.empty(kept.id)
    assert letter is not None
    bounced = report("Bounce", letter.id, bounce={"bounceType": "Permanent"}).model_dump(by_alias=True)
    left = {"Type": "Notification", "MessageId": "m", "Message": "{}", "UnsubscribeURL": "https://x/?SubscriptionArn=y"}
    records = [
        {"messageId": "mail", "body": json.dumps({"detail": bounced, "detail-type": "Email Bounced"})},
        {"messageId": "topic", "body": json.dumps(left)},
    ]
    assert postmaster.handler({"Records": records}, None) == {"batchItemFailures": [{"itemIdentifier": "topic"}]}
    assert postmaster.handler({"Records": records[:1]}, None) == {"batchItemFailures": []}
    assert settings.subscriptions.read(kept.id).reason_code == "bounced"  # type: ignore[union-attr]
