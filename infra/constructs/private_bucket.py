"""What every bucket here has in common: nobody else gets in, and what is put is encrypted with the context's key."""

from collections.abc import Sequence
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.exceptions import accept


def private_bucket(scope: Construct, *, stage: Stage, key: kms.IKey, says: str, **more: Any) -> s3.Bucket:
    """`says`: why there is no access log. `more`: versions, rules of its life, origins."""
    bucket = s3.Bucket(
        scope,
        "Bucket",
        encryption=s3.BucketEncryption.KMS,
        encryption_key=key,
        bucket_key_enabled=True,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        enforce_ssl=True,
        removal_policy=stage.removal_policy,
        **more,
    )
    accept(bucket, "AwsSolutions-S1", says)
    return bucket


def grant_below(bucket: s3.Bucket, place: str, function: lambda_.Function, actions: Sequence[str], why: str) -> None:
    """Actions on the objects of one place, such as `exports/*`. `why`: the rule set wants a reason for the asterisk."""
    below = bucket.arn_for_objects(place)
    iam.Grant.add_to_principal(grantee=function, actions=list(actions), resource_arns=[below])
    name = Stack.of(bucket).get_logical_id(bucket.node.default_child)  # type: ignore[arg-type]
    accept(
        function.role,  # type: ignore[arg-type] # every function of ours has one
        f"AwsSolutions-IAM5[Resource::<{name}.Arn>/{place}]",
        why,
    )


def grant_key(key: kms.IKey, function: lambda_.Function, actions: Sequence[str]) -> None:
    if actions:
        iam.Grant.add_to_principal(grantee=function, actions=list(actions), resource_arns=[key.key_arn])
