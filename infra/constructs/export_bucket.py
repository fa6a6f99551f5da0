"""Where the files of exports lie for a day: private, encrypted with the context's key, fetched by signed links only."""

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.exceptions import accept

# The only place the functions may touch; `seizures.exports.sink` makes its keys below it.
_FILES = "exports/*"


class ExportBucket(Construct):
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
            # Nothing to go back to: a file can be made anew from the records, and is gone after a day.
            versioned=False,
            lifecycle_rules=[
                s3.LifecycleRule(expiration=Duration.days(1), abort_incomplete_multipart_upload_after=Duration.days(1))
            ],
            removal_policy=stage.removal_policy,
        )
        accept(
            self.bucket,
            "AwsSolutions-S1",
            "Who asked for which file is in the audit of the export, and every link was asked for through the API.",
        )
        self.environment = {"CEN_EXPORTS_BUCKET": self.bucket.bucket_name}

    def grant_files(self, function: lambda_.Function) -> None:
        """For the worker: put files, give an upload up, take a file away again."""
        actions = ("s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject")
        # S3 reads what it has encrypted when it joins the parts of an upload.
        self._grant(function, actions, ("kms:GenerateDataKey", "kms:Decrypt"))

    def grant_links(self, function: lambda_.Function) -> None:
        """For the API: a link lets its holder do what the function that signed it may do."""
        self._grant(function, ("s3:GetObject",), ("kms:Decrypt",))

    def _grant(self, function: lambda_.Function, files: Sequence[str], key: Sequence[str]) -> None:
        below = self.bucket.arn_for_objects(_FILES)
        for actions, resource in ((files, below), (key, self.key.key_arn)):
            iam.Grant.add_to_principal(grantee=function, actions=list(actions), resource_arns=[resource])
        bucket = Stack.of(self).get_logical_id(self.bucket.node.default_child)  # type: ignore[arg-type]
        accept(
            function.role,  # type: ignore[arg-type] # every function of ours has one
            f"AwsSolutions-IAM5[Resource::<{bucket}.Arn>/{_FILES}]",
            "The files of exports: their names hold the id of the export.",
        )
