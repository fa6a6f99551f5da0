"""The way out of a context: its table's stream, a publisher, the bus; and a place for what cannot be published."""

import json
from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.config import Stage
from infra.constructs.alarms import alarm
from infra.constructs.consumer_queue import encrypted_queue
from infra.constructs.record_table import RecordTable
from infra.exceptions import accept

_ATTEMPTS = 20  # together some hours, as the stream waits longer after each
_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")


class Outbox(Construct):
    """`publisher` is handed the new audit entries of `records` and puts events on `bus`."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        records: RecordTable,
        publisher: lambda_.Function,
        bus: events.IEventBus,
        key: kms.IKey,
        alarms: sns.ITopic,
    ) -> None:
        super().__init__(scope, id)
        self.dead_letters = encrypted_queue(self, "DeadLetters", stage, key, retention_period=Duration.days(14))
        accept(self.dead_letters, "AwsSolutions-SQS3", "This queue is where dead letters go.")
        publisher.add_environment("CEN_OUTBOX_DEAD_LETTERS", self.dead_letters.queue_url)
        self._let_it_read(publisher, records)
        _let(publisher, ["events:PutEvents"], bus.event_bus_arn)
        _let(publisher, ["sqs:SendMessage"], self.dead_letters.queue_arn)
        _let(publisher, ["kms:GenerateDataKey"], key.key_arn)
        self._follow(publisher, str(records.table.table_stream_arn))
        self._watch(publisher, alarms)

    def _let_it_read(self, publisher: lambda_.Function, records: RecordTable) -> None:
        _let(publisher, _STREAM, str(records.table.table_stream_arn))
        _let(publisher, ["dynamodb:ListStreams"], "*")
        reason = "dynamodb:ListStreams, which Lambda needs to follow a stream, has no resource to name."
        accept(publisher, "AwsSolutions-IAM5[Resource::*]", reason)

    def _follow(self, publisher: lambda_.Function, stream: str) -> None:
        """As plain CloudFormation: the CDK's own would let the publisher do more with the queue's key than it does."""
        new_audit_entry = {"eventName": ["INSERT"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "AUDIT#"}]}}}}
        mapping = lambda_.CfnEventSourceMapping
        mapping(
            self,
            "Stream",
            function_name=publisher.function_name,
            event_source_arn=stream,
            starting_position="TRIM_HORIZON",
            batch_size=100,
            function_response_types=["ReportBatchItemFailures"],
            # One change that cannot be published must not hold up the others behind it.
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=_ATTEMPTS,
            destination_config=mapping.DestinationConfigProperty(
                on_failure=mapping.OnFailureProperty(destination=self.dead_letters.queue_arn)
            ),
            filter_criteria=mapping.FilterCriteriaProperty(
                filters=[mapping.FilterProperty(pattern=json.dumps(new_audit_entry))]
            ),
        )

    def _watch(self, publisher: lambda_.IFunction, topic: sns.ITopic) -> None:
        period = Duration.minutes(5)
        name = self.node.path
        dead = self.dead_letters.metric_approximate_number_of_messages_visible(period=period)
        alarm(self, "Dead", metric=dead, at=1, periods=1, says=f"{name} gave up on a change.", topic=topic)
        age = cloudwatch.Metric(
            namespace="AWS/Lambda",
            metric_name="IteratorAge",
            dimensions_map={"FunctionName": publisher.function_name},
            statistic="max",
            period=period,
        )
        alarm(self, "Age", metric=age, at=900_000, periods=2, says=f"{name} is behind by 15 minutes.", topic=topic)


def _let(function: lambda_.Function, actions: Sequence[str], resource: str) -> None:
    function.add_to_role_policy(iam.PolicyStatement(actions=list(actions), resources=[resource]))
