"""Cursors: only this server writes them, and only the same caller may use them for the same question."""

import base64
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from cen.paging import Cursors, Page, PageQuery
from cen.problems import InvalidCursor, Malformed

CURSORS = Cursors(lambda: b"a secret")
POSITION = {"pk": "DRAFT#FR", "sk": "2026-03-20#01"}
QUESTION = {"status": "draft", "country": "FR"}

POSITIONS = st.dictionaries(st.text(), st.text(), max_size=5)
QUESTIONS = st.dictionaries(st.text(), st.text() | st.booleans() | st.lists(st.text(), max_size=3), max_size=4)


def written(position: Mapping[str, str] = POSITION) -> str:
    cursor = CURSORS.write(position, "caller", QUESTION)
    assert cursor is not None
    return cursor


def no_secret() -> bytes:
    raise AssertionError("the secret was fetched")


@given(POSITIONS, st.text(), QUESTIONS)
def test_a_cursor_comes_back_as_the_position_it_was_made_of(
    position: dict[str, str], caller: str, question: dict[str, Any]
) -> None:
    cursor = CURSORS.write(position, caller, question)
    assert cursor is not None
    assert CURSORS.read(cursor, caller, question) == position


@given(POSITIONS)
def test_a_cursor_needs_no_escaping_in_an_address(position: dict[str, str]) -> None:
    assert set(written(position)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_the_order_in_which_a_question_was_asked_does_not_matter() -> None:
    assert CURSORS.read(written(), "caller", dict(reversed(QUESTION.items()))) == POSITION


@given(st.text(), st.text())
def test_a_cursor_of_another_caller_is_refused(one: str, other: str) -> None:
    assume(one != other)
    with pytest.raises(InvalidCursor):
        CURSORS.read(CURSORS.write(POSITION, one, QUESTION), other, QUESTION)


@given(QUESTIONS, QUESTIONS)
def test_a_cursor_of_another_question_is_refused(one: dict[str, Any], other: dict[str, Any]) -> None:
    assume(one != other)
    with pytest.raises(InvalidCursor):
        CURSORS.read(CURSORS.write(POSITION, "caller", one), "caller", other)


def test_caller_and_question_do_not_run_into_each_other() -> None:
    cursor = CURSORS.write(POSITION, 'a",{"b":"c"}', {})
    with pytest.raises(InvalidCursor):
        CURSORS.read(cursor, "a", {"b": "c"})


def test_a_cursor_signed_with_another_secret_is_refused() -> None:
    with pytest.raises(InvalidCursor):
        Cursors(lambda: b"another secret").read(written(), "caller", QUESTION)


@given(st.data())
def test_a_flipped_bit_is_refused(data: st.DataObject) -> None:
    cursor = written()
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(InvalidCursor):
        CURSORS.read(base64.urlsafe_b64encode(raw).decode().rstrip("="), "caller", QUESTION)


@given(st.data())
def test_a_changed_character_leads_nowhere_else(data: st.DataObject) -> None:
    """The last character carries bits that mean nothing, so a changed one may still be the same cursor."""
    cursor = written()
    place = data.draw(st.integers(0, len(cursor) - 1))
    changed = cursor[:place] + data.draw(st.characters()) + cursor[place + 1 :]
    with suppress(InvalidCursor):
        assert CURSORS.read(changed, "caller", QUESTION) == POSITION


@pytest.mark.parametrize("character", ["!", "\n", " ", "=", "é"])
def test_an_added_character_is_refused(character: str) -> None:
    with pytest.raises(InvalidCursor):
        CURSORS.read(written()[:8] + character + written()[8:], "caller", QUESTION)


@pytest.mark.parametrize("length", range(len(written())))
def test_a_truncated_cursor_is_refused(length: int) -> None:
    with pytest.raises(InvalidCursor):
        CURSORS.read(written()[:length], "caller", QUESTION)


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
def test_garbage_is_refused_and_never_fails_otherwise(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        CURSORS.read(cursor, "caller", QUESTION)


@pytest.mark.parametrize("cursor", ["", "=", "====", "é", "\ud800", "a", "null", " ", "A" * 2000, "+/+/", "\n"])
def test_known_garbage_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        CURSORS.read(cursor, "caller", QUESTION)


def test_an_invalid_cursor_is_a_malformed_request_with_a_code_of_its_own() -> None:
    with pytest.raises(Malformed) as caught:
        CURSORS.read("x", "caller", QUESTION)
    assert (caught.value.status, caught.value.code) == (400, "invalid_cursor")


def test_the_secret_is_not_fetched_where_no_cursor_is_involved() -> None:
    cursors = Cursors(no_secret)
    assert cursors.write(None, "caller", QUESTION) is None
    assert cursors.read(None, "caller", QUESTION) is None
    with pytest.raises(InvalidCursor):
        cursors.read("not base64!", "caller", QUESTION)


def test_a_cursor_does_not_show_the_secret_or_the_question() -> None:
    cursor = written()
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert b"secret" not in raw
    assert b"draft" not in raw


class Query(PageQuery):
    status: str | None = None
    exact: bool = False


def test_a_question_is_what_was_asked_and_not_how_much_of_it() -> None:
    query = Query(limit=5, cursor="x", status="draft")
    assert query.question() == {"status": "draft", "exact": False}
    assert Query(limit=90).question() == {"exact": False}


@pytest.mark.parametrize("limit", [1, 100])
def test_a_page_may_have_one_to_a_hundred_items(limit: int) -> None:
    assert PageQuery(limit=limit).limit == limit
    assert PageQuery.model_validate({"limit": str(limit)}).limit == limit


@pytest.mark.parametrize(
    "given_",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "-1"},
        {"limit": ""},
        {"limit": "1e1"},
        {"limit": "5.0"},
        {"limit": "1_0"},
        {"limit": " 5 "},
        {"limit": "5\n"},
        {"limit": "+5"},
        {"limit": "05"},
        {"limit": "٥"},
        {"limit": "9" * 5000},
        {"cursor": "x" * 2001},
        {"other": "1"},
    ],
)
def test_other_parameters_of_a_list_are_refused(given_: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        PageQuery.model_validate(given_)


def test_the_last_page_has_no_next() -> None:
    assert Page(["a"]).next is None


def test_a_cursor_does_not_show_where_it_points() -> None:
    """The last record looked at may be one that the caller may not know of."""
    position = {"pk": "CASE#01KM5992HV4ASVP8DS2D3WN1SW", "wl_pk": "FR#published"}
    cursor = CURSORS.write(position, "caller", QUESTION)
    assert cursor is not None
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for secret in (b"CASE#", b"FR#published", b"01KM", b"wl_pk"):
        assert secret not in raw
    assert cursor != CURSORS.write(position, "caller", QUESTION)
    assert CURSORS.read(cursor, "caller", QUESTION) == position
