"""Access tokens as a browser and a machine get them: the sign-in page with code and PKCE, and client credentials."""

import base64
import hashlib
import json
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from http.client import HTTPResponse
from typing import Any

_kept: dict[str, tuple[float, str]] = {}


class NoToken(RuntimeError):
    """The sign-in was refused."""


def account(stack: Mapping[str, Any], name: str) -> dict[str, Any]:
    for one in stack["accounts"]:
        if one["name"] == name:
            return dict(one)
    raise NoToken(f"no account {name}; there are {', '.join(one['name'] for one in stack['accounts'])}")


def token_for(stack: Mapping[str, Any], who: str | Mapping[str, Any]) -> str:
    """An access token of an account of the stack, by name or as a mapping; kept until a minute before it ends."""
    one = account(stack, who) if isinstance(who, str) else who
    key = f"{stack['token_url']} {one['name']}"
    ends, token = _kept.get(key, (0.0, ""))
    if ends < time.time():
        answer = _client_credentials(one) if "client_secret" in one else _sign_in(stack, one)
        token = answer["access_token"]
        _kept[key] = (time.time() + int(answer["expires_in"]) - 60, token)
    return token


def _client_credentials(one: Mapping[str, Any]) -> dict[str, Any]:
    basic = base64.b64encode(f"{one['client_id']}:{one['client_secret']}".encode()).decode()
    form = {"grant_type": "client_credentials", "scope": f"cen/tier-{one['tier']}"}
    return _json(_post(one["token_url"], form, {"Authorization": f"Basic {basic}"}))


def _sign_in(stack: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    """Authorization code with PKCE (RFC 7636), as the website does it."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "client_id": stack["client_id"],
        "redirect_uri": stack["redirect_uri"],
        "response_type": "code",
        "scope": "openid cen/api",
        "state": secrets.token_urlsafe(8),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    filled = {**asked, "username": one["username"], "password": one["password"]}
    with _post(f"{stack['sign_in_url']}/login", filled) as page:
        location = page.headers.get("Location", "")
    returned = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(location).query))
    if returned.get("state") != asked["state"] or "code" not in returned:
        raise NoToken(f"{one['username']} could not sign in")
    exchange = {
        "grant_type": "authorization_code",
        "client_id": stack["client_id"],
        "redirect_uri": stack["redirect_uri"],
        "code": returned["code"],
        "code_verifier": verifier,
    }
    return _json(_post(stack["token_url"], exchange))


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _post(url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Any:
    """The answer, redirects and refusals included."""
    body = urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(url, body, dict(headers or {}))  # noqa: S310 - addresses of stack.json
    try:
        return urllib.request.build_opener(_StayHere).open(request, timeout=30)
    except urllib.error.HTTPError as answer:
        return answer


def _json(answer: HTTPResponse) -> dict[str, Any]:
    with answer:
        found: dict[str, Any] = json.load(answer)
    if "access_token" not in found:
        raise NoToken(found.get("error", "no token"))
    return found
