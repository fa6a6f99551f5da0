"""Where callers upload to, by signed forms: a quarantine that nothing is served from, and queues of what arrived."""

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import Stage
from infra.constructs.consumer_queue import ATTEMPTS, encrypted_queue, watch_queue
from infra.constructs.keys import let_deliver
from infra.constructs.private_bucket import grant_below, grant_key, private_bucket


class UploadBucket(Construct):
    """`environment`: what the functions that use it are told. `origins`: of the pages that may post to it."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        key: kms.Key,
        alarms: sns.ITopic,
        origins: Sequence[str] = ("*",),
    ) -> None:
        super().__init__(scope, id)
        self.stage, self.key, self.alarms = stage, key, alarms
        self.bucket = private_bucket(
            self,
            stage=stage,
            key=key,
            says="Every form was asked for through the API, which keeps who and when.",
            # What was checked is what is gone on with, even if somebody sends a form again meanwhile.
            versioned=True,
            # The signature of the form is what counts, wherever the page comes from.
            cors=[s3.CorsRule(allowed_methods=[s3.HttpMethods.POST], allowed_origins=list(origins), max_age=3600)],
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=Duration.days(1),
                    noncurrent_version_expiration=Duration.days(1),
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                )
            ],
        )
        # S3 tells encrypted queues what arrived.
        let_deliver(key, "s3")
        self._told: list[s3.CfnBucket.QueueConfigurationProperty] = []
        self.environment = {"CEN_UPLOADS_BUCKET": self.bucket.bucket_name}

    def grant_forms(self, function: lambda_.Function, prefix: str) -> None:
        """For the API: a form lets its holder do what its signer may do. `prefix`: such as `pictures`."""
        self._grant(function, prefix, ("s3:PutObject",), ("kms:GenerateDataKey", "kms:Decrypt"))

    def grant_files(self, function: lambda_.Function, prefix: str) -> None:
        """For the worker: read what arrived, take it away again."""
        actions = ("s3:GetObject", "s3:GetObjectVersion", "s3:DeleteObject", "s3:DeleteObjectVersion")
        self._grant(function, prefix, actions, ("kms:Decrypt",))

    def hear(
        self,
        id: str,
        worker: lambda_.Function,
        *,
        prefix: str,
        seconds: int,
        batch: int = 1,
        at_once: int = 5,
        again_after: Duration | None = None,
    ) -> sqs.Queue:
        """Hands the worker what arrives below the prefix. `seconds`: the worker's timeout. What fails five times lies
        among the dead letters."""
        dead = encrypted_queue(self, f"{id}DeadLetters", self.stage, self.key, retention_period=Duration.days(14))
        queue = encrypted_queue(
            self,
            f"{id}Queue",
            self.stage,
            self.key,
            visibility_timeout=again_after or Duration.seconds(seconds * 6),
            dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=ATTEMPTS),
        )
        self._tell(queue, prefix)
        worker.add_event_source(
            sources.SqsEventSource(queue, batch_size=batch, max_concurrency=at_once, report_batch_item_failures=True)
        )
        watch_queue(self, id, queue, dead, self.alarms)
        return queue

    def _tell(self, queue: sqs.Queue, prefix: str) -> None:
        """As plain CloudFormation: the CDK's own would deploy a function to set this up."""
        queue.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("s3.amazonaws.com")],
                actions=["sqs:SendMessage"],
                resources=[queue.queue_arn],
                # By account: the bucket comes after its queues, so their policies cannot name it.
                conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
            )
        )
        rule = s3.CfnBucket.FilterRuleProperty(name="prefix", value=f"{prefix}/")
        below = s3.CfnBucket.NotificationFilterProperty(s3_key=s3.CfnBucket.S3KeyFilterProperty(rules=[rule]))
        self._told.append(
            s3.CfnBucket.QueueConfigurationProperty(event="s3:ObjectCreated:*", queue=queue.queue_arn, filter=below)
        )
        bucket: s3.CfnBucket = self.bucket.node.default_child  # type: ignore[assignment]
        bucket.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            queue_configurations=self._told
        )
        # S3 tries whether it may send before it takes the configuration.
        bucket.node.add_dependency(queue)

    def _grant(self, function: lambda_.Function, prefix: str, files: Sequence[str], key: Sequence[str]) -> None:
        why = "The uploads of one kind: their names hold the id of the record they are for."
        grant_below(self.bucket, f"{prefix}/*", function, files, why)
        grant_key(self.key, function, key)
