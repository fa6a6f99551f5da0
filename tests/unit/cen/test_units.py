"""Sizes and capacity units, against examples worked by hand from the rules of the DynamoDB Developer Guide."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen.dynamo.units import item_size, read_units, write_units
from cen.usage import Usage


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({}, 0),
        ({"pk": "a"}, 2 + 1),
        ({"shirt-color": "R", "shirt-size": "M"}, 11 + 1 + 10 + 1),  # the guide's example: 23 bytes
        ({"é": "é"}, 2 + 2),
        ({"n": 0}, 1 + 1),
        ({"n": 7}, 1 + 2),
        ({"n": 27}, 1 + 2),
        ({"n": 123}, 1 + 3),
        ({"n": -27}, 1 + 3),
        ({"n": 2_700_000}, 1 + 2),  # trailing zeros are no significant digits
        ({"n": 1_000_001}, 1 + 5),
        ({"active": True, "gone": False, "none": None}, 6 + 1 + 4 + 1 + 4 + 1),
        ({"raw": b"1234"}, 3 + 4),
        ({"": ""}, 0),
    ],
)
def test_sizes_of_items(item: dict[str, Any], size: int) -> None:
    assert item_size(item) == size


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ({"pk": {"S": "é"}}, {"pk": "é"}),
        ({"n": {"N": "-270"}}, {"n": -270}),
        ({"yes": {"BOOL": True}}, {"yes": True}),
    ],
)
def test_a_typed_attribute_weighs_what_its_value_does(typed: dict[str, Any], plain: dict[str, Any]) -> None:
    assert item_size(typed) == item_size(plain)


@pytest.mark.parametrize("number", ["1.5", "0.15", "15.0", "-1.5"])
def test_a_decimal_weighs_its_significant_digits(number: str) -> None:
    assert item_size({"n": {"N": number}}) == 1 + 2 + number.startswith("-")


@pytest.mark.parametrize("value", [1.5, ["a"], {"L": []}, {"S": "a", "N": "1"}, {"S": 1}, {}])
def test_other_values_have_no_size_here(value: Any) -> None:
    with pytest.raises(TypeError):
        item_size({"a": value})


@pytest.mark.parametrize(
    ("sizes", "plain"),
    [
        ([], 0),
        ([0], 1),
        ([1], 1),
        ([1024], 1),
        ([1025], 2),
        ([512, 512], 2),
        ([3 * 1024 + 512], 4),
        ([400 * 1024], 400),
    ],
)
def test_a_write_costs_a_unit_per_kilobyte_and_item_doubled_in_a_transaction(sizes: list[int], plain: int) -> None:
    assert write_units(sizes, transactional=False) == plain
    assert write_units(sizes) == 2 * plain


@pytest.mark.parametrize(
    ("size", "consistent"), [(0, 1), (1, 1), (4096, 1), (4097, 2), (8 * 1024, 2), (10 * 1024, 3), (400 * 1024, 100)]
)
def test_a_read_costs_a_unit_per_four_kilobytes(size: int, consistent: int) -> None:
    assert read_units(size) == consistent
    assert read_units(size, consistent=False) == consistent / 2
    assert read_units(size, transactional=True) == 2 * consistent


SIZES = st.lists(st.integers(0, 400 * 1024), max_size=25)


@given(SIZES, st.data())
def test_a_larger_item_never_costs_less_to_write(sizes: list[int], data: st.DataObject) -> None:
    larger = [size + data.draw(st.integers(0, 4096)) for size in sizes]
    assert write_units(sizes) <= write_units(larger)


@given(SIZES, SIZES)
def test_one_more_item_never_costs_less_and_batches_add_up(some: list[int], more: list[int]) -> None:
    assert write_units(some + more) == write_units(some) + write_units(more) >= write_units(some)


@given(st.integers(0, 400 * 1024), st.integers(0, 4096))
def test_reading_more_never_costs_less(size: int, more: int) -> None:
    assert read_units(size) <= read_units(size + more)


def test_usage_is_told_apart_by_what_was_spent_before() -> None:
    usage = Usage(calls=3, units=4.5)
    before = usage.snapshot()
    usage.calls += 2
    usage.units += 1.5
    assert usage.since(before) == (2, 1.5)
