"""A deployed stage as an operator's command sees it: its outputs and the clients to work on it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient


class NotDeployed(RuntimeError):
    """There is no such stage in this account and region."""


@dataclass(frozen=True, slots=True)
class Stage:
    cognito: "CognitoIdentityProviderClient"
    dynamodb: "DynamoDBClient"
    user_pool_id: str
    accounts_table: str


def outputs(stack: str) -> dict[str, str]:
    """CloudFormation outputs by name. Region, account and endpoint come from the environment, as for any AWS tool."""
    client = boto3.client("cloudformation")
    try:
        found = client.describe_stacks(StackName=stack)["Stacks"][0].get("Outputs", [])
    except client.exceptions.ClientError as error:
        raise NotDeployed(f"There is no stack {stack} here.") from error
    return {output["OutputKey"]: output["OutputValue"] for output in found}


def open_stage(name: str) -> Stage:
    foundation = outputs(f"cen-{name}-foundation")
    return Stage(
        boto3.client("cognito-idp"),
        boto3.client("dynamodb"),
        foundation["UserPoolId"],
        foundation["AccountsTableName"],
    )
