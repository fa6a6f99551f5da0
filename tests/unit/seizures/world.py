"""The whole context: the real stores on tables in memory, or moto's, and behind them what hears of changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import boto3
from moto import mock_aws
from pydantic import BaseModel

from cen.act import Act
from cen.dynamo import Item, Table
from cen.dynamo.operations import plain, typed
from cen.events import NoticeRaised, NoticeSettled, SeizureChanged
from cen.http import Handler
from cen.paging import Cursors
from cen.principal import Principal
from seizures.api import api
from seizures.duplicates.matching import Matcher
from seizures.duplicates.store import PairStore
from seizures.outbox import describe
from seizures.payback.store import FigureStore
from seizures.payback.tallying import Tally
from seizures.record import Record
from seizures.search.keys import entry_of
from seizures.search.project import project
from seizures.search.similar import similar
from seizures.store import SeizureStore
from seizures.stores import Stores
from tests.answer import Answer
from tests.unit.memory import MemoryTable
from tests.unit.seizures.builders import NOW, OFFICER, READER_GB, SIMPLE, person, record
from tests.unit.seizures.fakes import FakeIndex, FakeStatistics
from tests.unit.seizures.gateway import Accounts, event_of
from tests.unit.seizures.test_store_contract import make_table


@dataclass
class World:
    """`heard`: events in the order in which they were published. Each call takes a second of the clock."""

    records: SeizureStore = field(default_factory=lambda: SeizureStore(MemoryTable()))
    figures: Table = field(default_factory=MemoryTable)
    index: FakeIndex = field(default_factory=FakeIndex)
    blocks: FakeIndex = field(default_factory=FakeIndex)
    statistics: FakeStatistics = field(default_factory=FakeStatistics)
    now: datetime = NOW
    heard: list[BaseModel] = field(default_factory=list)
    _told: set[tuple[str, str]] = field(default_factory=set)

    def clock(self) -> datetime:
        return self.now

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
        self.now += timedelta(seconds=1)
        stores = Stores(self.records, self.index, self.blocks, self.figures, self.statistics)
        handler = Handler(api, lambda: stores, Accounts(), Cursors(lambda: b"secret"), self.clock)
        answer = handler(event_of(method, path, caller, body, query=query, headers=headers), None)
        if method != "GET":
            self.catch_up()
        return Answer(answer["statusCode"], answer["headers"], answer["body"])

    def catch_up(self) -> None:
        """What the stream, the publisher and the consumers do a moment later, until nothing is new."""
        while news := self._news():
            for image in news:
                for event in describe(image):
                    self.heard.append(event)
                    self.hear(event)

    def hear(self, event: BaseModel) -> None:
        if isinstance(event, NoticeRaised):
            self.tally.cited(event)
        if isinstance(event, SeizureChanged):
            project(self.records, self.index, event.seizure_id, self.now.date())
            self.matcher.match(event.seizure_id)
            self.tally.changed(event)

    @property
    def matcher(self) -> Matcher:
        return Matcher(PairStore(self.records), self.blocks, self.clock)

    @property
    def tally(self) -> Tally:
        def alike(record: Record) -> list[dict[str, Any]]:
            act = Act(READER_GB, self.now, "")
            found = similar(self.index.read, act, entry_of(record).keys, record.id)
            return [one["seizure"] for one in found]

        return Tally(self.records, FigureStore(self.figures), alike, self.clock)

    def _news(self) -> list[dict[str, Any]]:
        found = {key: typed(item) for key, item in self._items() if key[1].startswith("AUDIT#")}
        new = sorted(found.keys() - self._told, key=lambda key: key[1])
        self._told |= set(new)
        return [found[key] for key in new]

    def _items(self) -> list[tuple[tuple[str, str], Item]]:
        table = self.records.table
        if isinstance(table, MemoryTable):
            return list(table.items.items())
        every = [plain(item) for item in table.client.scan(TableName=table.name)["Items"]]
        return [((str(item["pk"]), str(item["sk"])), item) for item in every]

    def notices(self, to: str) -> list[tuple[str, bool]]:
        """Kinds of the notices that stand before somebody, and whether they must act."""
        standing: dict[tuple[str, str], tuple[str, bool]] = {}
        for event in self.heard:
            if isinstance(event, NoticeRaised):
                standing[event.key, event.to] = (event.kind, event.must_act)
            elif isinstance(event, NoticeSettled):
                standing = {key: value for key, value in standing.items() if key[0] != event.key}
        return [notice for (_, addressee), notice in standing.items() if addressee == to]

    def publish(self, body: dict[str, Any] | None = None, by: Principal = OFFICER, **changes: Any) -> str:
        """Id of a record that was entered, submitted and approved."""
        entered = self.call("POST", "/v1/seizures", by, record(SIMPLE if body is None else body, **changes))
        assert entered.status == 201, entered.text
        path = f"/v1/seizures/{entered.json['id']}"
        assert self.call("POST", f"{path}/submit", by).status == 200
        ncp = person(f"ncp-{by.administration}", administration=by.administration, roles=frozenset({"ncp"}))
        approved = self.call("POST", f"{path}/approve", ncp)
        assert approved.json["status"] == "published", approved.text
        return str(entered.json["id"])

    def record(self, id: str) -> Record:
        found = self.records.read(id)
        assert found is not None
        return found

    def found(self, caller: Principal, **query: str) -> set[str]:
        """Ids of a search."""
        return {row["id"] for row in self.call("GET", "/v1/seizures", caller, query=query).json["items"]}


@contextmanager
def world_on_moto() -> Iterator[World]:
    with mock_aws():
        yield World(SeizureStore(make_table()), make_plain_table("figures"))


def make_plain_table(name: str) -> Table:
    client = boto3.client(
        "dynamodb", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
    )
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    return Table(client, name)
