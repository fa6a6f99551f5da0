"""What delivery asks of AWS: hand a message to the topic, a letter to the mail service, a mailbox to the mailer."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import batched
from typing import TYPE_CHECKING, Any

from alerts.delivery.words import Mail
from alerts.subscriptions.policy import Attributes
from cen.problems import Unavailable
from cen.usage import spent

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

_BATCH = 10  # messages that SQS takes at once
_CHARSET = "UTF-8"
# What another attempt would not change: the address is none.
_FOR_GOOD = frozenset({"BadRequestException"})
_BUSY = frozenset({"TooManyRequestsException", "ThrottlingException"})


class Refused(Exception):
    """The mail service does not have the letter, and will not take it."""


class Barred(Exception):
    """The mail service takes no letters of ours, whoever they are for: the domain is not verified, the account is in
    the sandbox or stopped, a part of the stack or a right is gone. For operators to mend; the message is the code."""


class InDoubt(Exception):
    """Nobody answered: the mail service may have the letter."""


@dataclass(frozen=True, slots=True)
class Announcements:
    """The topic, for who publishes."""

    client: "SNSClient"
    topic: str

    def publish(self, message: Mapping[str, Any], attributes: Attributes) -> None:
        spent.calls += 1
        named = {name: _attribute(value) for name, value in attributes.items()}
        _asked(
            lambda: self.client.publish(
                TopicArn=self.topic,
                Message=json.dumps(message),
                MessageAttributes=named,  # type: ignore[arg-type]
            )
        )


def _attribute(value: str | int | Sequence[str]) -> dict[str, str]:
    match value:
        case str():
            return {"DataType": "String", "StringValue": value}
        case int():
            return {"DataType": "Number", "StringValue": str(value)}
    return {"DataType": "String.Array", "StringValue": json.dumps(list(value))}


@dataclass(frozen=True, slots=True)
class Errands:
    """The queue of mailboxes that are to be emptied."""

    client: "SQSClient"
    queue: str

    def send(self, errands: Iterable[Mapping[str, Any]]) -> int:
        """Answers how many. The consumer reads them as it reads events of the bus."""
        sent = 0
        for some in batched(errands, _BATCH, strict=False):
            entries = [
                {"Id": str(number), "MessageBody": json.dumps({"detail": errand})} for number, errand in enumerate(some)
            ]
            spent.calls += 1
            answer = _asked(
                lambda entries=entries: self.client.send_message_batch(QueueUrl=self.queue, Entries=entries)
            )
            if answer.get("Failed"):
                raise Unavailable
            sent += len(some)
        return sent


@dataclass(frozen=True, slots=True)
class Post:
    """The mail service. `sender`: address and name that letters come from; `events`: the configuration set that tells
    what becomes of them."""

    client: "SESV2Client"
    sender: str
    events: str

    def send(self, letter_id: str, address: str, mail: Mail) -> str:
        """Its name at the mail service. Raises `Unavailable` or `Barred` if it does not have the letter for now,
        `Refused` if it never will, `InDoubt` if nobody knows."""
        from botocore.exceptions import ClientError, HTTPClientError
        from botocore.exceptions import ConnectionError as Disconnected

        spent.calls += 1
        try:
            answer = self.client.send_email(
                FromEmailAddress=self.sender,
                Destination={"ToAddresses": [address]},
                Content={"Simple": _content(mail)},  # type: ignore[typeddict-item]
                EmailTags=[{"Name": "letter", "Value": letter_id}],
                ConfigurationSetName=self.events,
            )
        except ClientError as error:
            raise _meaning(error) from error
        except (HTTPClientError, Disconnected) as error:
            raise InDoubt from error
        return str(answer["MessageId"])


def _meaning(error: "ClientError") -> Exception:
    code = error.response["Error"]["Code"]
    if code in _FOR_GOOD:
        return Refused(code)
    if int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)) >= 500:
        return InDoubt()
    return Unavailable() if code in _BUSY else Barred(code)


def _content(mail: Mail) -> dict[str, Any]:
    content: dict[str, Any] = {
        "Subject": {"Data": mail.subject, "Charset": _CHARSET},
        "Body": {
            "Text": {"Data": mail.plain, "Charset": _CHARSET},
            "Html": {"Data": mail.html, "Charset": _CHARSET},
        },
    }
    if mail.stop:
        content["Headers"] = [
            {"Name": "List-Unsubscribe", "Value": f"<{mail.stop}>"},
            {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
        ]
    return content


def _asked(ask: Any) -> Any:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return ask()
    except (BotoCoreError, ClientError) as error:
        raise Unavailable from error


@cache
def ses() -> "SESV2Client":
    import boto3
    from botocore.config import Config

    # One attempt: a second one of the client's own could send a letter twice.
    once = Config(connect_timeout=3, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 1})
    made: SESV2Client = boto3.client("sesv2", config=once)
    return made


@cache
def sqs() -> "SQSClient":
    import boto3

    made: SQSClient = boto3.client("sqs")
    return made
