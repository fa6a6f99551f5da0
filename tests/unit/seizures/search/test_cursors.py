"""Cursors of a search: for one caller with the rights of then, and one question, in whatever order it is asked."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from cen.principal import Principal
from tests.unit.seizures.builders import OFFICER, OFFICER_DE, READER_GB, RILO_WE, SIMPLE, record
from tests.unit.seizures.gateway import Gateway
from tests.unit.seizures.search.corpus import published
from tests.unit.seizures.search.library import library, search

FIRST = {"country": "FR", "mode": "5", "limit": "2"}


@pytest.fixture
def api() -> Gateway:
    return library(*(published(record(SIMPLE, seized_on=f"2026-03-0{number + 1}"), number) for number in range(5)))


def cursor(api: Gateway, caller: Principal = READER_GB, **query: str) -> str:
    answer = search(api, caller, **(query or FIRST))
    assert len(answer.json["items"]) == 2
    return str(answer.json["next"])


def days(api: Gateway, caller: Principal = READER_GB, **query: str) -> Any:
    answer = search(api, caller, **query)
    assert answer.status == 200, answer.text
    return [item["seized_on"][-1] for item in answer.json["items"]]


def refused(api: Gateway, caller: Principal = READER_GB, **query: str) -> None:
    answer = search(api, caller, **query)
    assert (answer.status, answer.json["code"]) == (400, "invalid_cursor"), answer.text


def test_the_same_question_in_another_order_or_size_goes_on(api: Gateway) -> None:
    more = cursor(api)
    assert days(api, **FIRST, cursor=more) == ["3", "2"]
    assert days(api, cursor=more, mode="5", limit="2", country="FR") == ["3", "2"]
    assert days(api, cursor=more, mode="5", limit="50", country="FR") == ["3", "2", "1"]


def test_it_stays_valid_while_records_are_added_and_withdrawn(api: Gateway) -> None:
    more = cursor(api)
    for number, day in ((7, "2026-03-09"), (8, "2026-03-03")):
        one = published(record(SIMPLE, seized_on=day), number)
        api.store.heads[one.id] = one
    api.catch_up()
    assert days(api, **FIRST, cursor=more) == ["3", "3"]


def test_another_question_is_refused(api: Gateway) -> None:
    more = cursor(api)
    for other in (
        {"country": "FR"},
        {"country": "FR", "mode": "1"},
        {"country": "FR", "mode": "5", "seized_from": "2026-01-01"},
        {"country": "FR", "mode": "5", "q": "scanner"},
        {"country": "FR", "mode": "5", "direction": "import"},
        {},
    ):
        refused(api, **other, cursor=more)


def test_another_caller_is_refused(api: Gateway) -> None:
    refused(api, OFFICER_DE, **FIRST, cursor=cursor(api))
    refused(api, READER_GB, **FIRST, cursor=cursor(api, OFFICER))


def test_other_rights_than_then_are_refused(api: Gateway) -> None:
    """What the caller may see is another part of the index now."""
    refused(api, replace(READER_GB, administration="CO"), **FIRST, cursor=cursor(api))
    refused(api, replace(OFFICER_DE, administration=None), **FIRST, cursor=cursor(api, OFFICER_DE))
    refused(api, replace(RILO_WE, rilos=frozenset({"SA"})), **FIRST, cursor=cursor(api, RILO_WE))


def test_a_list_of_what_waits_and_a_search_do_not_share_cursors(api: Gateway) -> None:
    listed = search(api, RILO_WE, verification="unverified", limit="2").json["next"]
    refused(api, RILO_WE, verification="unverified", mode="5", cursor=listed)


def test_any_change_of_a_cursor_is_refused(api: Gateway) -> None:
    more = cursor(api)
    raw = bytearray(base64.urlsafe_b64decode(more + "=" * (-len(more) % 4)))
    for position in range(0, len(raw), 7):
        changed = bytearray(raw)
        changed[position] ^= 1
        refused(api, **FIRST, cursor=base64.urlsafe_b64encode(changed).decode().rstrip("="))
    for broken in ("", "x", "é", more[:-2], more + "AAAA", "../" * 9):
        refused(api, **FIRST, cursor=broken)


def test_a_cursor_does_not_say_where_it_stands(api: Gateway) -> None:
    more = cursor(api)
    raw = base64.urlsafe_b64decode(more + "=" * (-len(more) % 4))
    assert b"2026" not in raw
    assert b"country" not in raw
