"""Similar cases: what is rare and shared ranks, with its reasons; what is common says nothing; the cost is bounded."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cen.act import Act
from cen.principal import Principal
from seizures.record import Record
from seizures.search.find import scopes
from seizures.search.keys import entry_of
from seizures.search.similar import MOST_IN_A_SCOPE, MOST_LOOKED_AT, ROWS, SHOWN, similar
from tests.unit.seizures.builders import (
    FULL,
    NOW,
    OFFICER,
    OFFICER_CO,
    OFFICER_DE,
    RILO_SA,
    RILO_WE,
    SERVICE,
    SIMPLE,
    record,
)
from tests.unit.seizures.search.corpus import CALLERS, TODAY, documents, published
from tests.unit.seizures.search.library import alike, library
from tests.unit.seizures.search.test_laws import index_of

LAST = date(2026, 3, 14)


def case(number: int, *, days: int = 0, **changes: Any) -> Record:
    """A record seized so many days before the last."""
    return published(record(FULL, seized_on=(LAST - timedelta(days)).isoformat(), **changes), number)


def ids(shown: list[Any]) -> list[str]:
    return [one["seizure"]["id"] for one in shown]


def reasons(one: Any) -> set[tuple[str, ...]]:
    return {tuple(f"{part['field']}={part['value']}" for part in reason) for reason in one["reasons"]}


def test_the_case_itself_is_left_out_and_reasons_are_named() -> None:
    mine, twin = case(1), case(2, days=400)
    (shown,) = alike(library(mine, twin), mine.id)
    assert shown["seizure"]["id"] == twin.id
    assert shown["seizure"]["seized_on"] == twin.seized_on
    assert {("cover_load_hs=080390",), ("commodity=drugs.cocaine", "concealment=container.structure.floor")} <= reasons(
        shown
    )
    assert shown["score"] > 0


def test_a_case_with_nothing_rare_in_common_is_not_similar() -> None:
    mine = case(1)
    other = published(record(SIMPLE, seized_on="2026-01-01"), 2)
    assert alike(library(mine, other), mine.id) == []
    assert alike(library(mine), mine.id) == []


def test_more_that_is_shared_ranks_higher() -> None:
    mine = case(1)
    most = case(2, days=300)
    less = case(3, days=100, concealment={"cover_load_hs": "080390"})
    shown = alike(library(mine, most, less), mine.id)
    assert ids(shown) == [most.id, less.id]
    assert shown[0]["score"] > shown[1]["score"]


def test_what_is_rarer_ranks_higher_and_is_the_first_reason() -> None:
    """Many hide in the floor, one had this cover load."""
    mine = case(1, concealment={"place": "container.structure.floor", "cover_load_hs": "080390"})
    floor = [
        case(n, days=9 * n, concealment={"place": "container.structure.floor", "cover_load_hs": "090111"})
        for n in range(2, 22)
    ]
    cover = case(50, days=30, concealment={"place": "container.structure.walls", "cover_load_hs": "080390"})
    shown = alike(library(mine, cover, *floor), mine.id)
    assert shown[0]["seizure"]["id"] == cover.id
    assert shown[0]["reasons"][0] == [{"field": "cover_load_hs", "value": "080390"}]


def test_what_happens_every_other_day_says_nothing() -> None:
    daily = [case(n, days=n) for n in range(1, 40)]
    mine = case(99)
    assert alike(library(mine, *daily), mine.id) == []


def test_at_most_ten_are_shown_the_most_alike_first() -> None:
    mine = case(1)
    shown = alike(library(mine, *(case(n, days=90 * n) for n in range(2, 18))), mine.id)
    assert len(shown) == SHOWN
    scores = [one["score"] for one in shown]
    assert scores == sorted(scores, reverse=True)


@given(st.lists(documents(), max_size=40), documents(), st.sampled_from([*CALLERS, RILO_SA]))
@settings(max_examples=60, deadline=None)
def test_the_reads_are_bounded_whatever_there_is(
    corpus: list[dict[str, Any]], mine: dict[str, Any], caller: Principal
) -> None:
    index = index_of([published(document, number) for number, document in enumerate(corpus)])
    one = published(mine, 999)
    shown = similar(index.read, Act(caller, NOW, "r"), entry_of(one).keys, one.id)
    own = scopes(caller, TODAY)
    assert len(index.reads) <= MOST_LOOKED_AT + MOST_IN_A_SCOPE * len(own) == 6 + 2 * len(own)
    assert all(rows <= ROWS == 20 for _, rows in index.reads)
    assert len({name for name, _ in index.reads}) == len(index.reads)
    assert all(found["reasons"] and found["score"] > 0 for found in shown)


@pytest.mark.parametrize("days", [0, 400])
def test_a_case_of_another_region_that_is_not_for_us_is_never_shown(days: int) -> None:
    mine = published(FULL, 1, OFFICER_CO)
    amber = case(2, days=days, tlp="AMBER")
    strict = case(3, days=days, tlp="AMBER+STRICT")
    api = library(mine, amber, strict)
    assert alike(api, mine.id, OFFICER_CO) == alike(api, mine.id, RILO_SA) == []
    assert ids(alike(api, mine.id, OFFICER_DE)) == ids(alike(api, mine.id, RILO_WE)) == [amber.id]
    assert set(ids(alike(api, mine.id, OFFICER))) == {amber.id, strict.id}


def test_a_drafts_checks_and_the_draft_itself_name_similar_cases() -> None:
    old = case(2, days=200)
    api = library(old)
    verdict = api.call("POST", "/v1/seizures/checks", OFFICER_CO, record(FULL)).json
    assert verdict["errors"] == []
    assert ids(verdict["similar"]) == [old.id]
    assert ("cover_load_hs=080390",) in reasons(verdict["similar"][0])
    draft = api.call("POST", "/v1/seizures", OFFICER_CO, record(FULL, national_reference="CO-1")).json["id"]
    assert ids(alike(api, draft, OFFICER_CO)) == [old.id]
    assert api.call("GET", f"/v1/seizures/{draft}/similar", OFFICER).status == 404


def test_a_draft_that_is_wrong_has_no_similar_cases() -> None:
    api = library(case(2))
    verdict = api.call("POST", "/v1/seizures/checks", SERVICE, record(FULL, direction="sideways")).json
    assert verdict["errors"]
    assert verdict["similar"] == []
