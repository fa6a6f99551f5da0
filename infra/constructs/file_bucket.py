"""Where files of a context lie: private, encrypted with its key, fetched by signed links only."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.constructs.private_bucket import grant_below, grant_key, private_bucket

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
        self.bucket = private_bucket(
            self,
            stage=stage,
            key=key,
            says=says,
            # Nothing to go back to: what is deleted must be gone.
            versioned=False,
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=None if days is None else Duration.days(days),
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                )
            ],
        )
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
        why = "Files of one kind: their names hold the id of what they belong to."
        grant_below(self.bucket, self._files, function, files, why)
        grant_key(self.key, function, key)
