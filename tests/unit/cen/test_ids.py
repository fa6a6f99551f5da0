"""Ids sort by creation, are never the same twice, and are told from anything else."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen.ids import is_id, new_id
from tests.unit.cen.helpers import NOW

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 16_725_225_600_000).map(lambda ms: EPOCH + timedelta(milliseconds=ms))  # until 2500


@given(MOMENTS, st.timedeltas(timedelta(milliseconds=2), timedelta(days=10_000)))
def test_ids_sort_by_creation(moment: datetime, later: timedelta) -> None:
    assert new_id(moment) < new_id(moment + later)


@given(MOMENTS)
def test_every_new_id_is_an_id(moment: datetime) -> None:
    assert is_id(new_id(moment))


def test_ids_of_the_same_moment_differ() -> None:
    assert len({new_id(NOW) for _ in range(10_000)}) == 10_000


def test_the_first_ten_characters_are_the_milliseconds() -> None:
    assert new_id(EPOCH)[:10] == "0000000000"
    assert (
        new_id(datetime(2016, 7, 30, 23, 54, 10, 259_000, tzinfo=UTC))[:10] == "01ARZ3NDEK"
    )  # the ULID spec's example


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0" * 25,
        "0" * 27,
        "8" + "0" * 25,  # more than 128 bits
        "0" * 25 + "\n",
        "0" * 26 + "\n",
        "\n" + "0" * 26,
        *("0" * 25 + letter for letter in "ILOU-_/ é٣"),
        "01arz3ndektsv4rrffq69g5fav",
    ],
)
def test_what_is_no_id(text: str) -> None:
    assert not is_id(text)


@given(st.text())
def test_garbage_is_answered_and_never_fails(text: str) -> None:
    assert is_id(text) == (
        len(text) == 26 and text[0] in "01234567" and set(text) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    )
