"""The topic that systems are told through: Amazon SNS."""

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from alerts.subscriptions.audience import nobody
from alerts.subscriptions.errors import TopicRefused
from alerts.subscriptions.policy import Policy
from cen import log
from cen.clock import utc_now
from cen.problems import Unavailable
from cen.settings import settings
from cen.usage import spent

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

# For half an hour with growing pauses; then it lies among the undelivered, and is sent again every hour.
_RETRIES = {
    "healthyRetryPolicy": {
        "numRetries": 30,
        "numNoDelayRetries": 2,
        "minDelayTarget": 5,
        "maxDelayTarget": 120,
        "numMinDelayRetries": 5,
        "numMaxDelayRetries": 13,
        "backoffFunction": "exponential",
    },
    # Never more than a machine of an administration can take.
    "throttlePolicy": {"maxReceivesPerSecond": 10},
}
_MOST_PAGES = 50
_FULL = frozenset({"FilterPolicyLimitExceeded", "FilterPolicyLimitExceededException", "SubscriptionLimitExceeded"})
_WRONG = frozenset(
    {"InvalidParameter", "InvalidParameterException", "AuthorizationError", "AuthorizationErrorException"}
)


@dataclass(frozen=True, slots=True)
class Topic:
    """`undelivered`: ARN of the queue for what an endpoint did not take."""

    client: "SNSClient"
    arn: str
    undelivered: str

    def subscribe(self, channel: str, endpoint: str) -> str:
        """The name of the subscription; asks the endpoint to confirm, again if it was asked before. Until `refilter`
        it gets nothing, whoever confirms it and when. Raises `TopicRefused`."""
        attributes = {
            "FilterPolicy": json.dumps({"audience": nobody()}),
            "FilterPolicyScope": "MessageAttributes",
            "RedrivePolicy": json.dumps({"deadLetterTargetArn": self.undelivered}),
        }
        if channel == "https":
            attributes["DeliveryPolicy"] = json.dumps(_RETRIES)
        answer = self._call(
            "subscribe",
            TopicArn=self.arn,
            Protocol=channel,
            Endpoint=endpoint,
            Attributes=attributes,
            ReturnSubscriptionArn=True,
        )
        found = str(answer["SubscriptionArn"])
        # Not every implementation names what is not confirmed yet.
        return found if found.startswith("arn:") else self._named(channel, endpoint)

    def _named(self, channel: str, endpoint: str) -> str:
        token: str | None = None
        for _ in range(_MOST_PAGES):
            more = {"NextToken": token} if token else {}
            answer = self._call("list_subscriptions_by_topic", TopicArn=self.arn, **more)
            for one in answer["Subscriptions"]:
                if (one["Protocol"], one["Endpoint"]) == (channel, endpoint):
                    return str(one["SubscriptionArn"])
            token = answer.get("NextToken")
            if not token:
                break
        raise TopicRefused("NotListed")

    def confirmed(self, arn: str) -> bool | None:
        """None: there is no such subscription (any more)."""
        try:
            found = self._call("get_subscription_attributes", SubscriptionArn=arn)
        except LookupError:
            return None
        return str(found["Attributes"].get("PendingConfirmation")) != "true"

    def refilter(self, arn: str, policy: Policy) -> None:
        """Raises `LookupError` if there is no such subscription, `TopicRefused` if the policy will not do."""
        self._call(
            "set_subscription_attributes",
            SubscriptionArn=arn,
            AttributeName="FilterPolicy",
            AttributeValue=json.dumps(policy),
        )

    def unsubscribe(self, arn: str) -> bool:
        """False: it waits to be confirmed. Amazon SNS does not let go of such a subscription, and forgets it after some
        days."""
        try:
            self._call("unsubscribe", SubscriptionArn=arn)
        except LookupError:
            return True
        except TopicRefused:
            confirmed = self.confirmed(arn)
            if confirmed:
                raise
            return confirmed is None
        return True

    def _call(self, operation: str, **asked: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        spent.calls += 1
        try:
            return getattr(self.client, operation)(**asked)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in ("NotFound", "NotFoundException", "ResourceNotFoundException"):
                raise LookupError from error
            if code in _FULL:
                log.write("topic_full", utc_now(), {"topic_full": 1}, context="alerts")
                raise Unavailable("No more systems can be told for now.", retry_after=3600) from error
            if code in _WRONG:
                raise TopicRefused(code) from error
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error


@cache
def sns() -> "SNSClient":
    import boto3  # only who talks to the topic loads it
    from botocore.config import Config

    patience = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
    made: SNSClient = boto3.client("sns", config=patience)
    return made


def open_topic() -> Topic:
    return Topic(sns(), settings.alerts_topic_arn, settings.undelivered_queue_arn)
