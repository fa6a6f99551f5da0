"""Calls a context's handler as the gateway would, without a network."""

import json
from dataclasses import dataclass, field
from typing import Any

from cen.clock import Clock
from cen.http import Handler
from cen.paging import Cursors
from cen.principal import Account, Principal
from cen.routes import Api
from seizures.api import api as seizures_api
from seizures.search.project import project
from seizures.stores import Stores
from tests.answer import Answer
from tests.unit.seizures.builders import NOW, SERVICE
from tests.unit.seizures.fakes import FakeIndex, FakeStatistics, FakeStore


class Accounts:
    def find(self, client_id: str) -> Account | None:
        return Account("FR", "feed") if client_id == SERVICE.id else None


def _now() -> Any:
    return NOW


@dataclass(frozen=True)
class Gateway:
    store: FakeStore = field(default_factory=FakeStore)
    clock: Clock = _now
    api: Api[Any] = seizures_api
    index: FakeIndex = field(default_factory=FakeIndex)
    blocks: FakeIndex = field(default_factory=FakeIndex)

    def call(
        self,
        method: str,
        path: str,
        caller: Principal,
        body: Any = None,
        *,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """`body`: JSON values, or a text that is sent as it is."""
        event = event_of(method, path, caller, body, query=query, headers=headers)
        stores = Stores(self.store, self.index, self.blocks, self.store.table, FakeStatistics())
        handler = Handler(self.api, lambda: stores, Accounts(), Cursors(lambda: b"secret"), self.clock)
        answer = handler(event, None)
        if method != "GET":
            self.catch_up()
        return Answer(answer["statusCode"], answer["headers"], answer["body"])

    def catch_up(self) -> None:
        """What the stream and the indexer do a moment later; on the store in memory, which knows all of its records."""
        for id in getattr(self.store, "heads", ()):
            project(self.store, self.index, id, self.clock().date())


def event_of(
    method: str,
    path: str,
    caller: Principal,
    body: Any = None,
    *,
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """`body`: JSON values, or a text that is sent as it is."""
    text = body if isinstance(body, str) or body is None else json.dumps(body)
    return {
        "httpMethod": method,
        "path": path,
        "headers": {"Content-Type": "application/json", **(headers or {})},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()} or None,
        "body": text,
        "isBase64Encoded": False,
        "requestContext": {"requestId": "req-1", "authorizer": {"claims": claims(caller)}},
    }


def claims(caller: Principal) -> dict[str, str]:
    if caller.kind == "service":
        return {"sub": caller.id, "client_id": caller.id, "token_use": "access", "scope": f"cen/tier-{caller.tier}"}
    groups = [f"tier-{caller.tier}"] if caller.tier else []
    groups += [f"administration-{caller.administration}"] if caller.administration else []
    return {
        "sub": caller.id,
        "username": caller.name,
        "token_use": "access",
        "cognito:groups": f"[{' '.join(groups + caller.groups)}]",
    }
