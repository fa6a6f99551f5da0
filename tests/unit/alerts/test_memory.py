"""What the stores do holds on DynamoDB (moto) as on the table in memory that other tests use."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from benchmarks.alerts.memory import MemoryTable
from cen.dynamo import Cancelled, Table, check, delete, put, update
from cen.problems import IdempotencyKeyReused
from tests.unit.alerts.world import NCP, NOTICE, OFFICER, OFFICER_CO, RILO_WE, SeenRecord, World, later

ABSENT = "attribute_not_exists(#pk)"


def on_moto() -> Table:
    client = boto3.client(
        "dynamodb", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
    )
    client.create_table(
        TableName="alerts",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    return Table(client, "alerts")


@pytest.fixture(params=["memory", "dynamodb"])
def table(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "memory":
        yield MemoryTable()
        return
    with mock_aws():
        yield on_moto()


def test_reads_writes_and_conditions(table: Any) -> None:
    for number in range(5):
        table.transact([put({"pk": "p", "sk": f"s{number}", "n": number, "flag": True}, ABSENT)])
    with pytest.raises(Cancelled) as refused:
        table.transact([put({"pk": "q", "sk": "s"}), put({"pk": "p", "sk": "s1"}, ABSENT)])
    assert refused.value.standing == [None, {"pk": "p", "sk": "s1", "n": 1, "flag": True}]
    assert table.get(pk="q", sk="s") is None
    values: dict[str, str | int] = {"n": 1, "now": 2}
    table.transact([put({"pk": "p", "sk": "s1", "n": 7}, "#n = :n AND #n < :now", values), delete("p", "s4")])
    with pytest.raises(Cancelled):
        table.transact([check("p", "s4", "#n = :n", {"n": 4})])
    table.transact([update("p", "count", adds={"yes": 1}), check("p", "s1", "#n = :n", {"n": 7})])
    table.transact([update("p", "count", adds={"yes": 2, "no": -1})])
    assert table.get(pk="p", sk="count") == {"pk": "p", "sk": "count", "yes": 3, "no": -1}
    assert [item and item["n"] for item in table.get_many([("p", "s0"), ("p", "s4"), ("p", "s1")])] == [0, None, 7]


def test_queries_go_both_ways_and_on(table: Any) -> None:
    table.transact([put({"pk": "p", "sk": f"s{number}", "more": "x"}) for number in range(5)])
    newest = table.query({"pk": "p"}, limit=2)
    assert [item["sk"] for item in newest.items] == ["s4", "s3"]
    assert newest.next == {"pk": "p", "sk": "s3"}
    onward = table.query({"pk": "p"}, limit=9, start=newest.next)
    assert ([item["sk"] for item in onward.items], onward.next) == (["s2", "s1", "s0"], None)
    oldest = table.query({"pk": "p"}, between=("sk", "s1", "s3"), limit=9, newest_first=False, only=["sk"])
    assert oldest.items == [{"sk": "s1"}, {"sk": "s2"}, {"sk": "s3"}]
    assert [item["sk"] for item in table.query({"pk": "p"}, start={"pk": "p", "sk": "s2z"}, limit=1).items] == ["s2"]


def test_a_life_of_everything_on_dynamodb() -> None:
    """The stores' real operations, each taken by DynamoDB's own rules."""
    with mock_aws():
        world = World(table=on_moto())  # type: ignore[arg-type]
        world.seizures.put(SeenRecord("01KM0000000000000000000000"))
        id = world.draft(NCP, **{**NOTICE, "cites": {"seizures": ["01KM0000000000000000000000"]}})
        assert world.patch(id, NCP, {"acknowledge_by": later(days=3)}).status == 200
        assert world.call("POST", f"alerts/{id}/propose", NCP).status == 200
        assert world.call("POST", f"alerts/{id}/publish", RILO_WE, headers={"If-Match": "*"}).status == 200
        assert world.call("POST", f"alerts/{id}/acknowledge", NCP).json["answered"]["acknowledge"] == "done"
        assert world.call("POST", f"alerts/{id}/rate", OFFICER, {"useful": True}).json["ratings"]["useful"] == 1
        assert world.call("GET", f"alerts/{id}/acknowledgements", RILO_WE).json["acknowledged"] != []
        assert world.listed(OFFICER_CO) == [id]
        assert world.call("GET", f"alerts/{id}/versions", RILO_WE).json["items"] != []
        stores = world.stores
        record = stores.alerts.read(id)
        assert record is not None
        assert stores.postings.bring_up_to(record, ["ivory", "floor"])
        assert stores.postings.bring_up_to(record, [f"w{n}" for n in range(100)])
        assert world.listed(OFFICER_CO, q="w99") == [id]
        key = {"Idempotency-Key": "k"}
        reason = {"reason": "It was flour."}
        first = world.call("POST", f"alerts/{id}/withdraw", RILO_WE, reason, headers=key)
        again = world.call("POST", f"alerts/{id}/withdraw", RILO_WE, reason, headers=key)
        assert (first.status, again.headers["Idempotency-Replayed"]) == (200, "true")
        assert world.call("POST", f"alerts/{id}/close", RILO_WE, headers=key).status == IdempotencyKeyReused.status
        assert world.listed(OFFICER_CO) == []
