"""A caller of the deployed API: real HTTP, real tokens."""

import http.client
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

import boto3

from local.tokens import account, token_for
from tests.answer import Answer


@dataclass(frozen=True)
class Api:
    url: str
    token: str | None

    def __call__(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """`body`: JSON values, or bytes that are sent as they are."""
        where = urlparse(self.url)
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json"} if data is not None else {}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        try:
            connection.request(method, f"{where.path}{path}", data, {**sent, **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.headers), answer.read().decode())
        finally:
            connection.close()


class Connect:
    """`connect("officer-fr")` calls as that account, `connect(None)` as nobody, or with any token."""

    def __init__(self, stack: Mapping[str, Any]) -> None:
        self._stack = stack

    def __call__(self, name: str | None, token: str | None = None) -> Api:
        return Api(self._stack["api_url"], token_for(self._stack, name) if name else token)


def cognito(stack: Mapping[str, Any]) -> Any:
    return service(stack, "cognito-idp")


def service(stack: Mapping[str, Any], name: str) -> Any:
    """A client of an AWS service of the stack, as its operators have it."""
    return boto3.client(
        name,
        endpoint_url=stack["endpoint_url"],
        region_name=stack["region"],
        aws_access_key_id="000000000000",
        aws_secret_access_key="test",
    )


def sign_in(stack: Mapping[str, Any], name: str) -> dict[str, str]:
    """All tokens of a plain password sign-in, which only the local stage allows."""
    one = account(stack, name)
    with closing(cognito(stack)) as client:
        return password_tokens(client, stack["client_id"], one["username"], one["password"])


def password_tokens(client: Any, client_id: str, username: str, password: str) -> dict[str, str]:
    parameters = {"USERNAME": username, "PASSWORD": password}
    answer = client.initiate_auth(ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    return dict(answer["AuthenticationResult"])
