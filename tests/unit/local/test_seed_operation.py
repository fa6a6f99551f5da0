"""The operation of a fresh local cloud: entered through the interface, by accounts that are there, once."""

from collections.abc import Mapping
from typing import Any

import pytest

from cen.principal import Tier
from local.accounts import PEOPLE
from local.seed import operation
from local.seed.client import Answer, Refused
from ops.accounts import Rights
from tests.unit.comm.world import World
from tests.unit.seizures.builders import person


class Client:
    """Calls the context in memory as the account whose token it is."""

    def __init__(self, world: World) -> None:
        self.world = world

    def call(self, method: str, path: str, token: str, body: Mapping[str, Any] | None = None) -> Answer:
        rights: Rights = PEOPLE[token]
        groups = {"rilos": frozenset(rights.rilos), "roles": frozenset(rights.roles)}
        caller = person(token, Tier(rights.tier), rights.administration, **groups)
        answer = self.world.call(method, path, caller, None if body is None else dict(body))
        return Answer(answer.status, None, answer.json)


def test_it_is_entered_by_members_of_four_administrations_and_once() -> None:
    world = World()
    world.pool.people["rilo-sa"] = world.pool.people["rilo-we"].__class__("rilo-sa", "rilo-sa", "CL", may_join=True)
    client = Client(world)
    assert operation.run(client, str, world.now) == 6  # type: ignore[arg-type]
    assert operation.run(client, str, world.now) == 0  # type: ignore[arg-type]
    world.drain()
    shown = client.call("GET", "/v1/operations", "officer-co").body["items"]
    assert [(one["code_name"], one["state"], one["last"]) for one in shown] == [(operation.NAME, "running", 6)]
    board = client.call("GET", f"/v1/operations/{shown[0]['id']}/board", "rilo-sa").body
    assert (board["totals"]["answered"], board["totals"]["asked"], board["cases"]) == (1, 3, {"draft": 1})


def test_a_refusal_says_what_was_sent() -> None:
    with pytest.raises(Refused, match=r"^The operation answered 403"):
        operation.run(Client(World()), lambda _: "reader-gb", World().now)  # type: ignore[arg-type]
