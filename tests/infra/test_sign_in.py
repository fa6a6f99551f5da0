"""Who can have an account, how they sign in, and what their tokens may carry."""

from collections.abc import Mapping
from typing import Any

from tests.infra.templates import Assembly, flat

LOCAL_CALLBACK = "http://localhost/signed-in"


def test_nobody_signs_up_by_himself(assembly: Assembly) -> None:
    pool = assembly.one("Cognito::UserPool")["Properties"]
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert pool["AliasAttributes"] == ["email"]
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    assert "Schema" not in pool  # nothing personal is asked for


def test_passwords_are_long_and_first_ones_short_lived(assembly: Assembly) -> None:
    policy = assembly.one("Cognito::UserPool")["Properties"]["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] >= 14
    assert policy["TemporaryPasswordValidityDays"] <= 3
    assert all(policy[f"Require{kind}"] for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols"))


def test_real_stages_ask_for_an_authenticator_and_watch_sign_ins(deployed: Assembly) -> None:
    pool = deployed.one("Cognito::UserPool")["Properties"]
    assert pool["MfaConfiguration"] == "ON"
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]
    assert pool["UserPoolTier"] == "PLUS"
    assert pool["UserPoolAddOns"] == {"AdvancedSecurityMode": "ENFORCED"}


def test_the_local_stage_lets_tests_sign_in(assemblies: Mapping[str, Assembly]) -> None:
    assert assemblies["local"].one("Cognito::UserPool")["Properties"]["MfaConfiguration"] == "OFF"


def test_clients_of_people_use_the_code_flow_and_short_tokens(assembly: Assembly) -> None:
    for name, client in assembly.properties("Cognito::UserPoolClient").items():
        assert client["GenerateSecret"] is False, name  # public: the code flow needs PKCE
        assert client["AllowedOAuthFlows"] == ["code"], name
        assert client["AccessTokenValidity"] == client["IdTokenValidity"] == 15, name
        assert set(client["TokenValidityUnits"].values()) == {"minutes"}, name
        assert client["RefreshTokenValidity"] == 12 * 60, name
        assert client["RefreshTokenRotation"]["Feature"] == "ENABLED", name
        # Cognito refuses rotation beside this flow, and takes it for granted where no flow is named.
        assert client["ExplicitAuthFlows"], name
        assert "ALLOW_REFRESH_TOKEN_AUTH" not in client["ExplicitAuthFlows"], name
        assert client["EnableTokenRevocation"] is True, name
        assert client["PreventUserExistenceErrors"] == "ENABLED", name
        openid, own = client["AllowedOAuthScopes"]
        assert openid == "openid", name
        assert flat(own).endswith('"/api"]]}'), name


def test_plain_passwords_are_for_the_client_of_tests(assembly: Assembly) -> None:
    clients = _clients(assembly)
    assert set(clients) == ({"PoolWebsite"} if assembly.stage == "prod" else {"PoolWebsite", "PoolTests"})
    assert "ALLOW_USER_PASSWORD_AUTH" not in clients["PoolWebsite"]["ExplicitAuthFlows"]
    if "PoolTests" in clients:
        assert "ALLOW_USER_PASSWORD_AUTH" in clients["PoolTests"]["ExplicitAuthFlows"]
        assert clients["PoolTests"]["CallbackURLs"] == [LOCAL_CALLBACK]


def test_real_websites_are_called_back_over_https(deployed: Assembly) -> None:
    for url in _clients(deployed)["PoolWebsite"]["CallbackURLs"]:
        assert url.startswith("https://")


def test_scopes_and_groups_are_the_documented_ones(assembly: Assembly) -> None:
    server = assembly.one("Cognito::UserPoolResourceServer")["Properties"]
    tiers = {"tier-limited", "tier-read-only", "tier-unrestricted"}
    assert server["Identifier"] == "cen"
    assert {scope["ScopeName"] for scope in server["Scopes"]} == {"api", *tiers}
    groups = {group["GroupName"] for group in assembly.properties("Cognito::UserPoolGroup").values()}
    assert groups == {*tiers, "role-ncp", "role-cenmat"}


def test_what_clients_and_operators_look_up_is_put_out(assembly: Assembly) -> None:
    expected = {
        *("UserPoolId", "WebsiteClientId", "TokenUrl", "HostedUiUrl", "EventBusName"),
        *("AccountsTableName", "CursorSecretArn", "AlarmTopicArn"),
    }
    assert assembly.outputs("foundation") == expected | (set() if assembly.stage == "prod" else {"TestClientId"})
    assert {"ApiUrl", "ApiId"} <= assembly.outputs("api")
    assert assembly.outputs("seizures") == {
        f"{name}TableName" for name in ("Records", "Search", "Duplicates", "Figures")
    }


def _clients(assembly: Assembly) -> dict[str, Mapping[str, Any]]:
    """By logical id, without its hash."""
    clients = assembly.properties("Cognito::UserPoolClient")
    return {name.partition("/")[2][:-8]: client for name, client in clients.items()}
