"""What is done by the clock: a schedule, the function it calls, and a place for calls that failed."""

import json
from collections.abc import Mapping
from typing import Any

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.config import Stage
from infra.constructs.alarms import alarm
from infra.constructs.consumer_queue import encrypted_queue
from infra.exceptions import accept


class Schedule(Construct):
    """`expression`: as EventBridge Scheduler writes them, `rate(5 minutes)` or `cron(0 5 * * ? *)`. `payload`: what the
    function is handed. A call that fails is made again for an hour, then kept among the dead letters. `also` calls the
    same function at other times."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        worker: lambda_.Function,
        expression: str,
        key: kms.IKey,
        alarms: sns.ITopic,
        timezone: str = "UTC",
        payload: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(scope, id)
        dead = encrypted_queue(self, "DeadLetters", stage, key, retention_period=Duration.days(14))
        accept(dead, "AwsSolutions-SQS3", "This queue is where dead letters go.")
        self._worker, self._dead_letters = worker.function_arn, dead.queue_arn
        self._caller = self._role(worker, dead.queue_arn, key).role_arn
        self.also("Schedule", expression=expression, timezone=timezone, payload=payload)
        given_up = dead.metric_approximate_number_of_messages_visible(period=Duration.minutes(5))
        says = f"{self.node.path} could not be called."
        alarm(self, "Dead", metric=given_up, at=1, periods=1, says=says, topic=alarms)

    def also(
        self, id: str, *, expression: str, timezone: str = "UTC", payload: Mapping[str, Any] | None = None
    ) -> None:
        scheduler.CfnSchedule(
            self,
            id,
            schedule_expression=expression,
            schedule_expression_timezone=timezone,
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=self._worker,
                role_arn=self._caller,
                input=json.dumps(payload or {}),
                dead_letter_config=scheduler.CfnSchedule.DeadLetterConfigProperty(arn=self._dead_letters),
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_event_age_in_seconds=3600, maximum_retry_attempts=20
                ),
            ),
        )

    def _role(self, worker: lambda_.Function, dead_letters: str, key: kms.IKey) -> iam.Role:
        account = {"StringEquals": {"aws:SourceAccount": Stack.of(self).account}}
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com", conditions=account))
        for actions, resource in (
            (["lambda:InvokeFunction"], worker.function_arn),
            (["sqs:SendMessage"], dead_letters),
            (["kms:GenerateDataKey", "kms:Decrypt"], key.key_arn),
        ):
            role.add_to_policy(iam.PolicyStatement(actions=actions, resources=[resource]))
        return role
