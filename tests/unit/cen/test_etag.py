import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen.etag import etag, matches
from cen.problems import Malformed

VERSIONS = st.integers(1, 10_000)


@given(VERSIONS)
def test_the_tag_that_was_read_allows_the_change(version: int) -> None:
    assert matches(etag(version), version)


@given(VERSIONS, VERSIONS)
def test_the_tag_of_another_version_does_not(one: int, other: int) -> None:
    assert matches(etag(one), other) == (one == other)


@pytest.mark.parametrize("if_match", ["*", " * ", '"3"', '"1", "3"', '"3","4"', ' "3" ', '"1"\t ,\t"3"', 'W/"1", "3"'])
def test_a_list_or_a_star_allows_it(if_match: str) -> None:
    assert matches(if_match, 3)


@pytest.mark.parametrize(
    "if_match",
    ['""', '"30"', '"13"', '"03"', '"3.0"', 'W/"3"', '"*"', '"*3"', '"v3"', '"1","4"', '"1,3"', '"é"'],
)
def test_no_other_tag_does(if_match: str) -> None:
    assert not matches(if_match, 3)


@pytest.mark.parametrize(
    "if_match",
    [
        "",
        " ",
        "3",
        "v3",
        ",",
        '"3',
        '3"',
        '"3" "4"',
        '"3",',
        ',"3"',
        '"3", 4',
        '"3", *',
        "*, *",
        "**",
        "'3'",
        'w/"3"',
        '"3 "',
        '"3"\n',
        '"٣"',
        '""3""',
    ],
)
def test_what_is_no_list_of_tags_is_malformed(if_match: str) -> None:
    with pytest.raises(Malformed, match="If-Match"):
        matches(if_match, 3)


@given(st.text() | st.text(alphabet='"3, *W/'))
def test_any_header_is_answered_or_malformed(if_match: str) -> None:
    with suppress(Malformed):
        assert not matches(if_match, 3) or '"3"' in if_match or if_match.strip() == "*"


@pytest.mark.parametrize("if_match", ['"1"' + " , " * 100_000, '"1",' * 100_000, '"' * 100_000])
def test_a_hostile_list_costs_no_more_than_its_length(if_match: str) -> None:
    started = time.process_time()
    with pytest.raises(Malformed):
        matches(if_match, 3)
    assert time.process_time() - started < 1
