"""A table of records: encrypted with the context's key, recoverable, with a stream for the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.config import Stage

_READ = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
# A transaction needs the permissions of the writes in it.
_WRITE = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem")


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
        self.table = dynamodb.TableV2(
            self,
            "Table",
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing=dynamodb.Billing.on_demand(),
            encryption=dynamodb.TableEncryptionV2.customer_managed_key(key),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=stage.durable
            ),
            deletion_protection=stage.durable,
            removal_policy=stage.removal_policy,
            dynamo_stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            time_to_live_attribute="expires_at",
            global_secondary_indexes=[
                dynamodb.GlobalSecondaryIndexPropsV2(
                    index_name=index.name,
                    partition_key=_text(f"{index.prefix}_pk"),
                    sort_key=_text(f"{index.prefix}_sk"),
                    projection_type=dynamodb.ProjectionType.INCLUDE,
                    non_key_attributes=["row"],
                )
                for index in indexes
            ],
        )
        self._index_arns = [f"{self.table.table_arn}/index/{index.name}" for index in indexes]

    def grant(self, grantee: iam.IGrantable, *, write: bool) -> None:
        """Item-level reads, and writes if asked for; no scans, no table administration."""
        actions = _READ + (_WRITE if write else ())
        iam.Grant.add_to_principal(
            grantee=grantee, actions=list(actions), resource_arns=[self.table.table_arn, *self._index_arns]
        )
        self.key.grant_encrypt_decrypt(grantee) if write else self.key.grant_decrypt(grantee)


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
