"""Where sealed attachments lie: private, encrypted once more with the context's key, and gone when they are deleted."""

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.exceptions import accept

_FILES = "files/*"


class FileBucket(Construct):
    """`environment`: what the functions that use it are told."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, key: kms.IKey) -> None:
        super().__init__(scope, id)
        self.key = key
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            # What is deleted must be gone.
            versioned=False,
            lifecycle_rules=[s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(1))],
            removal_policy=stage.removal_policy,
        )
        accept(self.bucket, "AwsSolutions-S1", "Who fetched which attachment is in the record of its operation.")
        self.environment = {"CEN_FILES_BUCKET": self.bucket.bucket_name}

    def grant_read(self, function: lambda_.Function) -> None:
        self._grant(function, ("s3:GetObject",), ("kms:Decrypt",))

    def grant_write(self, function: lambda_.Function) -> None:
        self._grant(function, ("s3:PutObject",), ("kms:GenerateDataKey",))

    def grant_sweep(self, function: lambda_.Function) -> None:
        """List what lies there, and delete it."""
        self._grant(function, ("s3:DeleteObject",), ())
        listing = ["s3:ListBucket"]
        iam.Grant.add_to_principal(grantee=function, actions=listing, resource_arns=[self.bucket.bucket_arn])

    def _grant(self, function: lambda_.Function, files: Sequence[str], key: Sequence[str]) -> None:
        below = self.bucket.arn_for_objects(_FILES)
        for actions, resource in ((files, below), (key, self.key.key_arn)):
            if actions:
                iam.Grant.add_to_principal(grantee=function, actions=list(actions), resource_arns=[resource])
        bucket = Stack.of(self).get_logical_id(self.bucket.node.default_child)  # type: ignore[arg-type]
        accept(
            function.role,  # type: ignore[arg-type] # every function of ours has one
            f"AwsSolutions-IAM5[Resource::<{bucket}.Arn>/{_FILES}]",
            "The attachments of all operations: their names hold the id of the operation.",
        )
