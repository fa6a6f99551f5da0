"""The private door: any record that there is, as it is now, for other contexts' functions."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from moto import mock_aws

from cen import members
from cen.doors import SeenSearch, SeenSeizure
from cen.dynamo import client as dynamo_client
from cen.principal import Principal
from cen.requester import requester
from seizures import door, service
from seizures.door import Behind, answer, shown
from seizures.record import Record, merged, standing_for
from seizures.store import SeizureStore
from seizures.watches.model import Saved
from tests.unit.seizures.builders import NOW, OFFICER, OFFICER_CO, READER_GB, RILO_WE, SIMPLE, act
from tests.unit.seizures.fakes import FakeStore
from tests.unit.seizures.search.corpus import published, relabelled
from tests.unit.seizures.search.library import COCAINE, SHARK
from tests.unit.seizures.test_store_contract import made, make_table


def test_records_are_handed_out_in_the_order_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    dynamo_client.cache_clear()
    with mock_aws():
        store = SeizureStore(make_table())
        records = [made(number) for number in (1, 2)]
        for record in records:
            store.create(record, service.audited(act(RILO_WE), "entered", record), act())
        monkeypatch.setenv("CEN_TABLE", store.table.name)
        door._behind.cache_clear()
        asked = [records[1].id, "01K0000000000000000000000Z", records[0].id, records[1].id]
        found = door.handler({"read": asked}, None)["seizures"]
        assert door.handler({"read": []}, None) == {"seizures": []}
        door._behind.cache_clear()
    seen = [SeenSeizure(**one) for one in found]
    assert [one.id for one in seen] == [records[1].id, records[0].id]
    assert seen[0].document == records[1].document
    assert (seen[0].status, seen[0].administration, seen[0].merged_into) == ("draft", "FR", None)


def test_of_a_merged_record_it_is_told_which_stands_for_it() -> None:
    class Records:
        def read_many(self, ids: list[str]) -> list[Record]:
            return [merged(published(SIMPLE, 1), ids[0], "2026-03-20T13:00:00.000Z")]

    found = answer(Behind(Records(), None), {"read": ["01K0000000000000000000000Z"]}, NOW.date())  # type: ignore[arg-type]
    (one,) = found["seizures"]
    assert (one["status"], one["merged_into"], one["version"]) == ("merged", "01K0000000000000000000000Z", 3)


def test_a_record_tells_what_was_merged_into_it() -> None:
    other = "01K0000000000000000000000Z"
    found = shown(standing_for(published(SIMPLE, 1), (other,)))
    assert SeenSeizure(**json.loads(json.dumps(found))).absorbed == [other]


WRONG = [{}, {"read": "x"}, {"read": ["x"] * 101}, {"write": []}, {"visible": []}, {"searches": ["x"] * 101}]


@pytest.mark.parametrize("question", WRONG)
def test_other_questions_are_not_answered(question: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a question"):
        answer(None, question, NOW.date())  # type: ignore[arg-type]


def test_the_door_says_which_published_records_a_caller_may_see_now() -> None:
    store = FakeStore()
    draft, near, hidden = made(1), relabelled(COCAINE, "AMBER"), relabelled(SHARK, "AMBER+STRICT")
    store.heads.update({one.id: one for one in (draft, near, hidden)})
    behind = Behind(_Several(store), _Several(store))  # type: ignore[arg-type]
    ids = [draft.id, near.id, hidden.id, "01K0000000000000000000000Z"]

    def visible(caller: Principal) -> list[str]:
        asked = {"visible": ids, "to": requester(caller).model_dump_json()}
        return list(answer(behind, asked, NOW.date())["ids"])

    assert visible(OFFICER) == [near.id, hidden.id]
    assert visible(RILO_WE) == [near.id]
    assert visible(READER_GB) == ([near.id] if members.rilo_of("GB", NOW.date()) == "WE" else [])
    assert visible(OFFICER_CO) == []


def test_the_door_says_whose_a_saved_search_is() -> None:
    class Searches:
        def read_many(self, ids: Sequence[str]) -> list[Saved]:
            owner = requester(READER_GB)
            return [
                Saved(id=id, name="Mine", search={}, owner=owner, filed=("all",), rest="", created_at="") for id in ids
            ]

    behind = Behind(FakeStore(), Searches())
    found = answer(behind, {"searches": ["a", "a", "b"]}, NOW.date())["searches"]
    assert [SeenSearch(**one) for one in found] == [
        SeenSearch("a", "Mine", READER_GB.id),
        SeenSearch("b", "Mine", READER_GB.id),
    ]


class _Several:
    """The fake store's records by id."""

    def __init__(self, store: FakeStore) -> None:
        self.store = store

    def read_many(self, ids: Sequence[str]) -> list[Record]:
        return [self.store.heads[id] for id in ids if id in self.store.heads]
