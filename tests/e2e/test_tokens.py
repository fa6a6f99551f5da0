"""Who gets in at all: every kind of token that is not a good access token is a 401, in the contract's words."""

import base64
import json
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from cen.routes import Public
from local.contract import all_routes
from tests.e2e.client import Connect, cognito, password_tokens, sign_in


def _tampered(token: str) -> str:
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    claims["cognito:groups"] = ["tier-unrestricted", "administration-FR", "role-ncp"]
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"{header}.{forged}.{signature}"


def _unsigned(token: str) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    return f"{header}.{token.split('.')[1]}."


def test_every_protected_route_refuses_a_caller_without_token(connect: Connect) -> None:
    nobody = connect(None)
    for _, route in all_routes():
        if route.permission is Public:
            continue
        answer = nobody(route.method, route.path.replace("{id}", "0" * 26).replace("{", "").replace("}", ""))
        assert answer.status == 401, (route.method, route.path, answer.text)


@pytest.mark.parametrize("spoil", [_tampered, _unsigned, lambda token: token[:-4], lambda _: "nonsense", lambda _: ""])
def test_a_spoilt_token_is_no_token(connect: Connect, spoil: object) -> None:
    good = connect("limited-de")
    assert good("GET", "/v1/me").status == 200
    bad = connect(None, token=spoil(good.token))  # type: ignore[operator]
    answer = bad("GET", "/v1/me")
    assert answer.status == 401
    assert "tier" not in answer.text


def test_an_id_token_is_not_an_access_token(connect: Connect, stack: dict[str, object]) -> None:
    tokens = sign_in(stack, "officer-fr")
    assert connect(None, token=tokens["IdToken"])("GET", "/v1/me").status == 401
    assert connect(None, token=tokens["AccessToken"])("GET", "/v1/me").status == 200


def test_a_token_of_another_pool_opens_nothing(connect: Connect, stack: dict[str, object]) -> None:
    """Same groups, same names, somebody else's pool."""
    password = "Another-pool-1-password"
    with closing(cognito(stack)) as client:
        pool = client.create_user_pool(PoolName="foreign")["UserPool"]["Id"]
        app = client.create_user_pool_client(
            UserPoolId=pool, ClientName="foreign", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
        )["UserPoolClient"]["ClientId"]
        client.admin_create_user(UserPoolId=pool, Username="officer-fr", TemporaryPassword=password)
        client.admin_set_user_password(UserPoolId=pool, Username="officer-fr", Password=password, Permanent=True)
        for group in ("tier-unrestricted", "administration-FR"):
            client.create_group(UserPoolId=pool, GroupName=group)
            client.admin_add_user_to_group(UserPoolId=pool, Username="officer-fr", GroupName=group)
        foreign = password_tokens(client, app, "officer-fr", password)["AccessToken"]
        client.delete_user_pool(UserPoolId=pool)
    assert connect(None, token=foreign)("GET", "/v1/me").status == 401


def _signed_anew(token: str, key: Path, **claims: int) -> str:
    """The token with other claims and a signature of the pool's own key."""
    header, payload, _ = token.split(".")
    changed = {**json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))), **claims}
    body = base64.urlsafe_b64encode(json.dumps(changed).encode()).decode().rstrip("=")
    private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    signature = private.sign(f"{header}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{header}.{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def test_an_expired_token_is_no_token(connect: Connect, stack: dict[str, Any]) -> None:
    key = stack["folder"] / "state" / "cognito-pool-keys" / f"{stack['user_pool_id']}-access.pem"
    token = sign_in(stack, "officer-fr")["AccessToken"]
    now = int(time.time())
    assert connect(None, token=_signed_anew(token, key, exp=now + 60))("GET", "/v1/me").status == 200
    assert connect(None, token=_signed_anew(token, key, exp=now - 60))("GET", "/v1/me").status == 401
