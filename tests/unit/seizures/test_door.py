"""The private door: any record that there is, as it is now, for other contexts' functions."""

from typing import Any

import pytest
from moto import mock_aws

from cen.doors import SeenSeizure
from seizures import door, service
from seizures.door import answer
from seizures.record import Record, merged
from seizures.store import SeizureStore
from tests.unit.seizures.builders import RILO_WE, SIMPLE, act
from tests.unit.seizures.search.corpus import published
from tests.unit.seizures.test_store_contract import made, make_table


def test_records_are_handed_out_in_the_order_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_aws():
        store = SeizureStore(make_table())
        records = [made(number) for number in (1, 2)]
        for record in records:
            store.create(record, service.audited(act(RILO_WE), "entered", record), act())
        monkeypatch.setattr(door, "_store", lambda: store)
        asked = [records[1].id, "01K0000000000000000000000Z", records[0].id, records[1].id]
        found = door.handler({"read": asked}, None)["seizures"]
        assert door.handler({"read": []}, None) == {"seizures": []}
    seen = [SeenSeizure(**one) for one in found]
    assert [one.id for one in seen] == [records[1].id, records[0].id]
    assert seen[0].document == records[1].document
    assert (seen[0].status, seen[0].administration, seen[0].merged_into) == ("draft", "FR", None)


def test_of_a_merged_record_it_is_told_which_stands_for_it() -> None:
    class Records:
        def read_many(self, ids: list[str]) -> list[Record]:
            return [merged(published(SIMPLE, 1), ids[0], "2026-03-20T13:00:00.000Z")]

    (one,) = answer(Records(), {"read": ["01K0000000000000000000000Z"]})["seizures"]
    assert (one["status"], one["merged_into"], one["version"]) == ("merged", "01K0000000000000000000000Z", 3)


@pytest.mark.parametrize("question", [{}, {"read": "x"}, {"read": ["x"] * 101}, {"write": []}])
def test_other_questions_are_not_answered(question: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a question"):
        answer(None, question)  # type: ignore[arg-type]
