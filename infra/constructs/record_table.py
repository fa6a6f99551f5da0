"""A table of records: encrypted with the context's key, recoverable, with a stream for the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.config import Stage
from infra.exceptions import accept

_READ = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
# A transaction needs the permissions of the writes in it.
_WRITE = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem")

_DECRYPT = ("kms:Decrypt", "kms:DescribeKey")
_ENCRYPT = ("kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")


@dataclass(frozen=True, slots=True)
class ListIndex:
    """A sparse index of rows, keyed by `<prefix>_pk` and `<prefix>_sk`."""

    name: str
    prefix: str


class RecordTable(Construct):
    def __init__(
        self, scope: Construct, id: str, *, stage: Stage, key: kms.IKey, indexes: Sequence[ListIndex] = ()
    ) -> None:
        super().__init__(scope, id)
        self.key = key
        self.table = encrypted_table(
            self,
            "Table",
            stage=stage,
            key=key,
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            time_to_live_attribute="expires_at",
        )
        for index in indexes:
            self.table.add_global_secondary_index(
                index_name=index.name,
                partition_key=_text(f"{index.prefix}_pk"),
                sort_key=_text(f"{index.prefix}_sk"),
                projection_type=dynamodb.ProjectionType.INCLUDE,
                non_key_attributes=["row"],
            )
        self._index_arns = [f"{self.table.table_arn}/index/{index.name}" for index in indexes]

    def grant(self, grantee: iam.IGrantable, *, write: bool) -> None:
        """Item-level reads, and writes if asked for; no scans, no table administration."""
        actions = _READ + (_WRITE if write else ())
        items = [self.table.table_arn, *self._index_arns]
        iam.Grant.add_to_principal(grantee=grantee, actions=list(actions), resource_arns=items)
        use = _DECRYPT + (_ENCRYPT if write else ())
        iam.Grant.add_to_principal(grantee=grantee, actions=list(use), resource_arns=[self.key.key_arn])


def encrypted_table(scope: Construct, id: str, *, stage: Stage, key: kms.IKey, **shape: Any) -> dynamodb.Table:
    """A table on demand, encrypted with the key; in durable stages recoverable and protected. `shape`: keys, stream."""
    table = dynamodb.Table(
        scope,
        id,
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
        encryption_key=key,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=stage.durable
        ),
        deletion_protection=stage.durable,
        removal_policy=stage.removal_policy,
        **shape,
    )
    if not stage.durable:
        accept(table, "AwsSolutions-DDB3", "The local stage's data are seeded anew by one command.")
    return table


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
