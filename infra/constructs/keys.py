"""Encryption keys: one per context, rotated, usable by the services that deliver into encrypted things."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.config import Stage

_USE = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"]


def context_key(scope: Construct, id: str, stage: Stage, *, services: tuple[str, ...] = ()) -> kms.Key:
    """`services`: principals that deliver into what the key protects, such as `events` or `sns`. Logs are always one."""
    key = kms.Key(scope, id, enable_key_rotation=True, removal_policy=stage.removal_policy)
    stack = Stack.of(scope)
    logs_arn = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:*"
    key.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[iam.ServicePrincipal(f"logs.{stack.region}.amazonaws.com")],
            actions=_USE,
            resources=["*"],  # in a key policy: this key
            conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": logs_arn}},
        )
    )
    for service in services:
        key.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal(f"{service}.amazonaws.com")],
                actions=_USE,
                resources=["*"],
                conditions={"StringEquals": {"aws:SourceAccount": stack.account}},
            )
        )
    return key
