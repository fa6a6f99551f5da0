"""The system on an in-process DynamoDB: the real handlers with the real client, every call of which is counted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import boto3
from moto import mock_aws

import directory.api
import reference.api
import seizures.api
from benchmarks.capacity import Exchange, Index, Units, units_of
from benchmarks.gateway import Call, Context, silence
from benchmarks.recording import Recorder
from benchmarks.samples import CLIENT_ID
from cen.accounts import CACHE_SECONDS, RegisteredAccounts
from cen.doors import Statistics
from cen.dynamo import Table
from cen.http import Handler
from cen.paging import Cursors
from seizures.search.index import SearchIndex
from seizures.store import SeizureStore
from seizures.stores import Stores

_SEIZURES, _SEARCH, _ACCOUNTS = "seizures", "search", "accounts"
_DUPLICATES, _FIGURES = "duplicates", "figures"
_PROJECTIONS = (_SEARCH, _DUPLICATES, _FIGURES)
_KEYS = {**dict.fromkeys((_SEIZURES, *_PROJECTIONS), ("pk", "sk")), _ACCOUNTS: ("client_id",)}
_INDEXES = {"worklist": ("wl_pk", "wl_sk"), "verification": ("rv_pk", "rv_sk")}
_INCLUDED = "row"

INDEXES = [Index(key, frozenset({*_KEYS[_SEIZURES], *key, _INCLUDED})) for key in _INDEXES.values()]


def _now() -> datetime:
    return datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def handlers(client: Any) -> dict[str, Handler[Any]]:
    """Each context's handler on a DynamoDB client. The register of machine clients is asked anew by every request."""
    minutes = count(step=2)
    accounts = RegisteredAccounts(lambda: Table(client, _ACCOUNTS), lambda: next(minutes) * CACHE_SECONDS)
    cursors = Cursors(lambda: b"a secret of thirty-two characters")
    store = Stores(
        SeizureStore(Table(client, _SEIZURES)),
        SearchIndex(Table(client, _SEARCH)),
        SearchIndex(Table(client, _DUPLICATES)),
        Table(client, _FIGURES),
        lambda: Statistics(_Statistics()),  # type: ignore[arg-type]
    )
    return {
        "seizures": Handler(seizures.api.api, lambda: store, accounts, cursors, _now),
        "directory": Handler(directory.api.api, lambda: None, accounts, cursors, _now),
        "reference": Handler(reference.api.api, lambda: None, accounts, cursors, _now),
    }


class _Statistics:
    """Another context's door: what it costs is measured with that one."""

    def ask(self, _: object) -> dict[str, Any]:
        return {"supported": {"count": 0, "found": []}}


@dataclass(frozen=True, slots=True)
class Measured:
    """`calls`: requests that botocore sent; `exchanges`: those to DynamoDB, to be said again."""

    calls: int
    units: Units
    status: int
    body: str
    exchanges: Sequence[Exchange]


@dataclass
class Cloud:
    recorder: Recorder
    handlers: dict[str, Handler[Any]]
    sent: list[str]
    references: Iterator[int] = field(default_factory=count)

    def send(self, context: str, call: Call) -> Measured:
        """Raises if the request is refused: a refusal costs less than what is measured."""
        self.recorder.exchanges.clear()
        self.sent.clear()
        with silence():
            answer = self.handlers[context](call.event(), Context())
        if answer["statusCode"] >= 300:
            raise RuntimeError(f"{call.method} {call.path}: {answer['statusCode']} {answer['body']}")
        exchanges = list(self.recorder.exchanges)
        units = sum((units_of(exchange, INDEXES) for exchange in exchanges), Units())
        return Measured(len(self.sent), units, answer["statusCode"], answer["body"], exchanges)


@contextmanager
def cloud() -> Iterator[Cloud]:
    with mock_aws():
        session = boto3.Session("testing", "testing", region_name="us-east-1")
        observer, counted = session.client("dynamodb"), session.client("dynamodb")
        _create_tables(observer)
        sent: list[str] = []
        counted.meta.events.register("before-send", lambda event_name, **_: sent.append(event_name))
        recorder = Recorder(counted, observer, _KEYS)
        yield Cloud(recorder, handlers(recorder), sent)


def _create_tables(client: Any) -> None:
    names = {*_KEYS[_SEIZURES], *(name for key in _INDEXES.values() for name in key)}
    client.create_table(
        TableName=_SEIZURES,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[_string(name) for name in sorted(names)],
        KeySchema=_schema(_KEYS[_SEIZURES]),
        GlobalSecondaryIndexes=[
            {
                "IndexName": name,
                "KeySchema": _schema(key),
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": [_INCLUDED]},
            }
            for name, key in _INDEXES.items()
        ],
    )
    for name in _PROJECTIONS:
        client.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[_string(key) for key in _KEYS[name]],
            KeySchema=_schema(_KEYS[name]),
        )
    client.create_table(
        TableName=_ACCOUNTS,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[_string("client_id")],
        KeySchema=_schema(_KEYS[_ACCOUNTS]),
    )
    account = {
        "client_id": {"S": CLIENT_ID},
        "administration": {"S": "FR"},
        "name": {"S": "feed"},
        "active": {"BOOL": True},
    }
    client.put_item(TableName=_ACCOUNTS, Item=account)


def _string(name: str) -> dict[str, str]:
    return {"AttributeName": name, "AttributeType": "S"}


def _schema(key: Sequence[str]) -> list[dict[str, str]]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(key, ("HASH", "RANGE"), strict=False)]
