"""Accounts are found by name; a token is asked for once."""

import pytest

from local import tokens
from local.tokens import NoToken

STACK = {"token_url": "http://test/token", "accounts": [{"name": "officer-fr"}, {"name": "external"}]}


def test_an_unknown_account_is_told_the_ones_there_are() -> None:
    with pytest.raises(NoToken, match="no account boss; there are officer-fr, external"):
        tokens.account(STACK, "boss")


def test_an_account_is_a_copy() -> None:
    tokens.account(STACK, "external")["name"] = "changed"
    assert tokens.account(STACK, "external") == {"name": "external"}


def test_a_token_is_kept_until_a_minute_before_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    given = iter([("short", 60), ("long", 900)])

    def sign_in(*_: object) -> dict[str, object]:
        token, seconds = next(given)
        return {"access_token": token, "expires_in": seconds}

    monkeypatch.setattr(tokens, "_kept", {})
    monkeypatch.setattr(tokens, "_sign_in", sign_in)
    assert [tokens.token_for(STACK, "officer-fr") for _ in range(3)] == ["short", "long", "long"]
