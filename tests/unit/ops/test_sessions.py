"""Switching a person off ends what they have open; without a password the invitation is waited for."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ops import accounts
from ops.accounts import Rights
from ops.stage import Stage

PASSWORD = "Long-enough-for-us-1"


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        cognito, dynamodb = boto3.client("cognito-idp"), boto3.client("dynamodb")
        dynamodb.create_table(
            TableName="accounts",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "client_id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "client_id", "KeyType": "HASH"}],
        )
        yield Stage(cognito, dynamodb, cognito.create_user_pool(PoolName="cen")["UserPool"]["Id"], "accounts")


def test_a_disabled_person_is_signed_out_and_cannot_sign_in(stage: Stage) -> None:
    client = stage.cognito.create_user_pool_client(
        UserPoolId=stage.user_pool_id, ClientName="site", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]

    def sign_in() -> str:
        asked = {"USERNAME": "a", "PASSWORD": PASSWORD}
        answer = stage.cognito.admin_initiate_auth(
            UserPoolId=stage.user_pool_id, ClientId=client, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=asked
        )
        return answer["AuthenticationResult"]["AccessToken"]

    accounts.create_person(stage, "a", "a@cen.example", Rights("limited"), PASSWORD)
    token = sign_in()
    assert stage.cognito.get_user(AccessToken=token)["Username"] == "a"
    accounts.disable_person(stage, "a")
    with pytest.raises(stage.cognito.exceptions.NotAuthorizedException):
        stage.cognito.get_user(AccessToken=token)
    with pytest.raises(stage.cognito.exceptions.NotAuthorizedException):
        sign_in()
    accounts.enable_person(stage, "a")
    assert stage.cognito.get_user(AccessToken=sign_in())["Username"] == "a"


def test_without_a_password_the_account_waits_for_the_invitation(stage: Stage) -> None:
    accounts.create_person(stage, "a", "a@cen.example", Rights("read-only", "FR"))
    made = stage.cognito.admin_get_user(UserPoolId=stage.user_pool_id, Username="a")
    assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert {"Name": "email_verified", "Value": "true"} in made["UserAttributes"]
    assert set(accounts.groups_of(stage, "a")) == {"tier-read-only", "administration-FR"}


def test_a_group_that_is_there_is_used(stage: Stage) -> None:
    for name in ("a", "b"):
        accounts.create_person(stage, name, f"{name}@cen.example", Rights("limited"), PASSWORD)
    groups = stage.cognito.list_groups(UserPoolId=stage.user_pool_id)["Groups"]
    assert [group["GroupName"] for group in groups] == ["tier-limited"]
