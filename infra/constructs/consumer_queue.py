"""How a context hears of others: a rule on the bus, a queue, a function, and a place for what fails for good."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import Stage
from infra.constructs.alarms import alarm

ATTEMPTS = 5


class ConsumerQueue(Construct):
    """`detail_types`: names of the events of `cen/events.py` that the consumer hears. `timeout`: the consumer's.
    `at_once`: so many of it run at the most, so that a flood leaves the tables to the callers. `again_after`: when a
    message that failed comes again; six times the timeout by default. `detail`: a pattern of what in an event has to be
    how, for it to be heard at all. `window`: that more than ten are waited for."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        bus: events.IEventBus,
        detail_types: Sequence[str],
        consumer: lambda_.IFunction,
        key: kms.IKey,
        alarms: sns.ITopic,
        timeout: Duration,
        batch: int = 10,
        at_once: int = 5,
        again_after: Duration | None = None,
        detail: Mapping[str, Any] | None = None,
        window: Duration | None = None,
    ) -> None:
        super().__init__(scope, id)
        self.dead_letters = encrypted_queue(self, "DeadLetters", stage, key, retention_period=Duration.days(14))
        self.queue = encrypted_queue(
            self,
            "Queue",
            stage,
            key,
            # A message stays away while one attempt runs, with room for the retries of the poller.
            visibility_timeout=again_after or Duration.seconds(timeout.to_seconds() * 6),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=ATTEMPTS),
        )
        pattern = events.EventPattern(detail_type=list(detail_types), detail=detail)
        rule = events.Rule(self, "Rule", event_bus=bus, event_pattern=pattern)
        rule.add_target(targets.SqsQueue(self.queue, dead_letter_queue=self.dead_letters))
        consumer.add_event_source(
            sources.SqsEventSource(
                self.queue,
                batch_size=batch,
                max_batching_window=window,
                max_concurrency=at_once,
                report_batch_item_failures=True,
            )
        )
        watch_queue(self, "", self.queue, self.dead_letters, alarms)


def watch_queue(scope: Construct, id: str, queue: sqs.Queue, dead_letters: sqs.Queue, topic: sns.ITopic) -> None:
    """Alarms for what nobody works off and for what was given up."""
    period = Duration.minutes(5)
    dead = dead_letters.metric_approximate_number_of_messages_visible(period=period)
    age = queue.metric_approximate_age_of_oldest_message(period=period)
    name = f"{scope.node.path} {id}".strip()
    alarm(scope, f"{id}Dead", metric=dead, at=1, periods=1, says=f"{name} gave up on a message.", topic=topic)
    alarm(scope, f"{id}Age", metric=age, at=900, periods=2, says=f"{name} is behind by 15 minutes.", topic=topic)


def encrypted_queue(scope: Construct, id: str, stage: Stage, key: kms.IKey, **more: object) -> sqs.Queue:
    return sqs.Queue(
        scope,
        id,
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=key,
        enforce_ssl=True,
        removal_policy=stage.removal_policy,
        **more,  # type: ignore[arg-type]
    )
