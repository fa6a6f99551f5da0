"""Accounts as operators make them: rights that make sense, switched off for good, secrets told once."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import NoRegionError
from moto import mock_aws

from ops import accounts, cen_admin
from ops.accounts import Refused, Rights
from ops.stage import Stage

PASSWORD = "Long-enough-for-us-1"


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        cognito, dynamodb = boto3.client("cognito-idp"), boto3.client("dynamodb")
        pool = cognito.create_user_pool(PoolName="cen")["UserPool"]["Id"]
        cognito.create_resource_server(
            UserPoolId=pool,
            Identifier="cen",
            Name="cen",
            Scopes=[{"ScopeName": "tier-limited", "ScopeDescription": "x"}],
        )
        dynamodb.create_table(
            TableName="accounts",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "client_id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "client_id", "KeyType": "HASH"}],
        )
        yield Stage(cognito, dynamodb, pool, "accounts")


@pytest.mark.parametrize(
    ("rights", "says"),
    [
        ({"tier": "all"}, "tier must be"),
        ({"tier": "limited", "administration": "XX"}, "no administration XX"),
        ({"tier": "unrestricted", "rilos": ["XX"]}, "no RILO XX"),
        ({"tier": "unrestricted", "rilos": ["WE", "ZZ"]}, "no RILO ZZ$"),
        ({"tier": "unrestricted", "rilos": ["YY", "WE", "ZZ"]}, "no RILO YY or ZZ$"),
        ({"tier": "unrestricted", "roles": ["admin"]}, "role must be"),
        ({"tier": "read-only", "administration": "FR", "roles": ["ncp"]}, "unrestricted tier"),
        ({"tier": "limited", "rilos": ["WE"]}, "unrestricted tier"),
        ({"tier": "unrestricted", "roles": ["ncp"]}, "needs an administration"),
    ],
)
def test_rights_that_clash_are_refused(rights: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says):
        Rights(**rights)  # type: ignore[arg-type]


def test_a_person_has_exactly_the_rights_last_given(stage: Stage) -> None:
    accounts.create_person(stage, "a", "a@cen.example", Rights("unrestricted", "FR", ["WE"], ["ncp"]), PASSWORD)
    expected = {"tier-unrestricted", "administration-FR", "rilo-WE", "role-ncp"}
    assert set(accounts.groups_of(stage, "a")) == expected
    accounts.set_groups(stage, "a", Rights("read-only", "FR"))
    assert set(accounts.groups_of(stage, "a")) == {"tier-read-only", "administration-FR"}


def test_a_disabled_person_is_listed_as_such(stage: Stage) -> None:
    accounts.create_person(stage, "a", "a@cen.example", Rights("limited"), PASSWORD)
    accounts.disable_person(stage, "a")
    assert [(one["username"], one["enabled"]) for one in accounts.people(stage)] == [("a", False)]
    accounts.enable_person(stage, "a")
    assert [one["enabled"] for one in accounts.people(stage)] == [True]


def entries(stage: Stage) -> list[dict[str, Any]]:
    found = stage.dynamodb.scan(TableName="accounts")["Items"]
    return [{name: accounts._plain(value) for name, value in item.items()} for item in found]


def test_tokens_of_a_person_who_is_switched_off_or_loses_a_right_no_longer_count_everywhere(stage: Stage) -> None:
    accounts.create_person(stage, "a", "a@cen.example", Rights("unrestricted", "FR", roles=["ncp"]), PASSWORD)
    assert entries(stage) == []
    accounts.set_groups(stage, "a", Rights("unrestricted", "FR"))
    (entry,) = entries(stage)
    before = int(entry["tokens_from"])
    sub = {
        one["Name"]: one["Value"]
        for one in stage.cognito.admin_get_user(UserPoolId=stage.user_pool_id, Username="a")["UserAttributes"]
    }["sub"]
    assert (entry["client_id"], entry["name"], entry["active"]) == (sub, "a", True)
    accounts.disable_person(stage, "a")
    (entry,) = entries(stage)
    assert entry["active"] is False
    accounts.set_groups(stage, "a", Rights("limited"))
    assert [one["active"] for one in entries(stage)] == [False]
    accounts.enable_person(stage, "a")
    (entry,) = entries(stage)
    assert (entry["active"], int(entry["tokens_from"]) >= before) == (True, True)
    assert list(accounts.service_accounts(stage)) == []


def test_a_service_account_is_registered_and_can_be_switched_off(stage: Stage) -> None:
    made = accounts.create_service_account(stage, "feed", "limited", "FR")
    (listed,) = accounts.service_accounts(stage)
    assert (listed["client_id"], listed["administration"], listed["active"]) == (made.client_id, "FR", True)
    assert made.client_secret not in json.dumps(listed)
    accounts.disable_service_account(stage, made.client_id)
    assert [one["active"] for one in accounts.service_accounts(stage)] == [False]
    assert stage.cognito.list_user_pool_clients(UserPoolId=stage.user_pool_id)["UserPoolClients"] == []


def test_an_unknown_service_account_is_not_invented(stage: Stage) -> None:
    with pytest.raises(Refused, match="no service account with the client id nobody"):
        accounts.disable_service_account(stage, "nobody")
    assert list(accounts.service_accounts(stage)) == []


def test_passwords_are_long_and_of_every_kind() -> None:
    made = accounts.new_password()
    assert len(made) >= 14
    assert any(c.islower() for c in made)
    assert any(c.isupper() for c in made)
    assert any(c.isdigit() for c in made)
    assert any(not c.isalnum() for c in made)


def test_the_secret_is_printed_when_it_is_made_and_never_again(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    parse = cen_admin.parser().parse_args
    create = ["--stage", "x", "create-service-account", "--name", "feed", "--tier", "limited", "--administration", "FR"]
    cen_admin.run(stage, parse(create))
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"client_id", "client_secret"}
    cen_admin.run(stage, parse(["--stage", "x", "list-service-accounts"]))
    assert told["client_secret"] not in capsys.readouterr().out


class Strict:
    """A pool that makes temporary passwords which its own policy refuses, as the local cloud's does."""

    def __init__(self, cognito: Any) -> None:
        self._cognito = cognito

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cognito, name)

    def admin_create_user(self, **asked: Any) -> Any:
        if "TemporaryPassword" not in asked:
            says = {"Error": {"Code": "InvalidPasswordException", "Message": "Password must have length"}}
            raise self.exceptions.InvalidPasswordException(says, "AdminCreateUser")
        return self._cognito.admin_create_user(**asked)


