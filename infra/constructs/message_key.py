"""The key that wraps the data keys of messages: only the functions that it is given to can open anything with it."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import Stage

# What an administrator of the account may do with it: everything but use it, or let others use it.
_ADMINISTER = (
    *("kms:CancelKeyDeletion", "kms:DescribeKey", "kms:DisableKey", "kms:DisableKeyRotation", "kms:EnableKey"),
    *("kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants"),
    *("kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant"),
    *("kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateKeyDescription"),
)
_OPEN = "kms:Decrypt"
_MAKE = "kms:GenerateDataKeyWithoutPlaintext"
_GET_AT_TEXT = (
    *(_OPEN, "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"),
    *("kms:GenerateDataKeyPair", "kms:GenerateDataKeyPairWithoutPlaintext"),
)
# Every data key is bound to its operation and generation.
_BOUND = {"Null": {"kms:EncryptionContext:operation": "false", "kms:EncryptionContext:generation": "false"}}


class MessageKey(Construct):
    """`openers`: functions that open messages; `makers`: those that also make data keys."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        openers: Sequence[lambda_.Function],
        makers: Sequence[lambda_.Function],
    ) -> None:
        super().__init__(scope, id)
        roles = [function.role for function in openers]
        self.key = kms.Key(
            self,
            "Key",
            description="Wraps the data keys of operations",
            enable_key_rotation=True,
            removal_policy=stage.removal_policy,
            policy=iam.PolicyDocument(
                statements=[
                    iam.PolicyStatement(
                        sid="Administer",
                        principals=[iam.AccountRootPrincipal()],
                        actions=list(_ADMINISTER),
                        resources=["*"],
                    ),
                    iam.PolicyStatement(
                        sid="Open",
                        principals=[iam.ArnPrincipal(role.role_arn) for role in roles if role],
                        actions=[_OPEN],
                        resources=["*"],
                        conditions=_BOUND,
                    ),
                    iam.PolicyStatement(
                        sid="Make",
                        principals=[iam.ArnPrincipal(one.role.role_arn) for one in makers if one.role],
                        actions=[_MAKE],
                        resources=["*"],
                        conditions=_BOUND,
                    ),
                    self._nobody_else([role.role_arn for role in roles if role]),
                ]
            ),
        )
        for function in openers:
            function.add_environment("CEN_MESSAGE_KEY", self.key.key_arn)
            _allow(function, _OPEN, self.key)
        for function in makers:
            _allow(function, _MAKE, self.key)

    def _nobody_else(self, roles: Sequence[str]) -> iam.PolicyStatement:
        """Whatever other policies say, of this account or another."""
        return iam.PolicyStatement(
            sid="NobodyElse",
            effect=iam.Effect.DENY,
            principals=[iam.AnyPrincipal()],
            actions=list(_GET_AT_TEXT),
            resources=["*"],
            conditions={"ArnNotEquals": {"aws:PrincipalArn": list(roles)}},
        )


def _allow(function: lambda_.Function, action: str, key: kms.Key) -> None:
    function.add_to_role_policy(iam.PolicyStatement(actions=[action], resources=[key.key_arn]))
