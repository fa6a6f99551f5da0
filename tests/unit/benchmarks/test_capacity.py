"""Units are counted from what was sent and answered, by the published rules."""

import pytest

from benchmarks.capacity import Exchange, Index, Units, units_of

WORKLIST = Index(("wl_pk", "wl_sk"), frozenset({"pk", "sk", "wl_pk", "wl_sk", "row"}))
KEY = {"pk": {"S": "a"}, "sk": {"S": "b"}}


def text(size: int) -> dict[str, str]:
    return {"S": "x" * size}


def listed(place: str = "1", row: int = 10) -> dict[str, dict[str, str]]:
    return {**KEY, "wl_pk": {"S": "FR"}, "wl_sk": {"S": place}, "row": text(row), "doc": text(3000)}


@pytest.mark.parametrize(("size", "units"), [(0, 1.0), (4000, 1.0), (4097, 2.0), (9000, 3.0)])
def test_a_get_costs_a_unit_for_every_4_kb(size: int, units: float) -> None:
    item = {"doc": text(size)} if size else {}
    answer = {"Item": item} if item else {}
    assert units_of(Exchange("get_item", {"ConsistentRead": True}, answer), []) == Units(read=units)
    assert units_of(Exchange("get_item", {}, answer), []) == Units(read=units / 2)


def test_many_gets_are_rounded_one_by_one_and_an_absent_item_costs_too() -> None:
    request = {"RequestItems": {"t": {"Keys": [KEY, KEY, KEY], "ConsistentRead": True}}}
    answer = {"Responses": {"t": [{"doc": text(4093)}, {"doc": text(5000)}]}}
    assert units_of(Exchange("batch_get_item", request, answer), []) == Units(read=1 + 2 + 1)


def test_a_query_is_summed_before_it_is_rounded() -> None:
    answer = {"Items": [{"row": text(1000)}] * 9}
    assert units_of(Exchange("query", {}, answer), []) == Units(read=1.5)
    assert units_of(Exchange("query", {"ConsistentRead": True}, answer), []) == Units(read=3)


def test_a_filtered_query_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="filter"):
        units_of(Exchange("query", {"FilterExpression": "a = b"}, {"Items": []}), [])


def test_a_transaction_writes_double_and_the_larger_of_before_and_after() -> None:
    request = {"TransactItems": [{"Put": {"Item": {**KEY, "doc": text(100)}}}, {"Delete": {"Key": KEY}}]}
    before = [{**KEY, "doc": text(2000)}, None]
    assert units_of(Exchange("transact_write_items", request, {}, before), []) == Units(write=2 * 2 + 2)


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, KEY, 0),
        (None, listed(), 1),
        (listed(), None, 1),
        (listed(), listed(), 0),
        (listed(row=10), listed(row=1500), 2),
        (listed("1"), listed("2"), 2),
    ],
)
def test_an_index_is_paid_for_when_its_entry_changes(before: object, after: object, units: int) -> None:
    assert WORKLIST.units(before, after) == units  # type: ignore[arg-type]
