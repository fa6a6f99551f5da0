"""The indexer from its messages to the postings, and what it does about a busy table."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from moto import mock_aws

from cen.consumer import Consumer
from cen.dynamo import Table, put
from cen.dynamo.table import client
from cen.events import SeizureChanged
from cen.problems import Unavailable
from seizures import indexer, items
from seizures.record import Record
from seizures.search.index import SearchIndex
from seizures.store import SeizureStore
from tests.unit.seizures.builders import SIMPLE, record
from tests.unit.seizures.fakes import FakeIndex, FakeStore
from tests.unit.seizures.search.corpus import TODAY, published, withdrawn
from tests.unit.seizures.search.test_index import everything, make_table, standing, wanted
from tests.unit.seizures.test_store_contract import make_table as make_records


@dataclass(frozen=True)
class Tables:
    records: Table
    search: Table

    def save(self, one: Record) -> Record:
        self.records.transact([put(items.head(one))])
        return one


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tables]:
    """Two tables that the handler knows by its environment alone, as on Lambda."""
    told = {"CEN_TABLE": "seizures", "CEN_SEARCH_TABLE": "search", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in {**told, "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}.items():
        monkeypatch.setenv(name, value)
    client.cache_clear()
    indexer._stores.cache_clear()
    with mock_aws():
        yield Tables(make_records(), make_table())
    client.cache_clear()
    indexer._stores.cache_clear()


def batch(*ids: str) -> dict[str, Any]:
    """As the queue hands over what the bus delivered."""

    def message(number: int, id: str) -> dict[str, Any]:
        event = {"seizure_id": id, "version": 1, "action": "published", "administration": "FR"}
        body = {"detail-type": "SeizureChanged", "source": "cen.seizures", "detail": event}
        return {"messageId": f"m{number}", "body": json.dumps(body), "eventSource": "aws:sqs"}

    return {"Records": [message(number, id) for number, id in enumerate(ids)]}


def test_messages_come_in_and_postings_stand(tables: Tables) -> None:
    one, other = tables.save(published(SIMPLE, 1)), tables.save(published(record(SIMPLE, tlp="AMBER"), 2))
    assert indexer.handler(batch(one.id, other.id), None) == {"batchItemFailures": []}
    assert everything(tables.search) == wanted(one) | wanted(other)
    tables.save(withdrawn(one))
    assert indexer.handler(batch(one.id), None) == {"batchItemFailures": []}
    assert everything(tables.search) == wanted(other)


def test_a_message_of_a_record_that_is_not_there_is_done_with(tables: Tables) -> None:
    gone = published(SIMPLE, 9)
    assert indexer.handler(batch(gone.id), None) == {"batchItemFailures": []}
    assert everything(tables.search) == set()


def test_poison_holds_up_nobody(tables: Tables) -> None:
    one, other = tables.save(published(SIMPLE, 1)), tables.save(published(SIMPLE, 2))
    messages = batch(one.id, "not-an-id", other.id)
    assert indexer.handler(messages, None) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert everything(tables.search) == wanted(one) | wanted(other)


class Killed(BaseException):
    """What ends a process is no exception that a consumer could catch."""


@dataclass(frozen=True)
class Dying(Table):
    """Ends the process before the transaction of that number."""

    left: list[int] = field(default_factory=list)

    def transact(self, operations: Sequence[Any]) -> None:
        self.left[0] -= 1
        if self.left[0] == 0:
            raise Killed
        Table.transact(self, operations)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_consumer_killed_in_the_middle_of_a_batch_loses_nothing(tables: Tables, number: int) -> None:
    """The queue hands the whole batch to the next one, as nobody answered for it. A record takes several transactions
    here, so that the end comes between records as well as within one."""
    found = [tables.save(published(record(SIMPLE, narrative=f"Scanner image {n}"), n)) for n in range(3)]
    messages = batch(*(one.id for one in found))

    def consumer(table: Table) -> Consumer[SeizureChanged]:
        records, index = SeizureStore(tables.records), SearchIndex(table, most=12)
        return Consumer(
            "seizures", SeizureChanged, lambda event: indexer.bring_up(records, index, event.seizure_id, TODAY)
        )

    with pytest.raises(Killed):
        consumer(Dying(tables.search.client, "search", [number]))(messages, None)
    assert everything(tables.search) != set().union(*map(wanted, found))
    assert consumer(tables.search)(messages, None) == {"batchItemFailures": []}
    assert everything(tables.search) == set().union(*map(wanted, found))


@dataclass(frozen=True)
class Busy(FakeIndex):
    """Refuses the first so many writes, as DynamoDB does when two transactions meet."""

    refuse: list[int] = field(default_factory=lambda: [0])

    def bring_up_to(self, *given: Any, **more: Any) -> bool:
        self.refuse[0] -= 1
        if self.refuse[0] >= 0:
            raise Unavailable
        return FakeIndex.bring_up_to(self, *given, **more)


@pytest.mark.parametrize("refused", [0, 1, 3])
def test_a_conflict_is_tried_again_at_once(refused: int) -> None:
    one, pauses = published(SIMPLE, 1), list[float]()
    index = Busy(refuse=[refused])
    assert indexer.bring_up(FakeStore(heads={one.id: one}), index, one.id, TODAY, pauses.append)
    assert standing(index) == [one.id]
    assert len(pauses) == refused
    assert sum(pauses) < 5


def test_a_table_that_stays_busy_leaves_the_message_to_the_queue() -> None:
    one = published(SIMPLE, 1)
    with pytest.raises(Unavailable):
        indexer.bring_up(FakeStore(heads={one.id: one}), Busy(refuse=[99]), one.id, TODAY, lambda _: None)
