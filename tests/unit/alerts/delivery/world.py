"""The context's table in memory and its API, for what is subscribed to, delivered and kept in inboxes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import boto3

from alerts.store import AlertStore
from alerts.stores import Stores
from cen.doors import SeenMembers, SeenSeat
from cen.dynamo import Table
from cen.http import Handler
from cen.paging import Cursors
from cen.principal import Account, Principal, Tier
from cen.routes import Api
from tests.answer import Answer
from tests.unit.seizures.builders import NOW
from tests.unit.seizures.gateway import claims

TABLE = "alerts"


def person(id: str, administration: str | None = None, tier: Tier | None = Tier.UNRESTRICTED, **more: Any) -> Principal:
    """`id`: the token's subject, which is no username."""
    return Principal(f"sub-{id}", id, "person", tier, administration, **more)


OFFICER = person("officer-fr", "FR")
COLLEAGUE = person("officer-fr-2", "FR")
NCP = person("ncp-fr", "FR", roles=frozenset({"ncp"}))
OFFICER_CO = person("officer-co", "CO")
RILO_WE = person("rilo-we", "DE", rilos=frozenset({"WE"}))
RILO_SA = person("rilo-sa", "CL", rilos=frozenset({"SA"}))
CENMAT = person("cenmat", roles=frozenset({"cenmat"}))
READER_GB = person("reader-gb", "GB", Tier.READ_ONLY)
LIMITED = person("limited-de", "DE", Tier.LIMITED)
EXTERNAL = person("external", None, Tier.LIMITED)
SERVICE = Principal("client-fr", "feed", "service", Tier.UNRESTRICTED, "FR")


@cache
def _client() -> Any:
    """One for all tests: making it takes longer than most of them."""
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    return boto3.client("dynamodb", region_name="us-east-1", **keys)


def make_table() -> Table:
    client = _client()
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    return Table(client, TABLE)


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class Accounts:
    def find(self, client_id: str) -> Account | None:
        return Account("FR", "feed") if client_id == SERVICE.id else None


class Seats:
    """Of joint operations, by the id of whoever sits there."""

    def __init__(self) -> None:
        self.of: dict[str, set[str]] = {}
        self.asked: list[tuple[str, Principal]] = []

    def seat(self, operation: str, of: Principal) -> SeenSeat | None:
        self.asked.append((operation, of))
        return SeenSeat("participant", "WE", "running") if of.id in self.of.get(operation, ()) else None

    def members(self, operation: str, of: Principal) -> SeenMembers | None:
        raise NotImplementedError


def stores_of(table: Table, seats: Seats | None = None) -> Stores:
    """Only what these routes work on."""
    others: dict[str, Any] = {one.name: None for one in fields(Stores)}
    return Stores(**{**others, "alerts": AlertStore(table), "seats": seats or Seats()})


@dataclass
class Front:
    """Calls routes as the gateway would."""

    table: Table
    api: Api[Any]
    clock: Clock = field(default_factory=Clock)
    seats: Seats = field(default_factory=Seats)

    def call(
        self,
        method: str,
        path: str,
        caller: Principal | None = OFFICER,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """`caller`: None for nobody; `body`: JSON values, or a text that is sent as it is."""
        path, _, query = path.partition("?")
        parameters = dict(part.split("=", 1) for part in query.split("&")) if query else None
        event = {
            "httpMethod": method,
            "path": path,
            "headers": {"Content-Type": "application/json", **(headers or {})},
            "queryStringParameters": parameters,
            "multiValueQueryStringParameters": {name: [value] for name, value in (parameters or {}).items()} or None,
            "body": body if isinstance(body, str) or body is None else json.dumps(body),
            "requestContext": {"requestId": "req-1", "authorizer": {"claims": claims(caller)}} if caller else {},
        }
        stores = stores_of(self.table, self.seats)
        answer = Handler(self.api, lambda: stores, Accounts(), Cursors(lambda: b"secret"), self.clock)(event, None)
        return Answer(answer["statusCode"], answer["headers"], answer["body"])

    def items(self, partition: str, first: str = "!", last: str = "~") -> list[Any]:
        return list(self.table.query({"pk": partition}, between=("sk", first, last), limit=1000).items)
