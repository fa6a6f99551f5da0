"""What tests rely on of a table, held against DynamoDB (moto) and the table in memory."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from cen.dynamo import Cancelled, Item, Table, check, delete, put
from tests.unit.memory import MemoryTable
from tests.unit.seizures.test_store_contract import make_table

ABSENT = "attribute_not_exists(#pk)"


@pytest.fixture(params=["memory", "dynamodb"])
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    if request.param == "memory":
        yield MemoryTable()
        return
    with mock_aws():
        yield make_table()


def line(sk: str, pk: str = "a", **more: Any) -> Item:
    return {"pk": pk, "sk": sk, "n": 1, **more}


def test_items_are_read_as_they_were_written(table: Table) -> None:
    item = line("1", text="é", flag=True)
    table.transact([put(item), put(line("2"))])
    assert table.get(pk="a", sk="1") == item
    assert table.get(pk="a", sk="9") is None
    assert table.get_many([("a", "2"), ("b", "1"), ("a", "1")]) == [line("2"), None, item]


@pytest.mark.parametrize(
    ("operation", "holds"),
    [
        (put(line("new"), ABSENT), True),
        (put(line("1"), ABSENT), False),
        (put(line("1"), "#n = :n", {"n": 1}), True),
        (put(line("1"), "#n = :n", {"n": 2}), False),
        (put(line("1"), "#n < :n", {"n": 2}), True),
        (put(line("1"), f"{ABSENT} OR #n < :n", {"n": 1}), False),
        (put(line("new"), f"{ABSENT} OR #n < :n", {"n": 1}), True),
        (put(line("new"), "#n = :n", {"n": 1}), False),
        (check("a", "1", "#n = :n", {"n": 1}), True),
        (check("a", "new", "#n = :n", {"n": 1}), False),
        (delete("a", "1", "#n = :n", {"n": 2}), False),
        (delete("a", "new"), True),
    ],
)
def test_a_transaction_holds_or_says_what_stood_in_the_way(table: Table, operation: Any, holds: bool) -> None:
    table.transact([put(line("1"))])
    if holds:
        table.transact([put(line("beside")), operation])
        assert table.get(pk="a", sk="beside")
        return
    with pytest.raises(Cancelled) as refused:
        table.transact([put(line("beside")), operation])
    ((_, body),) = operation.items()
    key = body.get("Item") or body["Key"]
    assert refused.value.standing == [None, table.get(pk="a", sk=key["sk"]["S"]) or {}]
    assert table.get(pk="a", sk="beside") is None


def test_pages_of_a_partition_and_of_an_index(table: Table) -> None:
    rows = [line(str(number), wl_pk="w", wl_sk=str(9 - number), row=f"r{number}") for number in range(5)]
    table.transact([put(row) for row in rows] + [put(line("7")), put(line("1", pk="b"))])
    first = table.query({"pk": "a"}, between=("sk", "1", "7"), limit=3)
    assert [item["sk"] for item in first.items] == ["7", "4", "3"]
    rest = table.query({"pk": "a"}, between=("sk", "1", "7"), limit=3, start=first.next, only=("sk",))
    assert (rest.items, rest.next) == ([{"sk": "2"}, {"sk": "1"}], None)
    assert [item["sk"] for item in table.query({"pk": "a"}, newest_first=False, limit=2).items] == ["0", "1"]
    listed = table.query({"wl_pk": "w"}, index="worklist", between=("wl_sk", "6", "8"), limit=2)
    assert [item["row"] for item in listed.items] == ["r1", "r2"]
    rest = table.query({"wl_pk": "w"}, index="worklist", between=("wl_sk", "6", "8"), limit=2, start=listed.next)
    assert [item["row"] for item in rest.items] == ["r3"]
