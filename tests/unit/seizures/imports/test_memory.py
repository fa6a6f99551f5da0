"""The table in memory and DynamoDB give the same answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from cen.dynamo import Cancelled, check, delete, put
from tests.unit.seizures.imports.memory import MemoryTable
from tests.unit.seizures.test_store_contract import make_table


@pytest.fixture(params=["memory", "dynamodb"], scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "memory":
        yield MemoryTable()
        return
    with mock_aws():
        yield make_table()


ABSENT = "attribute_not_exists(#pk)"


def test_both_keep_the_same_promises(table: Any) -> None:
    for number in range(5):
        table.transact([put({"pk": "a", "sk": f"S#{number}", "version": number, "doc": "x"}, ABSENT)])
    assert table.get(pk="a", sk="S#1") == {"pk": "a", "sk": "S#1", "version": 1, "doc": "x"}
    assert table.get(pk="a", sk="none") is None
    assert [item and item["version"] for item in table.get_many([("a", "S#3"), ("b", "S#3"), ("a", "S#0")])] == [
        3,
        None,
        0,
    ]
    assert table.get_all([("a", "S#3")]) == table.get_many([("a", "S#3")])
    assert _refusals(table, put({"pk": "a", "sk": "S#1", "version": 9}, ABSENT), put({"pk": "c", "sk": "x"})) == [
        1,
        None,
    ]
    assert table.get(pk="c", sk="x") is None
    stale = put({"pk": "a", "sk": "S#1", "version": 2}, "#version = :version", {"version": 7})
    assert _refusals(table, stale, delete("a", "S#2")) == [1, None]
    assert _refusals(table, put({"pk": "d", "sk": "x"}, "#version = :version", {"version": 7})) == ["gone"]
    either = put({"pk": "a", "sk": "S#1", "version": 2}, f"{ABSENT} OR #version < :v", {"v": 2})
    table.transact_many([either, delete("a", "S#2"), check("a", "S#0", "#version = :v", {"v": 0})])
    assert table.get(pk="a", sk="S#1")["version"] == 2
    page = table.query({"pk": "a"}, between=("sk", "S#", "S#~"), limit=2, newest_first=False)
    assert [item["sk"] for item in page.items] == ["S#0", "S#1"]
    rest = table.query({"pk": "a"}, between=("sk", "S#", "S#~"), limit=9, newest_first=False, start=page.next)
    assert ([item["sk"] for item in rest.items], rest.next) == (["S#3", "S#4"], None)
    assert [item["sk"] for item in table.query({"pk": "a"}, between=("sk", "S#", "S#~"), limit=1).items] == ["S#4"]


def _refusals(table: Any, *operations: Any) -> list[Any]:
    """Versions of the items that stood in the way."""
    with pytest.raises(Cancelled) as refused:
        table.transact(list(operations))
    return [None if item is None else item.get("version", "gone") for item in refused.value.standing]
