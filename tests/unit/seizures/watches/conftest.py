"""Saved searches on the context's table in memory, asked for through the API; records come from a corpus."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from moto import mock_aws

from cen.audit import Entry
from cen.dynamo import Item, Table
from cen.events import SeizureChanged
from cen.principal import Principal
from seizures import service
from seizures.record import Record
from seizures.store import SeizureStore
from seizures.watches.match import Matcher
from seizures.watches.store import SearchStore
from tests.answer import Answer
from tests.unit.seizures.builders import READER_GB, act
from tests.unit.seizures.exports.conftest import Clock
from tests.unit.seizures.gateway import Gateway
from tests.unit.seizures.test_store_contract import make_table


@dataclass
class Desk:
    """`call`: a request through the context's own handler; `hear`: what the matcher does about a record."""

    table: Table
    clock: Clock = field(default_factory=Clock)

    @property
    def records(self) -> SeizureStore:
        return SeizureStore(self.table)

    @property
    def searches(self) -> SearchStore:
        return SearchStore(self.table)

    def call(self, method: str, path: str, caller: Principal = READER_GB, body: Any = None) -> Answer:
        path, _, query = path.partition("?")
        parameters = dict(part.split("=", 1) for part in query.split("&")) if query else None
        gateway = Gateway(self.records, self.clock)  # type: ignore[arg-type]
        return gateway.call(method, path, caller, body, query=parameters)

    def save(self, name: str, caller: Principal = READER_GB, **search: str) -> str:
        answer = self.call("POST", "/v1/searches", caller, {"name": name, "search": search})
        assert answer.status == 201, answer.text
        return str(answer.json["id"])

    def put(self, record: Record) -> Record:
        """A record of the corpus, published now."""
        at = self.clock.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        document = record.document.replace("2026-03-20T12:00:00.000Z", at)
        record = replace(record, document=document)
        self.records.create(record, _entry(record), act())
        return record

    def change(self, before: Record, after: Record) -> Record:
        self.records.save(before, after, _entry(after), act())
        return after

    def hear(self, record: Record) -> int:
        event = SeizureChanged(seizure_id=record.id, version=record.version, action="published", administration="FR")
        return Matcher(self.records, self.searches, self.clock)(event)

    def matches(self, id: str) -> list[Item]:
        between = ("sk", "AUDIT#MATCH#", "AUDIT#MATCH#~")
        return list(self.table.query({"pk": f"SEARCH#{id}"}, between=between).items)

    def matched(self, id: str) -> list[str]:
        return [str(item["sk"]).rpartition("#")[2] for item in self.matches(id)]


def _entry(record: Record) -> Entry:
    return service.audited(act(later=record.version), "published", record)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield Desk(make_table())
