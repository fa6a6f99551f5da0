"""Days: every usual form, and a whole column deciding what one value cannot."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seizures.imports.days import day, shown_order
from seizures.imports.wrong import Wrong


def read(cell: Any, order: Any = None) -> tuple[str, str] | str:
    try:
        return day(cell, order, 2026)
    except Wrong as wrong:
        return wrong.code


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-14",
        "2026/3/14",
        "2026.03.14",
        "14/03/2026",
        "14.3.2026",
        "14-03-2026",
        "3/14/2026",
        "14/3/26",
        "14 March 2026",
        "14 mars 2026",
        "14-mars-26",
        "14-MAR-2026",
        "March 14, 2026",
        "14th March 2026",
        "20260314",
        "14/03/2026 10:22",
        "2026-03-14T10:00:00Z",
        "2026-03-14 10:00",
        46095.0,
        46095.4,
        "46095",
        46095,
        " 2026-03-14 ",
    ],
)
def test_a_day_is_read_in_any_usual_form(cell: Any) -> None:
    assert read(cell) == ("2026-03-14", "day")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("March 2026", ("2026-03-01", "month")),
        ("2026-03", ("2026-03-01", "month")),
        ("03/2026", ("2026-03-01", "month")),
        ("APR 2020", ("2020-04-01", "month")),
        ("2026", ("2026-01-01", "year")),
        (2026.0, ("2026-01-01", "year")),
        ("1er avril 2026", ("2026-04-01", "day")),
        ("août 2025", ("2025-08-01", "month")),
        ("5/16/11", ("2011-05-16", "day")),
        ("14/3/27", ("1927-03-14", "day")),
        ("03/03/2026", ("2026-03-03", "day")),
        ("3/4/2026", "ambiguous_date"),
        ("31/02/2026", "wrong_date"),
        ("32/13/2026", "wrong_date"),
        ("x", "wrong_date"),
        ("", "wrong_date"),
        (None, "wrong_date"),
        (True, "wrong_date"),
        ("12", "wrong_date"),
        (1e9, "wrong_date"),
        ("March April 2026", "wrong_date"),
        ("14 15 March 2026", "wrong_date"),
        ("March", "wrong_date"),
    ],
)
def test_what_says_less_says_how_precise_it_is_and_what_says_two_things_is_refused(cell: Any, expected: Any) -> None:
    assert read(cell) == expected


def test_an_order_decides() -> None:
    assert read("3/4/2026", "day_first") == ("2026-04-03", "day")
    assert read("3/4/2026", "month_first") == ("2026-03-04", "day")
    with pytest.raises(Wrong, match="ambiguous_date") as wrong:
        day("3/4/2026", None, 2026)
    assert "2026-04-03 or 2026-03-04" in wrong.value.message


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["3/4/2026", "14/3/2026"], "day_first"), (["3/4/2026", "3/14/2026"], "month_first"),
        (["3/4/2026", "5/6/2026"], None), (["14/3/2026", "3/14/2026"], None), (["3.4.2026"], "day_first"),
        (["2026-03-04", 46095.0, None, True, "x"], None), ([], None),
    ],
)  # fmt: skip
def test_a_column_decides_together(cells: list[Any], order: str | None) -> None:
    assert shown_order(cells) == order


days = st.dates(date(1970, 1, 1), date(2026, 12, 31))
FORMS = ["%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%Y%m%d"]


@given(days, st.sampled_from(FORMS))
def test_every_day_is_read_back_from_every_form_that_says_one_thing(one: date, form: str) -> None:
    assert read(one.strftime(form)) == (one.isoformat(), "day")


@given(
    st.lists(days, min_size=1, max_size=20), st.sampled_from([("%d/%m/%Y", "day_first"), ("%m/%d/%Y", "month_first")])
)
def test_a_column_is_read_as_it_was_written_or_not_at_all(column: list[date], habit: tuple[str, str]) -> None:
    form, order = habit
    cells = [one.strftime(form) for one in column]
    decided = shown_order(cells)
    assert decided in (order, None)
    for one, cell in zip(column, cells, strict=True):
        assert read(cell, decided) in ((one.isoformat(), "day"), "ambiguous_date")
    if decided is None:
        assert all(one.day <= 12 for one in column)


@given(st.text(max_size=15) | st.floats() | st.integers())
def test_whatever_stands_in_a_cell_is_a_day_or_wrong(cell: Any) -> None:
    found = read(cell)
    if isinstance(found, tuple):
        date.fromisoformat(found[0])
