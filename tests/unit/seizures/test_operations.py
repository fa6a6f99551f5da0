"""Of which operation a case came is for its administration and its RILO: for others there is no such operation."""

import json
from typing import Any

import pytest

from cen.principal import Principal
from seizures.record import Record
from tests.unit.seizures.builders import (
    FULL,
    NCP,
    NCP_CO,
    OFFICER,
    OFFICER_CO,
    OFFICER_DE,
    READER_FR,
    READER_GB,
    RILO_SA,
    RILO_WE,
    SERVICE,
    record,
)
from tests.unit.seizures.duplicates.cases import RETOLD, merged, pairs
from tests.unit.seizures.test_life import RETURN
from tests.unit.seizures.world import World

OPERATION = "01KM0000000000000000000000"
KNOWING, OTHERS = (OFFICER, NCP, SERVICE, RILO_WE), (READER_GB, READER_FR, OFFICER_CO, OFFICER_DE, RILO_SA)


@pytest.fixture
def cen() -> World:
    return World()


def told(document: dict[str, Any]) -> set[str]:
    return {"operation_id", "operation_message"} & document.keys()


def reported(cen: World, **changes: Any) -> str:
    """Id of a published case as it is made of a message."""
    id = cen.publish(FULL, operation_id=OPERATION, **changes)
    record = cen.record(id)
    document = json.dumps({**record.fields, "operation_message": 7}, separators=(",", ":"))
    cen.records.table.items[f"CASE#{id}", "HEAD"]["doc"] = document  # type: ignore[attr-defined]
    return id


def test_only_its_administration_and_its_rilo_read_it(cen: World) -> None:
    id = reported(cen)
    for caller in KNOWING:
        answer = cen.call("GET", f"/v1/seizures/{id}", caller)
        assert told(answer.json) == {"operation_id", "operation_message"}
    for caller in OTHERS:
        answer = cen.call("GET", f"/v1/seizures/{id}", caller)
        assert (answer.status, told(answer.json)) == (200, set())
        assert "operation_id" not in answer.text
        assert answer.json["narrative"] == FULL["narrative"]
        for path in ("history", "versions/1", "similar", "merged"):
            assert OPERATION not in cen.call("GET", f"/v1/seizures/{id}/{path}", caller).text


def test_what_steps_answer_says_no_more(cen: World) -> None:
    id = reported(cen)
    assert told(cen.call("POST", f"/v1/seizures/{id}/verify", RILO_WE).json)
    other = cen.publish(RETOLD, by=OFFICER_CO, operation_id=OPERATION)
    merged(cen, other, id, NCP, NCP_CO)
    for caller, known in ((OFFICER_CO, True), (OFFICER, False)):
        answer = cen.call("GET", f"/v1/seizures/{other}", caller)
        assert bool(told(answer.json)) is known
    answer = cen.call("POST", f"/v1/seizures/{other}/unmerge", NCP)
    assert (answer.status, told(answer.json)) == (200, set())
    assert cen.call("POST", f"/v1/seizures/{id}/return", OFFICER_DE, RETURN).status >= 400


def test_only_they_find_it_by_its_operation(cen: World) -> None:
    id = reported(cen)
    for caller in KNOWING:
        assert cen.found(caller, operation=OPERATION) == {id}
    for caller in OTHERS:
        assert cen.found(caller, operation=OPERATION) == set()
        assert cen.found(caller, category="drugs") == {id}
        counted = cen.call("GET", "/v1/seizures/facets", caller, query={"operation": OPERATION}).json
        assert counted["counted"] == 0


def test_that_two_cases_came_of_one_operation_is_no_reason_for_who_may_not_know(cen: World) -> None:
    changes = {"operation_id": OPERATION}
    cen.publish(FULL, **changes)
    cen.publish(RETOLD, by=OFFICER_CO, **changes)
    for caller in (OFFICER, OFFICER_CO, RILO_WE, RILO_SA):
        (pair,) = pairs(cen, caller)
        assert "operation" not in {reason["field"] for reason in pair["reasons"]}
    cen.publish(RETOLD, by=OFFICER, national_reference="FR-99", **changes)
    own = [
        pair for pair in pairs(cen, OFFICER) if all(one["seizure"]["administration"] == "FR" for one in pair["records"])
    ]
    assert "operation" in {reason["field"] for pair in own for reason in pair["reasons"]}


@pytest.mark.parametrize("its", [OPERATION, "01KM0000000000000000000009", None])
def test_who_guesses_an_operation_does_not_learn_from_checks_what_came_of_it(cen: World, its: str | None) -> None:
    id = cen.publish(FULL, **({"operation_id": its} if its else {}))
    asked = record(RETOLD)

    def alike(caller: Principal, **guess: str) -> Any:
        (found,) = cen.call("POST", "/v1/seizures/checks", caller, {**asked, **guess}).json["duplicates"]
        assert found["id"] == id
        return found["score"], found["reasons"]

    assert alike(OFFICER_CO, operation_id=OPERATION) == alike(OFFICER_CO)
    if its:
        assert alike(OFFICER, operation_id=OPERATION)[0] != alike(OFFICER)[0]


def test_a_pair_has_one_score_for_who_may_not_know_of_operations_wherever_its_records_came_from() -> None:
    scores = set()
    for mine, other in ((OPERATION, OPERATION), (OPERATION, "01KM0000000000000000000009"), (None, None)):
        cen = World()
        cen.publish(FULL, **({"operation_id": mine} if mine else {}))
        cen.publish(RETOLD, by=OFFICER_CO, **({"operation_id": other} if other else {}))
        (pair,) = pairs(cen, OFFICER)
        scores.add(pair["score"])
    assert len(scores) == 1


def test_a_correction_cannot_ask_for_it(cen: World) -> None:
    id = reported(cen)
    body = {"changes": {"operation_id": OPERATION}, "reason": "It came of this operation, I believe."}
    answer = cen.call("POST", f"/v1/seizures/{id}/corrections", OFFICER_CO, body)
    assert (answer.status, answer.errors) == (422, {"changes.operation_id": "unknown_field"})
    assert cen.call("POST", f"/v1/seizures/{id}/corrections", RILO_WE, body).json["code"] == "changes_nothing"


def test_a_record_that_came_of_none_is_read_as_it_is_stored(cen: World) -> None:
    id = cen.publish(FULL)
    stored: Record = cen.record(id)
    assert cen.call("GET", f"/v1/seizures/{id}", READER_GB).text == stored.document
