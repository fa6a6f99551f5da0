"""A table of records: encrypted with the context's key, recoverable, with a stream for the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import RemovalPolicy
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


class ProjectionTable(Construct):
    """What is computed from records and can be computed anew: encrypted, but not backed up or kept."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, key: kms.IKey) -> None:
        super().__init__(scope, id)
        self.key = key
        self.table = encrypted_table(
            self, "Table", stage=stage, key=key, kept=False, partition_key=_text("pk"), sort_key=_text("sk")
        )

    def grant(self, grantee: iam.IGrantable, *actions: str) -> None:
        """`Query` and the like. Whoever writes more than by Query may also encrypt."""
        named = [f"dynamodb:{action}" for action in actions]
        iam.Grant.add_to_principal(grantee=grantee, actions=named, resource_arns=[self.table.table_arn])
        use = _DECRYPT + (() if actions == ("Query",) else _ENCRYPT)
        iam.Grant.add_to_principal(grantee=grantee, actions=list(use), resource_arns=[self.key.key_arn])


class KeyTable(Construct):
    """Wrapped keys: protected as records are, but not backed up, so that what is deleted here is gone for good."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, key: kms.IKey) -> None:
        super().__init__(scope, id)
        self.key = key
        self.table = encrypted_table(
            self, "Table", stage=stage, key=key, recoverable=False, partition_key=_text("pk"), sort_key=_text("sk")
        )

    def grant(self, grantee: iam.IGrantable, *actions: str) -> None:
        """`BatchGetItem` and the like."""
        named = [f"dynamodb:{action}" for action in actions]
        iam.Grant.add_to_principal(grantee=grantee, actions=named, resource_arns=[self.table.table_arn])
        iam.Grant.add_to_principal(grantee=grantee, actions=list(_DECRYPT), resource_arns=[self.key.key_arn])


def encrypted_table(
    scope: Construct,
    id: str,
    *,
    stage: Stage,
    key: kms.IKey,
    kept: bool = True,
    recoverable: bool = True,
    **shape: Any,
) -> dynamodb.Table:
    """A table on demand, encrypted with the key; in durable stages protected, if it is `kept`, and recoverable, if that
    is wanted. `shape`: keys, stream."""
    durable = stage.durable and kept
    table = dynamodb.Table(
        scope,
        id,
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
        encryption_key=key,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=durable and recoverable
        ),
        deletion_protection=durable,
        removal_policy=RemovalPolicy.RETAIN if durable else RemovalPolicy.DESTROY,
        **shape,
    )
    if not (durable and recoverable):
        accept(table, "AwsSolutions-DDB3", _why_not_backed_up(kept=kept, recoverable=recoverable))
    return table


def _why_not_backed_up(*, kept: bool, recoverable: bool) -> str:
    if not recoverable:
        return "What is deleted here must be gone: there may be no copy of a destroyed key to go back to."
    return "The local stage's data are seeded anew by one command." if kept else "It is made anew from the records."


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
