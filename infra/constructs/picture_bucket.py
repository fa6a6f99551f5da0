"""Where renditions of pictures lie: private, encrypted with the context's key, read by signed links only."""

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.exceptions import accept

# The only places the functions may touch; `cpdb.shelf` makes its keys below them.
_RENDITIONS, _MASTERS = "renditions/*", "masters/*"
_REASONS = {
    _RENDITIONS: "Renditions of pictures: they lie under names made at random.",
    _MASTERS: "The large rendition again, to blacken more of it: never linked.",
}


class PictureBucket(Construct):
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
            # What is withdrawn or blackened is gone at once: no earlier version may stay.
            versioned=False,
            lifecycle_rules=[s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(1))],
            removal_policy=stage.removal_policy,
        )
        accept(
            self.bucket,
            "AwsSolutions-S1",
            "Every link was asked for through the API, whose log keeps who and when, and is good for minutes.",
        )
        self.environment = {"CEN_PICTURES_BUCKET": self.bucket.bucket_name}

    def grant_links(self, function: lambda_.Function) -> None:
        """For the API: a link lets its holder do what the function that signed it may do. It takes away too, so that
        links die with the request that withdraws a picture."""
        self._grant(function, {_RENDITIONS: ("s3:GetObject", "s3:DeleteObject"), _MASTERS: ("s3:DeleteObject",)})
        self._use_key(function, ("kms:Decrypt",))

    def grant_drawing(self, function: lambda_.Function) -> None:
        """For workers that draw."""
        self._grant(
            function,
            {
                _RENDITIONS: ("s3:PutObject", "s3:DeleteObject"),
                _MASTERS: ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
            },
        )
        self._use_key(function, ("kms:GenerateDataKey", "kms:Decrypt"))

    def grant_clearing(self, function: lambda_.Function) -> None:
        self._grant(function, {_RENDITIONS: ("s3:DeleteObject",), _MASTERS: ("s3:DeleteObject",)})

    def _grant(self, function: lambda_.Function, allowed: dict[str, Sequence[str]]) -> None:
        bucket = Stack.of(self).get_logical_id(self.bucket.node.default_child)  # type: ignore[arg-type]
        for place, actions in allowed.items():
            below = self.bucket.arn_for_objects(place)
            iam.Grant.add_to_principal(grantee=function, actions=list(actions), resource_arns=[below])
            accept(
                function.role,  # type: ignore[arg-type] # every function of ours has one
                f"AwsSolutions-IAM5[Resource::<{bucket}.Arn>/{place}]",
                _REASONS[place],
            )

    def _use_key(self, function: lambda_.Function, actions: Sequence[str]) -> None:
        iam.Grant.add_to_principal(grantee=function, actions=list(actions), resource_arns=[self.key.key_arn])
