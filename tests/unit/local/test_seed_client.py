"""The client repeats what may be repeated, waits as long as it is asked to, and keeps its connection."""

import json
from http.client import HTTPConnection, HTTPMessage, RemoteDisconnected
from typing import Any
from urllib.parse import SplitResult

import pytest

from local.seed.client import Answer, Client

type Script = list[tuple[int, dict[str, str], bytes] | Exception]


class FakeResponse:
    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = HTTPMessage()
        for name, value in headers.items():
            self.headers[name] = value
        self._body = body

    def read(self) -> bytes:
        return self._body


class FakeConnection(HTTPConnection):
    """Answers from a script; an exception in it breaks the connection."""

    def __init__(self, script: Script) -> None:
        super().__init__("nowhere")
        self.script = script
        self.sent: list[tuple[str, str, Any, Any]] = []

    def request(self, method: str, url: str, body: Any = None, headers: Any = None, **_: Any) -> None:
        self.sent.append((method, url, body, headers))

    def getresponse(self) -> Any:
        match self.script.pop(0):
            case Exception() as broken:
                raise broken
            case status, headers, body:
                return FakeResponse(status, headers, body)


class Line:
    """Counts connections and waits."""

    def __init__(self, *script: tuple[int, dict[str, str], bytes] | Exception) -> None:
        self.connection = FakeConnection(list(script))
        self.opened = 0
        self.waits: list[float] = []
        self.client = Client("http://cloud:4566/local/", connect=self.open, sleep=self.waits.append)

    def open(self, url: SplitResult) -> HTTPConnection:
        assert url.netloc == "cloud:4566"
        self.opened += 1
        return self.connection


OK = (200, {"ETag": '"1"'}, b'{"id": "x"}')
BUSY: tuple[int, dict[str, str], bytes] = (429, {"Retry-After": "2"}, b"{}")


def test_an_answer_has_status_etag_and_document() -> None:
    line = Line(OK, OK)
    assert line.client.call("POST", "/v1/seizures", "token", {"a": "é"}) == Answer(200, '"1"', {"id": "x"})
    line.client.call("GET", "/v1/me", "token")
    assert line.opened == 1
    method, path, body, headers = line.connection.sent[0]
    assert (method, path, json.loads(body)) == ("POST", "/local/v1/seizures", {"a": "é"})
    assert headers["Authorization"] == "Bearer token"


def test_it_waits_as_long_as_it_is_asked_to() -> None:
    line = Line(BUSY, BUSY, OK)
    assert line.client.call("GET", "/v1/me", "token").status == 200
    assert line.waits == [2.0, 2.0]


def test_it_gives_up_on_a_busy_api() -> None:
    line = Line(*[(503, {}, b"later")] * 8)
    assert line.client.call("GET", "/v1/me", "token") == Answer(503, None, "later")
    assert len(line.waits) == 7


def test_a_broken_connection_is_opened_again() -> None:
    line = Line(RemoteDisconnected("gone"), OK)
    assert line.client.call("GET", "/v1/me", "token").status == 200
    assert line.opened == 2


def test_it_gives_up_on_a_dead_address() -> None:
    line = Line(*[ConnectionRefusedError()] * 8)
    with pytest.raises(ConnectionRefusedError):
        line.client.call("GET", "/v1/me", "token")
