"""Alerts and operations together, with the real door between them: as deployed, but for the network."""

import json
from typing import Any

import pytest

from cen.doors import Operations
from comm.door import answer
from comm.people import Person
from tests.unit.alerts.world import NCP, OFFICER, OFFICER_CO, OFFICER_DE, RILO_WE, World
from tests.unit.comm.world import OPERATION
from tests.unit.comm.world import World as Rooms


class Between:
    """What is asked and answered travels as JSON."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms

    def ask(self, question: Any) -> Any:
        return json.loads(json.dumps(answer(self.rooms.store, json.loads(json.dumps(question)))))


@pytest.fixture
def rooms() -> Rooms:
    made = Rooms()
    for one in (OFFICER, OFFICER_CO):
        made.pool.people[one.name] = Person(one.id, one.name, one.administration, may_join=True)
    return made


def members(rooms: Rooms, operation: str, *add: dict[str, Any]) -> None:
    for one in add:
        answered = rooms.call("POST", f"/v1/operations/{operation}/members", RILO_WE, one)
        assert answered.status == 201, answered.text


def test_from_the_publication_to_an_expulsion(world: World, rooms: Rooms) -> None:
    world.operations = Operations(Between(rooms))  # type: ignore[arg-type, assignment]
    operation = rooms.call("POST", "/v1/operations", RILO_WE, OPERATION).json["id"]
    ours: dict[str, Any] = {"tlp": "AMBER", "regions": [], "operation": operation}
    lonely = world.draft(**ours)
    assert world.call("POST", f"alerts/{lonely}/publish", RILO_WE).json["code"] == "nobody_reached"
    members(rooms, operation, {"administration": "FR"}, {"person": "officer-co", "role": "observer"})
    id = world.publish(**ours)
    for caller in (OFFICER, NCP, OFFICER_CO):
        assert world.call("GET", f"alerts/{id}", caller).status == 200
        assert world.listed(caller, operation=operation) == [id]
    assert world.call("GET", f"alerts/{id}", OFFICER_DE).status == 404
    assert world.call("GET", f"alerts/{id}/audience", RILO_WE).json["beyond_the_office"] == 3
    rooms.call("DELETE", f"/v1/operations/{operation}/members/FR:{OFFICER.id}", RILO_WE)
    assert world.call("GET", f"alerts/{id}", OFFICER).status == 404
    assert world.listed(OFFICER, operation=operation) == []
    assert world.call("GET", f"alerts/{id}", NCP).status == 200
    assert world.call("GET", f"alerts/{id}/audience", RILO_WE).json["beyond_the_office"] == 2
    rooms.call("POST", f"/v1/operations/{operation}/close", RILO_WE)
    refused = world.patch(id, RILO_WE, {"title": "Other words"})
    assert (refused.status, refused.json["errors"][0]["code"]) == (422, "wrong_state")
    assert world.call("GET", f"alerts/{id}", OFFICER_CO).status == 200
