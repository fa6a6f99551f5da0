import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen.etag import etag, matches

VERSIONS = st.integers(1, 10_000)


@given(VERSIONS)
def test_the_tag_that_was_read_allows_the_change(version: int) -> None:
    assert matches(etag(version), version)


@given(VERSIONS, VERSIONS)
def test_the_tag_of_another_version_does_not(one: int, other: int) -> None:
    assert matches(etag(one), other) == (one == other)


@pytest.mark.parametrize("if_match", ["*", '"3"', '"1", "3"', '"3","4"', ' "3" ', "3"])
def test_a_list_or_a_star_allows_it(if_match: str) -> None:
    assert matches(if_match, 3)


@pytest.mark.parametrize("if_match", ["", '""', '"30"', '"13"', '"03"', '"3.0"', 'W/"3"', '"*3"', '"٣"', ",", '"v3"'])
def test_nothing_else_does(if_match: str) -> None:
    assert not matches(if_match, 3)


@given(st.text())
def test_any_header_is_answered(if_match: str) -> None:
    assert matches(if_match, 3) in {True, False}
