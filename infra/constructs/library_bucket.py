"""Where the checked documents of the library lie: private, encrypted with the context's key, every version recoverable,
fetched by signed links only."""

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.exceptions import accept

# `alerts.shelf.files` makes its keys below it.
_FILES = "library/*"


class LibraryBucket(Construct):
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
            # What was removed by mistake can be brought back for a month, by an operator.
            versioned=True,
            lifecycle_rules=[s3.LifecycleRule(noncurrent_version_expiration=Duration.days(30))],
            removal_policy=stage.removal_policy,
        )
        accept(self.bucket, "AwsSolutions-S1", "Every link was asked for through the API, which keeps who and when.")
        self.environment = {"CEN_LIBRARY_BUCKET": self.bucket.bucket_name}

    def grant_links(self, function: lambda_.Function) -> None:
        """For the API: a link lets its holder do what its signer may do. And it takes away what is removed."""
        self._grant(function, ("s3:GetObject", "s3:DeleteObject"), ("kms:Decrypt",))

    def grant_files(self, function: lambda_.Function) -> None:
        """For the worker: put what was checked, take it away again."""
        self._grant(function, ("s3:PutObject", "s3:DeleteObject"), ("kms:GenerateDataKey",))

    def _grant(self, function: lambda_.Function, files: Sequence[str], key: Sequence[str]) -> None:
        below = self.bucket.arn_for_objects(_FILES)
        for actions, resource in ((files, below), (key, self.key.key_arn)):
            iam.Grant.add_to_principal(grantee=function, actions=list(actions), resource_arns=[resource])
        bucket = Stack.of(self).get_logical_id(self.bucket.node.default_child)  # type: ignore[arg-type]
        accept(
            function.role,  # type: ignore[arg-type] # every function of ours has one
            f"AwsSolutions-IAM5[Resource::<{bucket}.Arn>/{_FILES}]",
            "The documents of the library: their names are the ids of its entries.",
        )
