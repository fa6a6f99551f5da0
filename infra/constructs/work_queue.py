"""A queue by which a context hands work to its own functions, with a place for what fails for good."""

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import Stage
from infra.constructs.consumer_queue import ATTEMPTS, encrypted_queue, watch_queue


class WorkQueue(Construct):
    """`seconds`: the worker's timeout. `environment`: what the functions that send are told."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        worker: lambda_.IFunction,
        key: kms.IKey,
        alarms: sns.ITopic,
        seconds: int,
        at_once: int = 5,
    ) -> None:
        super().__init__(scope, id)
        self.key = key
        dead = encrypted_queue(self, "DeadLetters", stage, key, retention_period=Duration.days(14))
        self.queue = encrypted_queue(
            self,
            "Queue",
            stage,
            key,
            visibility_timeout=Duration.seconds(seconds * 6),
            dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=ATTEMPTS),
        )
        worker.add_event_source(
            sources.SqsEventSource(self.queue, batch_size=1, max_concurrency=at_once, report_batch_item_failures=True)
        )
        watch_queue(self, "", self.queue, dead, alarms)

    def grant_send(self, function: lambda_.Function) -> None:
        function.add_environment("CEN_WORK_QUEUE", self.queue.queue_url)
        for actions, resource in (
            (["sqs:SendMessage"], self.queue.queue_arn),
            (["kms:GenerateDataKey", "kms:Decrypt"], self.key.key_arn),
        ):
            iam.Grant.add_to_principal(grantee=function, actions=actions, resource_arns=[resource])
