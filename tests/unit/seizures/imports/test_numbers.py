"""Numbers: both marks, thousands, spreadsheets' floats; what can be read in two ways is never guessed."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seizures.imports.numbers import number, shown_mark, whole
from seizures.imports.wrong import Wrong


def read(cell: Any, mark: Any = None, **more: Any) -> str:
    try:
        return number(cell, mark, **more)
    except Wrong as wrong:
        return wrong.code


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1", "1"), ("007", "7"), ("1.5", "1.5"), ("1,5", "1.5"), (".5", "0.5"), ("5.", "5"), ("+3", "3"),
        ("1 234,56", "1234.56"), ("1\u202f234,56", "1234.56"), ("1'000.5", "1000.5"), ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"), ("1.234.567", "1234567"), ("1,234,567", "1234567"), ("0,125", "0.125"),
        ("12345,678", "12345.678"), ("1e3", "1000"), ("1,5E+3", "1500"), ("0.1234567e0", "too_fine"),
        (45.0, "45"), (45, "45"), (0.1 + 0.2, "0.3"), (1e14, "100000000000000"), (2.5, "2.5"),
        ("1,234", "ambiguous_number"), ("1.234", "ambiguous_number"),
        ("1,23,4", "not_a_number"), ("1,234,5", "not_a_number"), ("1.2.3,4", "not_a_number"), ("1,2.", "not_a_number"),
        ("12 kg", "not_a_number"), ("", "not_a_number"), (True, "not_a_number"), (None, "not_a_number"),
        ("١٢", "not_a_number"), ("-5", "not_positive"), ("\u22125", "not_positive"), (-1.5, "not_positive"),
        (-1, "not_positive"), (float("nan"), "not_a_number"), (float("inf"), "not_a_number"),
        (0.330693393, "too_fine"), ("1" * 40, "too_large"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_meant_or_refused(cell: Any, expected: str) -> None:
    assert read(cell) == expected


def test_the_files_mark_decides_what_can_be_read_in_two_ways() -> None:
    assert (read("1,234", ","), read("1,234", "."), read("1.234", "."), read("1.234", ",")) == (
        "1.234",
        "1234",
        "1.234",
        "1234",
    )


@pytest.mark.parametrize(
    ("cell", "mark"),
    [("1,5", ","), ("1.5", "."), ("1.234,5", ","), ("1,234.5", "."), ("1.234.567", ","), ("1,234,567", "."),
     ("0,125", ","), ("1,234", None), ("5", None), ("x", None), (1.5, None), ("1,23,4", None)],
)  # fmt: skip
def test_a_number_shows_its_mark_or_does_not(cell: Any, mark: str | None) -> None:
    assert shown_mark(cell) == mark


def test_rounding_is_asked_for() -> None:
    assert read(0.330693393, rounded=True) == "0.330693"
    assert read("0,3306933", ",", rounded=True) == "0.330693"
    assert read("1e-07", rounded=True) == "0"


@pytest.mark.parametrize(("cell", "expected"), [("3", 3), (3.0, 3), ("1 000", 1000)])
def test_whole_numbers(cell: Any, expected: int) -> None:
    assert whole(cell) == expected
    with pytest.raises(Wrong) as wrong:
        whole("3,5")
    assert wrong.value.code == "not_whole"


amounts = st.decimals(min_value="0", max_value="999999999", places=2, allow_nan=False)


@given(amounts, st.sampled_from([(",", "."), (".", ","), (",", " "), (".", "'")]))
def test_what_is_written_with_two_decimals_is_read_back_exactly(amount: Decimal, marks: tuple[str, str]) -> None:
    """By a person of either habit, with or without marks between thousands."""
    decimal, thousands = marks
    integer, fraction = f"{amount:,.2f}".split(".")
    for between in (thousands, ""):
        text = integer.replace(",", between) + decimal + fraction
        assert Decimal(number(text)) == amount
    assert Decimal(number(float(amount))) == amount


@given(
    st.text(max_size=12) | st.floats() | st.integers() | st.booleans() | st.none(), st.sampled_from([",", ".", None])
)
def test_whatever_stands_in_a_cell_is_a_number_or_wrong(cell: Any, mark: Any) -> None:
    text = read(cell, mark)
    if text[0].isdigit():
        assert Decimal(text) >= 0
        assert text == "0" or not text.startswith(("00", ".")), text
