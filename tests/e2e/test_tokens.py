"""Who gets in at all: every kind of token that is not a good access token is a 401, in the contract's words."""

import base64
import json

import pytest

from cen.routes import Public
from local.contract import all_routes
from tests.e2e.client import Connect, sign_in


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