def test_a_temporary_password_that_had_to_be_made_here_is_printed_once(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    parse = cen_admin.parser().parse_args
    create = ["--stage", "x", "create-user", "--username", "a", "--email", "a@cen.example", "--tier", "limited"]
    cen_admin.run(replace(stage, cognito=Strict(stage.cognito)), parse(create))
    told = json.loads(capsys.readouterr().out)
    assert told["username"] == "a"
    assert len(told["temporary_password"]) >= 14
    assert accounts.groups_of(stage, "a") == ["tier-limited"]
    made = stage.cognito.admin_get_user(UserPoolId=stage.user_pool_id, Username="a")
    assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    cen_admin.run(stage, parse([*create, "--username", "b"]))
    assert capsys.readouterr().out == ""


def test_the_command_says_what_is_wrong_and_how_it_ended(
    stage: Stage, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cen_admin, "open_stage", lambda _: stage)
    create = ["--stage", "x", "create-user", "--username", "a", "--email", "a@cen.example", "--tier", "limited"]
    assert cen_admin.main([*create, "--administration", "XX"]) == 2
    assert "no administration XX" in capsys.readouterr().err
    assert cen_admin.main(["--stage", "x", "disable-user", "--username", "nobody"]) == 1
    assert "UserNotFoundException" in capsys.readouterr().err
    assert list(accounts.people(stage)) == []
    assert cen_admin.main(["--stage", "x", "disable-service-account", "--client-id", "nobody"]) == 2
    assert capsys.readouterr().err == "cen-admin: there is no service account with the client id nobody\n"


def test_what_the_environment_lacks_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_region(_: str) -> Stage:
        raise NoRegionError

    monkeypatch.setattr(cen_admin, "open_stage", no_region)
    assert cen_admin.main(["--stage", "dev", "list-users"]) == 1
    assert capsys.readouterr().err == "cen-admin: You must specify a region.\n"
