"""Where renditions of pictures lie: private, encrypted with the context's key, read by signed links only."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.constructs.private_bucket import grant_below, grant_key, private_bucket

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
        self.bucket = private_bucket(
            self,
            stage=stage,
            key=key,
            says="Every link was asked for through the API, whose log keeps who and when, and is good for minutes.",
            # What is withdrawn or blackened is gone at once: no earlier version may stay.
            versioned=False,
            lifecycle_rules=[s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(1))],
        )
        self.environment = {"CEN_PICTURES_BUCKET": self.bucket.bucket_name}

    def grant_links(self, function: lambda_.Function) -> None:
        """For the API: a link lets its holder do what the function that signed it may do. It takes away too, so that
        links die with the request that withdraws a picture."""
        self._grant(function, {_RENDITIONS: ("s3:GetObject", "s3:DeleteObject"), _MASTERS: ("s3:DeleteObject",)})
        grant_key(self.key, function, ("kms:Decrypt",))

    def grant_drawing(self, function: lambda_.Function) -> None:
        """For workers that draw."""
        self._grant(
            function,
            {
                _RENDITIONS: ("s3:PutObject", "s3:DeleteObject"),
                _MASTERS: ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
            },
        )
        grant_key(self.key, function, ("kms:GenerateDataKey", "kms:Decrypt"))

    def grant_clearing(self, function: lambda_.Function) -> None:
        self._grant(function, {_RENDITIONS: ("s3:DeleteObject",), _MASTERS: ("s3:DeleteObject",)})

    def _grant(self, function: lambda_.Function, allowed: dict[str, Sequence[str]]) -> None:
        for place, actions in allowed.items():
            grant_below(self.bucket, place, function, actions, _REASONS[place])
