"""The stores on a DynamoDB and an S3 in memory: the table that other tests use keeps the same promises."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import boto3
import pytest
from moto import mock_aws

from benchmarks.rollup.memory import MemoryTable
from cen.dynamo import Cancelled, Table, delete, put
from cen.problems import Unavailable
from rilo_rollup import consumer, stores
from rilo_rollup.cells.codec import packed, text_of, unpacked
from rilo_rollup.keep.lake import Lake, key_of
from rilo_rollup.keep.nodes import Node, NodeStore
from rilo_rollup.keep.rows import Change, RowStore
from rilo_rollup.keep.workbooks import Workbooks
from tests.unit.rilo_rollup.world import CENMAT, Records, World, case, changed, rewritten

_NAMES = count()


@pytest.fixture(scope="module")
def cloud() -> Iterator[None]:
    with mock_aws():
        yield


def make_table() -> Table:
    client = boto3.client("dynamodb", region_name="us-east-1")
    name = f"table-{next(_NAMES)}"
    keys = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
    recent = [{"AttributeName": "rn_pk", "KeyType": "HASH"}, {"AttributeName": "rn_sk", "KeyType": "RANGE"}]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk", "rn_pk", "rn_sk")],
        KeySchema=keys,  # type: ignore[arg-type]
        GlobalSecondaryIndexes=[
            {"IndexName": "recent", "KeySchema": recent, "Projection": {"ProjectionType": "ALL"}}  # type: ignore[typeddict-item]
        ],
    )
    return Table(client, name)


def everything(table: Any) -> dict[tuple[str, str], Any]:
    """All items, but for what differs from run to run: stamps, ids of runs."""
    if isinstance(table, MemoryTable):
        items = [item for standing in table.items.values() for item in standing.values()]
    else:
        pages = table.client.get_paginator("scan").paginate(TableName=table.name)
        items = [
            {name: int(value["N"]) if "N" in value else value.get("S") for name, value in item.items()}
            for page in pages
            for item in page["Items"]
        ]
    return {
        (item["pk"], item["sk"]): {name: value for name, value in item.items() if name != "stamp"}
        for item in items
        if not str(item["pk"]).startswith("RUN#")
    }


def history(world: World) -> list[dict[str, Any]]:
    """What happens in a small world, with its answers."""
    world.hear(*[case(number, administration=code) for number, code in enumerate(("FR", "FR", "DE"))])
    first = world.run()
    moved = rewritten(case(0), seized_on="2025-12-24")
    world.hear(moved, changed(case(1), status="withdrawn"), case(3, administration="DE", tlp="AMBER"))
    world.hear(replace(moved, version=1, status="withdrawn"))  # late news
    world.now += timedelta(minutes=1)
    second = world.run("WE")
    runs = [run.model_dump(exclude={"id", "milliseconds", "calls", "capacity_units"}) for run in (first, second)]
    listed = world.call("GET", "runs", CENMAT, query={"limit": "1"}).json
    again = world.call("GET", "runs", CENMAT, query={"limit": "1", "cursor": listed["next"]}).json
    order = [page["items"][0]["id"] == run.id for page, run in ((listed, second), (again, first))]
    tables = [json.loads(world.call("GET", f"tables/{id}").text) for id in ("t1", "t10", "t14")]
    return [*runs, {"order": order}, *tables]


def test_both_tables_tell_the_same_story(cloud: None) -> None:  # noqa: ARG001 - must run
    memory, real = World(), World(cells_table=make_table(), runs_table=make_table())
    assert history(memory) == history(real)
    assert everything(memory.cells_table) == everything(real.cells_table)
    assert memory.lake.files == real.lake.files


@pytest.fixture(params=["memory", "dynamodb"])
def table(request: pytest.FixtureRequest, cloud: None) -> Any:  # noqa: ARG001 - must run
    return MemoryTable() if request.param == "memory" else make_table()


def test_sets_conditions_and_refusals_are_alike(table: Any) -> None:
    assert [table.collect("p", "set", name) for name in ("a", "b", "a")] == [1, 2, 2]
    item: dict[str, Any] = {"pk": "p", "sk": "s", "version": 1}
    table.transact([put(item, "attribute_not_exists(#pk)")])
    with pytest.raises(Cancelled) as refused:
        table.transact([put(item, "attribute_not_exists(#pk)"), put({"pk": "p", "sk": "t"})])
    assert refused.value.standing == [item, None]
    assert table.get(pk="p", sk="t") is None
    table.transact([put({**item, "version": 2}, "attribute_not_exists(#pk) OR #version < :now", {"now": 2})])
    table.transact([delete("p", "s", "#version = :version", {"version": 2})])
    with pytest.raises(Cancelled):
        table.transact([delete("p", "s", "#version = :version", {"version": 2})])
    for number in range(5):
        table.transact([put({"pk": "q", "sk": f"{number}"})])
    first = table.query({"pk": "q"}, between=("sk", "1", "3"), limit=2, newest_first=False)
    second = table.query({"pk": "q"}, between=("sk", "1", "3"), limit=2, newest_first=False, start=first.next)
    assert [item["sk"] for item in (*first.items, *second.items)] == ["1", "2", "3"]
    newest = table.query({"pk": "q"}, limit=2)
    assert [item["sk"] for item in newest.items] == ["4", "3"]
    assert [item["sk"] for item in table.query({"pk": "q"}, limit=9, start=newest.next).items] == ["2", "1", "0"]
    assert table.get_many([("q", "4"), ("q", "9")]) == [{"pk": "q", "sk": "4"}, None]


def test_a_node_in_pieces_is_read_as_one_and_leaves_none_behind(table: Any) -> None:
    nodes, node = NodeStore(table, most=50), Node("adm-FR", "2026-02", "open")
    large = {"counts": {f"key-{number}": number * number for number in range(200)}}
    written = nodes.written(node, None, large, "x", "2026-03-20T12:00:00.000Z")
    table.transact(written.operations)
    assert dict(written.head.pieces)["counts"] > 3
    assert nodes.parts([node], "counts")[node].tree == large["counts"]
    before = nodes.heads([node])[node]
    assert nodes.written(node, before, large, "x", "later").operations == ()
    same = nodes.written(node, before, large, "other sources", "later")
    assert (len(same.operations), same.head.as_of) == (1, "2026-03-20T12:00:00.000Z")
    small = nodes.written(node, before, {"counts": {"*": {"n": 3}}}, "y", "later")
    table.transact(small.operations)
    assert nodes.heads([node])[node].cases == 3
    assert nodes.parts([node], "counts")[node].tree == {"*": {"n": 3}}
    table.transact(nodes.written(node, nodes.heads([node])[node], {}, "z", "later").operations)
    assert nodes.parts([node], "counts") == {}
    page = table.query({"pk": "AREA#adm-FR"}, limit=100)
    assert [item["sk"] for item in page.items] == ["2026-02#open"]
    with pytest.raises(Cancelled):
        table.transact(small.operations)


def test_what_is_too_large_for_one_answer_is_read_in_halves() -> None:
    class Narrow(MemoryTable):
        def get_many(self, keys: Any) -> Any:
            if len(keys) > 3:
                raise Unavailable
            return super().get_many(keys)

    nodes = NodeStore(Narrow())  # type: ignore[arg-type]
    wanted = [Node("adm-FR", f"2026-{month:02d}", "open") for month in range(1, 13)]
    for node in wanted:
        nodes.table.transact(nodes.written(node, None, {"counts": {"*": {"n": 1}}}, "x", "now").operations)
    assert len(nodes.parts(wanted, "counts")) == 12

    class Down(MemoryTable):
        def get_many(self, *_: Any) -> Any:
            raise Unavailable

    with pytest.raises(Unavailable):
        NodeStore(Down()).heads(wanted)  # type: ignore[arg-type]


def test_whoever_keeps_getting_in_the_way_is_told_of() -> None:
    class Crowded(MemoryTable):
        def transact(self, *_: Any) -> None:
            raise Cancelled([])

    rows = RowStore(Crowded(), lambda: "stamp")  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        rows.keep([Change("01KM0000000000000000000001", 1, ("FR", "2026-02"), "{}")])


def test_a_batch_of_news_is_one_question_and_few_transactions() -> None:
    world = World()
    world.hear(*[case(number) for number in range(100)])
    assert world.records.asked == [100]
    assert world.cells_table.spent.calls_by_kind == {"get_many": 5, "transact": 5}
    world.hear(*[case(number) for number in range(100)])
    assert world.cells_table.spent.calls_by_kind == {"get_many": 10, "transact": 5}
    assert [len(list(world.cells.dirty()))] == [1]


def test_drafts_leave_no_trace_and_what_is_gone_is_forgotten() -> None:
    world = World()
    world.hear(case(1, status="draft"), case(2, status="submitted"))
    assert world.cells_table.items == {}
    world.hear(case(3), changed(case(4), status="withdrawn"))
    assert world.rows.known([case(n).id for n in (1, 3, 4)]) == {case(3).id: 1, case(4).id: 2}
    assert world.rows.forget([case(3).id, case(9).id]) == 1
    world.count()
    assert world.table("t1").about["cases"] == 0


def test_the_consumer_hears_of_a_whole_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(records=Records({case(1).id: case(1)}))
    monkeypatch.setattr(consumer, "seizures", lambda _: world.records)
    monkeypatch.setattr(consumer, "_rows", lambda: world.rows)
    monkeypatch.setenv("CEN_SEIZURES_DOOR", "door")
    event = {"seizure_id": case(1).id, "version": 1, "action": "published", "administration": "FR"}
    messages = [{"messageId": f"m{n}", "body": json.dumps({"detail": event})} for n in range(3)]
    bad = {"messageId": "bad", "body": json.dumps({"detail": {}})}
    failed = consumer.handler({"Records": [*messages, bad]}, None)
    assert failed == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert world.records.asked == [1]
    world.count()
    assert world.table("t1").about["cases"] == 1


@pytest.fixture
def bucket(cloud: None) -> Iterator[tuple[Any, str]]:  # noqa: ARG001 - must run
    client = boto3.client("s3", region_name="us-east-1")
    name = f"bucket-{next(_NAMES)}"
    client.create_bucket(Bucket=name)
    yield client, name
    client.close()


def keys(bucket: tuple[Any, str]) -> list[str]:
    client, name = bucket
    return [one["Key"] for one in client.list_objects_v2(Bucket=name).get("Contents", [])]


def test_the_lake_has_the_files_of_a_cell_and_no_others(bucket: tuple[Any, str]) -> None:
    lake, cell = Lake(*bucket), ("FR", "2026-02")
    lake.write(cell, {"open": b"one", "strict": b"two"})
    assert keys(bucket) == [
        "lake/scope=open/month=2026-02/FR.jsonl.gz",
        "lake/scope=strict/month=2026-02/FR.jsonl.gz",
    ]
    lake.write(cell, {"open": b"three"})
    assert keys(bucket) == [key_of("open", cell)]
    lake.write(cell, {})
    assert keys(bucket) == []
    with pytest.raises(Unavailable):
        Lake(bucket[0], "no-such-bucket").write(cell, {"open": b""})


def test_a_workbook_is_named_by_its_content(bucket: tuple[Any, str]) -> None:
    made = Workbooks(*bucket).put("t1.xlsx", b"data")
    assert keys(bucket) == [f"exports/tables/{made.sha256}/t1.xlsx"]
    assert (made.bytes, made.link.startswith("https://")) == (4, True)
    with pytest.raises(Unavailable):
        Workbooks(bucket[0], "no-such-bucket").put("t1.xlsx", b"data")


def test_messages_go_out_ten_at_a_time_and_all_of_them(
    cloud: None,  # noqa: ARG001 - must run
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[int] = []

    class Queue:
        failed = False

        def send_message_batch(self, QueueUrl: str, Entries: list[Any]) -> dict[str, Any]:  # noqa: N803 - boto3's
            assert QueueUrl == "https://queue"
            sent.append(len(Entries))
            return {"Failed": ["one"]} if self.failed else {}

    queue = Queue()
    monkeypatch.setattr(stores, "queue", lambda: queue)
    for name, value in {"CEN_WORK_QUEUE": "https://queue", "CEN_TABLE": "r", "CEN_CELLS_TABLE": "c"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    stores.open_stores().conductor.send([{"n": n} for n in range(23)])
    assert sent == [10, 10, 3]
    queue.failed = True
    with pytest.raises(Unavailable):
        stores.send([{}])


def test_packed_texts_are_what_they_were() -> None:
    tree = {"b": 1, "a": {"é": [None, 2]}}
    assert text_of(tree) == '{"a":{"é":[null,2]},"b":1}'
    assert unpacked(packed(text_of(tree), 7)) == tree
