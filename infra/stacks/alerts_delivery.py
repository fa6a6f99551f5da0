"""How people and systems hear of alerts: inboxes, a topic for systems, mail; and what is done about what fails."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.alarms import alarm
from infra.constructs.consumer_queue import ATTEMPTS, encrypted_queue, watch_queue
from infra.constructs.function import ContextFunction
from infra.constructs.keys import let_deliver
from infra.constructs.mail_service import MailService
from infra.constructs.schedule import Schedule
from infra.exceptions import accept
from infra.stacks.context import Path, allow

if TYPE_CHECKING:
    from infra.stacks.alerts import AlertsStack

_INBOX_SECONDS = 60
_SECONDS = 120
_REVIEW_SECONDS = 600
_KNOW_PEOPLE = ("cognito-idp:AdminGetUser", "cognito-idp:AdminListGroupsForUser", "cognito-idp:ListUsers")
_LIST_PEOPLE = ("cognito-idp:ListUsersInGroup",)
# Of these, only the topic's subscriptions can be meant, but the service takes no resource for them.
_NAMED_BY_NOTHING = ("sns:GetSubscriptionAttributes", "sns:SetSubscriptionAttributes", "sns:Unsubscribe")
_DO = {"Tick": ("tick", "cron(0/15 * * * ? *)"), "Review": ("review", "cron(20 * * * ? *)")}
_DO |= {"Rights": ("rights", "cron(10 3 * * ? *)")}
# Metrics of the functions that operators hear of, from how many within five minutes on.
_WATCHED = {
    "undelivered": (1, "A system's endpoint does not take messages; they are kept and sent again."),
    "letters_failed": (1, "A letter was given up."),
    "letters_in_doubt": (5, "The mail service does not answer."),
    "letters_barred": (1, "The mail service takes no letters of ours; they are kept and sent when it does again."),
    "reviews_failed": (1, "A system could not be looked at: its filter may not follow its owner's rights."),
    "filters_refused": (1, "The topic refused a system's filter; its subscription is suspended."),
    "topic_full": (1, "The topic takes no more subscriptions with filters."),
    "recipients_cut": (1, "A notice was addressed to more people than are written to."),
}


class Delivery(Construct):
    """`paths`: what the gateway routes to the context's API besides."""

    def __init__(self, stack: "AlertsStack") -> None:
        super().__init__(stack, "Delivery")
        self.stack, self.stage = stack, stack.stage
        self.key, self.alarms = stack.key, stack.foundation.alarms
        let_deliver(self.key, "sns")
        self.topic = sns.Topic(self, "Topic", master_key=self.key, enforce_ssl=True)
        self.undelivered = self._queue_with_dead_letters("Undelivered", _SECONDS)
        self._let_the_topic_leave_messages()
        self.mailing = self._queue_with_dead_letters("Mailing", _SECONDS)
        self.mail = MailService(self, "Mail", stage=self.stage)
        self._inbox()
        self._announcer()
        self._mailer()
        self._clock()
        self._postmaster()
        self._api()
        self._watch()

    def _queue_with_dead_letters(self, id: str, seconds: int) -> sqs.Queue:
        dead = encrypted_queue(self, f"{id}DeadLetters", self.stage, self.key, retention_period=Duration.days(14))
        queue = encrypted_queue(
            self,
            f"{id}Queue",
            self.stage,
            self.key,
            visibility_timeout=Duration.seconds(seconds * 6),
            retention_period=Duration.days(14),
            dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=ATTEMPTS),
        )
        watch_queue(self, id, queue, dead, self.alarms)
        return queue

    def _let_the_topic_leave_messages(self) -> None:
        self.undelivered.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("sns.amazonaws.com")],
                actions=["sqs:SendMessage"],
                resources=[self.undelivered.queue_arn],
                conditions={"ArnEquals": {"aws:SourceArn": self.topic.topic_arn}},
            )
        )

    def _inbox(self) -> None:
        inbox = self._worker("Inboxes", "alerts.inbox.worker.handler", {}, _INBOX_SECONDS)
        # Each notice of an addressee is written behind the one before: more at once would only wait for each other.
        self.stack.hear("Noticing", ["NoticeRaised", "NoticeSettled"], inbox, _INBOX_SECONDS, at_once=2, scope=self)

    def _announcer(self) -> None:
        told = {**self._people, **self._publishing, **self._sending}
        announcer = self._worker("Announcer", "alerts.delivery.announcer.handler", told, _SECONDS)
        self._let_know_people(announcer.function, [*_KNOW_PEOPLE, *_LIST_PEOPLE])
        self._let_publish(announcer.function)
        self._let_send(announcer.function)
        for context in ("seizures", "comm"):
            self.stack.let_use_door(announcer.function, context)
        self.stack.hear("Announcing", ["AlertChanged", "SearchMatched"], announcer, _SECONDS, batch=1, scope=self)
        self.stack.hear("Reminding", ["NoticeRaised"], announcer, _SECONDS, scope=self)

    def _mailer(self) -> None:
        told = {
            **self._people,
            "CEN_MAIL_SENDER": f"Customs Enforcement Network <{self.mail.address}>",
            "CEN_MAIL_EVENTS": self.mail.name,
            "CEN_WEBSITE_URL": self.stage.website,
        }
        mailer = self._worker("Mailer", "alerts.delivery.mailer.handler", told, _SECONDS)
        self._let_know_people(mailer.function, _KNOW_PEOPLE)
        for context in ("seizures", "comm"):
            self.stack.let_use_door(mailer.function, context)
        self.mail.let_write(mailer.function)
        # What the mail service takes in a second bounds how many there may be at once.
        self._work_off(self.mailing, mailer.function, batch=5, at_once=2)

    def _clock(self) -> None:
        told = {**self._people, **self._publishing, **self._sending}
        told["CEN_UNDELIVERED_QUEUE_ARN"] = self.undelivered.queue_arn
        clock = self._worker("Clock", "alerts.delivery.clock.handler", told, _REVIEW_SECONDS)
        self._let_know_people(clock.function, _KNOW_PEOPLE)
        self._let_publish(clock.function)
        self._let_send(clock.function)
        self._let_change_subscriptions(clock.function)
        for id, (work, expression) in _DO.items():
            Schedule(
                self,
                f"{id}Schedule",
                stage=self.stage,
                worker=clock.function,
                expression=expression,
                payload={"do": work},
                key=self.key,
                alarms=self.alarms,
            )
        self.clock = clock

    def _postmaster(self) -> None:
        postmaster = self._worker("Postmaster", "alerts.delivery.postmaster.handler", {}, _SECONDS)
        self._work_off(self.undelivered, postmaster.function, batch=10, at_once=2)
        kinds = ["Email Sent", "Email Bounced", "Email Complaint Received", "Email Rejected"]
        self.stack.hear("Reporting", kinds, postmaster, _SECONDS, bus=self.mail.bus, scope=self)

    def _api(self) -> None:
        function = self.stack.api.function
        function.add_environment("CEN_ALERTS_TOPIC_ARN", self.topic.topic_arn)
        function.add_environment("CEN_UNDELIVERED_QUEUE_ARN", self.undelivered.queue_arn)
        if self.stage.own_endpoints:
            function.add_environment("CEN_OWN_ENDPOINTS", "yes")
        allow(function, ["sns:Subscribe", "sns:ListSubscriptionsByTopic"], self.topic.topic_arn)
        self._let_change_subscriptions(function)
        self.paths = [
            *(
                Path(f"/v1/{name}{below}", function)
                for name in ("subscriptions", "inbox")
                for below in ("", "/{proxy+}")
            ),
            Path("/v1/unsubscribe", function, public=True, methods=("GET", "POST")),
        ]

    def _watch(self) -> None:
        for name, (at, says) in _WATCHED.items():
            metric = cloudwatch.Metric(
                namespace="CEN",
                metric_name=name,
                dimensions_map={"context": "alerts"},
                statistic="sum",
                period=Duration.minutes(5),
            )
            id = "".join(part.capitalize() for part in name.split("_"))
            alarm(self, id, metric=metric, at=at, periods=1, says=says, topic=self.alarms)

    @property
    def _people(self) -> dict[str, str]:
        return {**self.stack.people, "CEN_ACCOUNTS_TABLE": self.stack.foundation.accounts.table_name}

    @property
    def _publishing(self) -> dict[str, str]:
        return {"CEN_ALERTS_TOPIC_ARN": self.topic.topic_arn}

    @property
    def _sending(self) -> dict[str, str]:
        return {"CEN_MAILING_QUEUE": self.mailing.queue_url}

    def _let_know_people(self, function: lambda_.Function, actions: Sequence[str]) -> None:
        foundation = self.stack.foundation
        allow(function, actions, foundation.pool.user_pool_arn)
        allow(function, ["dynamodb:GetItem"], foundation.accounts.table_arn)
        allow(function, ["kms:Decrypt"], foundation.key.key_arn)

    def _let_publish(self, function: lambda_.Function) -> None:
        allow(function, ["sns:Publish"], self.topic.topic_arn)

    def _let_send(self, function: lambda_.Function) -> None:
        allow(function, ["sqs:SendMessage"], self.mailing.queue_arn)

    def _let_change_subscriptions(self, function: lambda_.Function) -> None:
        allow(function, _NAMED_BY_NOTHING, "*")
        reason = "Subscriptions of topics have no resource to name in a policy."
        accept(function, "AwsSolutions-IAM5[Resource::*]", reason)

    def _worker(self, id: str, handler: str, told: Mapping[str, str], seconds: int) -> ContextFunction:
        """All of them work on the context's table."""
        made = self.stack.worker(id, handler, {**self.stack.tables, **told}, seconds=seconds)
        self.stack.records.grant(made.function, write=True)
        return made

    def _work_off(self, queue: sqs.Queue, function: lambda_.Function, *, batch: int, at_once: int) -> None:
        function.add_event_source(
            sources.SqsEventSource(queue, batch_size=batch, max_concurrency=at_once, report_batch_item_failures=True)
        )
