"""A small JSON client of the API for many requests: one kept connection per thread, waits when told to."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urlsplit

_ATTEMPTS = 8
_BUSY = frozenset({429, 503})
_LONGEST_WAIT = 10.0
_TIMEOUT = 60


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    etag: str | None
    body: Any


class Refused(RuntimeError):
    """The API said no: what was sent, and its problem document."""

    def __init__(self, request: str, answer: Answer, sent: Any = None) -> None:
        parts = [f"{request} answered {answer.status}", json.dumps(answer.body, ensure_ascii=False, indent=1)]
        if sent is not None:
            parts.append(f"to {json.dumps(sent, ensure_ascii=False, indent=1)}")
        super().__init__("\n".join(parts))
        self.answer = answer


def connect(url: SplitResult) -> HTTPConnection:
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    return kind(url.netloc, timeout=_TIMEOUT)


class Client:
    def __init__(
        self,
        api_url: str,
        connect: Callable[[SplitResult], HTTPConnection] = connect,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = urlsplit(api_url.rstrip("/"))
        self._connect = connect
        self._sleep = sleep
        self._of_thread = threading.local()

    def call(
        self, method: str, path: str, token: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer, whatever its status. Requests are repeated while the API is busy or a connection breaks, so
        they must be safe to repeat."""
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        all_headers = {"Authorization": f"Bearer {token}", "Content-Type": kind, **(headers or {})}
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                response, text = self._send(method, path, sent, all_headers)
            except (HTTPException, OSError):
                self._forget_connection()
                if attempt == _ATTEMPTS:
                    raise
                self._sleep(min(0.1 * 2**attempt, _LONGEST_WAIT))
                continue
            if response.status not in _BUSY or attempt == _ATTEMPTS:
                break
            self._sleep(_wait(response.headers.get("Retry-After"), attempt))
        return Answer(response.status, response.headers.get("ETag"), _parsed(text))

    def _send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        connection = self._connection()
        connection.request(method, self._url.path + path, body, dict(headers))
        response = connection.getresponse()
        return response, response.read()

    def _connection(self) -> HTTPConnection:
        kept: HTTPConnection | None = getattr(self._of_thread, "connection", None)
        if kept is None:
            kept = self._of_thread.connection = self._connect(self._url)
        return kept

    def _forget_connection(self) -> None:
        self._connection().close()
        del self._of_thread.connection


def _wait(retry_after: str | None, attempt: int) -> float:
    asked = float(retry_after) if retry_after and retry_after.isdigit() else 0.1 * 2**attempt
    return min(asked, _LONGEST_WAIT)


def _parsed(text: bytes) -> Any:
    """JSON, or the text of whoever answered in the API's place."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text.decode(errors="replace")[:500]
