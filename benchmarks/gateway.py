"""What stands around a handler on Lambda: the events of a REST API, the context, standard output."""

import io
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, redirect_stdout
from dataclasses import dataclass, field
from typing import Any

type Event = dict[str, Any]
type LambdaHandler = Callable[[Any, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Call:
    """One request of one caller (the claims of their token)."""

    method: str
    path: str
    caller: Mapping[str, str]
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def event(self) -> Event:
        headers = {
            "Accept": "application/json",
            "Host": "api.example.org",
            "User-Agent": "benchmark",
            "X-Forwarded-For": "192.0.2.1",
            "X-Forwarded-Proto": "https",
            **self.headers,
        }
        if self.body is not None:
            headers["Content-Type"] = "application/json"
        return {
            "resource": self.path,
            "path": self.path,
            "httpMethod": self.method,
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "queryStringParameters": dict(self.query) or None,
            "multiValueQueryStringParameters": {name: [value] for name, value in self.query.items()} or None,
            "pathParameters": None,
            "stageVariables": None,
            "requestContext": {
                "requestId": "8c1b9a54-0000-4000-8000-000000000000",
                "stage": "local",
                "path": self.path,
                "httpMethod": self.method,
                "identity": {"sourceIp": "192.0.2.1"},
                "authorizer": {"claims": dict(self.caller)},
            },
            "body": None if self.body is None else json.dumps(self.body, ensure_ascii=False),
            "isBase64Encoded": False,
        }


class _Nowhere(io.StringIO):
    def write(self, text: str) -> int:
        return len(text)


def silence() -> AbstractContextManager[object]:
    """Log lines are made but not shown."""
    return redirect_stdout(_Nowhere())


@dataclass(frozen=True, slots=True)
class Context:
    function_name: str = "seizures"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:seizures"
    aws_request_id: str = "8c1b9a54-0000-4000-8000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000
