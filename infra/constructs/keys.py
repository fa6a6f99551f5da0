"""Encryption keys: one per context, rotated, usable by the services that deliver into encrypted things."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.config import Stage

_USE = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey")


def context_key(scope: Construct, id: str, stage: Stage) -> kms.Key:
    """CloudWatch Logs may use it for the log groups of this account."""
    key = kms.Key(scope, id, enable_key_rotation=True, removal_policy=stage.removal_policy)
    stack = Stack.of(scope)
    log_groups = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:*"
    _let(key, f"logs.{stack.region}", {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}})
    return key


def let_deliver(key: kms.Key, service: str) -> None:
    """Lets a service, on behalf of this account, write into what the key protects: `cloudwatch` into a topic, say."""
    _let(key, service, {"StringEquals": {"aws:SourceAccount": Stack.of(key).account}})


def _let(key: kms.Key, service: str, conditions: dict[str, dict[str, str]]) -> None:
    key.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[iam.ServicePrincipal(f"{service}.amazonaws.com")],
            actions=list(_USE),
            resources=["*"],  # in a key's policy: this key
            conditions=conditions,
        )
    )
