"""Where the checked documents of the library lie: private, encrypted with the context's key, every version recoverable,
fetched by signed links only."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.constructs.private_bucket import grant_below, grant_key, private_bucket

# `alerts.shelf.files` makes its keys below it.
_FILES = "library/*"


class LibraryBucket(Construct):
    """`environment`: what the functions that use it are told."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, key: kms.IKey) -> None:
        super().__init__(scope, id)
        self.key = key
        self.bucket = private_bucket(
            self,
            stage=stage,
            key=key,
            says="Every link was asked for through the API, which keeps who and when.",
            # What was removed by mistake can be brought back for a month, by an operator.
            versioned=True,
            lifecycle_rules=[s3.LifecycleRule(noncurrent_version_expiration=Duration.days(30))],
        )
        self.environment = {"CEN_LIBRARY_BUCKET": self.bucket.bucket_name}

    def grant_links(self, function: lambda_.Function) -> None:
        """For the API: a link lets its holder do what its signer may do. And it takes away what is removed."""
        self._grant(function, ("s3:GetObject", "s3:DeleteObject"), ("kms:Decrypt",))

    def grant_files(self, function: lambda_.Function) -> None:
        """For the worker: put what was checked, take it away again."""
        self._grant(function, ("s3:PutObject", "s3:DeleteObject"), ("kms:GenerateDataKey",))

    def _grant(self, function: lambda_.Function, files: Sequence[str], key: Sequence[str]) -> None:
        why = "The documents of the library: their names are the ids of its entries."
        grant_below(self.bucket, _FILES, function, files, why)
        grant_key(self.key, function, key)
