"""The table in memory keeps DynamoDB's promises: the same walk leaves the same behind on both."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from benchmarks.comm.memory import Memory
from cen.dynamo import Cancelled, Table, delete, put, update
from comm.errors import Overtaken
from comm.store import CommStore
from tests.unit.comm.test_secrecy import walk
from tests.unit.comm.world import ACCOUNTS, KEYS, TABLE, World, memory, room, text
from tests.unit.seizures.builders import NCP, OFFICER, OFFICER_CO, RILO_WE


class Dynamo:
    """moto, offering what tests ask of the table in memory."""

    def __init__(self) -> None:
        self._client = boto3.Session("testing", "testing", region_name="us-east-1").client("dynamodb")
        for name, keys in ((TABLE, ("pk", "sk")), (KEYS, ("pk", "sk")), (ACCOUNTS, ("client_id",))):
            index = {"GlobalSecondaryIndexes": [_INDEX]} if name == TABLE else {}
            named = [*keys, *(("bd_pk", "bd_sk") if index else ())]
            self._client.create_table(
                TableName=name,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": one, "AttributeType": "S"} for one in named],
                KeySchema=_schema(keys),
                **index,  # type: ignore[arg-type]
            )

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def every(self) -> Iterator[tuple[str, Any]]:
        for name in (TABLE, KEYS, ACCOUNTS):
            for page in self._client.get_paginator("scan").paginate(TableName=name):
                for item in page["Items"]:
                    yield name, item


def _schema(keys: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"AttributeName": one, "KeyType": kind} for one, kind in zip(keys, ("HASH", "RANGE"), strict=False)]


_INDEX = {
    "IndexName": "board",
    "KeySchema": _schema(("bd_pk", "bd_sk")),
    "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["row"]},
}


@pytest.fixture(params=["memory", "moto"])
def dynamo(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "memory":
        yield memory()
        return
    with mock_aws():
        yield Dynamo()


def test_a_whole_operation_leaves_the_same_behind(dynamo: Any) -> None:
    world = World(dynamo=dynamo)
    heron = room(world, "FR", "CO")
    walk(heron)
    assert heron.expel("CO").status == 200
    assert heron.call("GET", "/messages", OFFICER_CO).status == 404
    page = heron.read(NCP, limit=50)
    assert [(one["number"], one["state"]) for one in page["items"]] == [
        (1, "sent"),
        (2, "sent"),
        (3, "withdrawn"),
        (4, "sent"),
    ]
    board = heron.call("GET", "/board", NCP).json
    totals = board["totals"]
    assert (totals["warning"], totals["withdrawn"], totals["asked"], totals["overdue"]) == (1, 1, 2, 2)
    assert len(heron.call("GET", "/warnings", NCP).json["items"]) == 1
    shown = heron.call("GET", "/report", NCP).json
    assert (shown["operation"]["state"], len(shown["cases"])) == ("closed", 1)
    world.later(days=110)
    world.tick()
    assert {one["state"] for one in heron.read(NCP)["items"]} == {"destroyed", "withdrawn"}
    assert [name for name, _ in dynamo.every() if name == KEYS] == []
    assert "canary" not in world.text()


def test_a_key_is_used_once_on_both(dynamo: Any) -> None:
    heron = room(World(dynamo=dynamo), "FR")
    key = {"Idempotency-Key": "k"}
    assert heron.send(OFFICER, text(), headers=key) == heron.send(OFFICER, text(), headers=key)
    assert heron.read(RILO_WE)["last"] == 1


def test_steps_of_a_transaction_do_the_same_on_both(dynamo: Any) -> None:
    table = Table(dynamo, TABLE)
    table.put({"pk": "A", "sk": "1", "n": 1, "text": "x"})
    table.transact(
        [
            update("A", "1", sets={"text": "y", "more": 5}, adds={"n": 2}, unless="#n = :n", values={"n": 1}),
            update("A", "2", adds={"n": -1}),
            put({"pk": "A", "sk": "3", "n": 0}, "attribute_not_exists(#pk)"),
        ]
    )
    assert table.get(pk="A", sk="1") == {"pk": "A", "sk": "1", "n": 3, "text": "y", "more": 5}
    assert table.get(pk="A", sk="2") == {"pk": "A", "sk": "2", "n": -1}
    table.transact(
        [
            update(
                "A",
                "1",
                sets={"text": "z"},
                removes=["more"],
                unless="attribute_exists(#pk) AND #n = :n",
                values={"n": 3},
            )
        ]
    )
    assert table.get(pk="A", sk="1") == {"pk": "A", "sk": "1", "n": 3, "text": "z"}
    for step in (
        put({"pk": "A", "sk": "3"}, "attribute_not_exists(#pk)"),
        update("A", "1", sets={"n": 9}, unless="#n = :n", values={"n": 8}),
        delete("A", "3", "#n = :n", {"n": 7}),
        update("A", "9", adds={"n": 1}, unless="attribute_exists(#pk)"),
        put({"pk": "A", "sk": "1"}, "attribute_not_exists(#pk) OR #n < :n", {"n": 3}),
    ):
        with pytest.raises(Cancelled):
            table.transact([step, put({"pk": "A", "sk": "never"})])
    table.transact(
        [put({"pk": "A", "sk": "1", "n": 4}, "attribute_not_exists(#pk) OR #n < :n", {"n": 4}), delete("A", "3")]
    )
    assert [item["sk"] for item in table.query({"pk": "A"}, newest_first=False).items] == ["1", "2"]


def test_pages_run_the_same_way_on_both(dynamo: Any) -> None:
    store = CommStore(Table(dynamo, TABLE), KEYS, ACCOUNTS)
    for number in range(7):
        row = {"bd_pk": "op#warning", "bd_sk": f"{9 - number}", "row": str(number)}
        store.put({"pk": "P", "sk": f"M#{number}", **row})
    seen: list[Any] = []
    page = store.page("P", "M#1", "M#5", None, 2)
    while page.next:
        seen += [item["sk"] for item in page.items]
        page = store.page("P", "M#1", "M#5", page.next, 2)
    seen += [item["sk"] for item in page.items]
    assert seen == [f"M#{number}" for number in (5, 4, 3, 2, 1)]
    rows: list[Any] = []
    board = store.board("op", "warning", None, 3)
    while board.next:
        rows += [item["row"] for item in board.items]
        board = store.board("op", "warning", board.next, 3)
    assert rows + [item["row"] for item in board.items] == [str(number) for number in range(6, -1, -1)]


def test_a_step_on_the_other_table_goes_with_the_others(dynamo: Any) -> None:
    store = CommStore(Table(dynamo, TABLE), KEYS, ACCOUNTS)
    ring = {"pk": "OP#x", "sk": "RING", "version": 1, "doc": json.dumps({"keys": {"1": "w"}, "versions": {}})}
    store.commit([put({"pk": "OP#x", "sk": "HEAD"}), store.of_keys(put(ring, "attribute_not_exists(#pk)"))])
    found, kept = store.again("x", ["HEAD", "gone"])
    assert (set(found), kept and kept.keys) == ({"HEAD"}, {1: "w"})
    with pytest.raises(Overtaken):
        store.commit([put({"pk": "OP#x", "sk": "NEW"}), store.of_keys(put(ring, "attribute_not_exists(#pk)"))])
    assert store.some("x", "NEW") == {}


@pytest.mark.parametrize("keys", [[], ["1", "1"], [str(n) for n in range(101)]])
def test_what_dynamodb_refuses_the_table_in_memory_refuses(keys: list[str]) -> None:
    asked = {TABLE: {"Keys": [{"pk": {"S": "P"}, "sk": {"S": key}} for key in keys]}}
    with pytest.raises(Exception, match="Validation"):
        Memory().batch_get_item(RequestItems=asked)
    with pytest.raises(Exception, match="Validation"):
        Memory().transact_write_items(
            TransactItems=[
                {"Delete": {"TableName": TABLE, "Key": {"pk": {"S": "P"}, "sk": {"S": key}}}} for key in keys
            ]
        )
