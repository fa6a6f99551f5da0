"""Where files of a context lie: private, encrypted with its key, fetched by signed links only."""

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.exceptions import accept

# S3 reads what it has encrypted when it joins the parts of an upload.
_WRITES_WITH = ("kms:GenerateDataKey", "kms:Decrypt")


class FileBucket(Construct):
    """`prefix`: the only place the functions may touch. `days`: after which files are gone; None: when they are
    deleted. `environment`: what those that use it are told. `says`: why
    there is no access log."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        key: kms.IKey,
        prefix: str,
        days: int | None,
        setting: str,
        says: str,
    ) -> None:
        super().__init__(scope, id)
        self.key, self._files = key, f"{prefix}/*"
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            # Nothing to go back to: what is deleted must be gone.
            versioned=False,
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=None if days is None else Duration.days(days),
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                )
            ],
            removal_policy=stage.removal_policy,
        )
        accept(self.bucket, "AwsSolutions-S1", says)
        self.environment = {setting: self.bucket.bucket_name}

    def grant_read(self, function: lambda_.Function) -> None:
        """A link lets its holder do what the function that signed it may do."""
        self._grant(function, ("s3:GetObject",), ("kms:Decrypt",))

    def grant_write(self, function: lambda_.Function, *more: str) -> None:
        """`more`: actions besides putting files."""
        self._grant(function, ("s3:PutObject", *more), _WRITES_WITH)

    def grant_sweep(self, function: lambda_.Function) -> None:
        """List what lies there, and delete it."""
        self._grant(function, ("s3:DeleteObject",), ())
        listing = ["s3:ListBucket"]
        iam.Grant.add_to_principal(grantee=function, actions=listing, resource_arns=[self.bucket.bucket_arn])

    def _grant(self, function: lambda_.Function, files: Sequence[str], key: Sequence[str]) -> None:
        below = self.bucket.arn_for_objects(self._files)
        for actions, resource in ((files, below), (key, self.key.key_arn)):
            if actions:
                iam.Grant.add_to_principal(grantee=function, actions=list(actions), resource_arns=[resource])
        bucket = Stack.of(self).get_logical_id(self.bucket.node.default_child)  # type: ignore[arg-type]
        accept(
            function.role,  # type: ignore[arg-type] # every function of ours has one
            f"AwsSolutions-IAM5[Resource::<{bucket}.Arn>/{self._files}]",
            "Files of one kind: their names hold the id of what they belong to.",
        )
