"""Somebody else comes between reading and writing: nothing is lost, and nobody waits for ever."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from seizures.store import SeizureStore
from tests.answer import Answer
from tests.unit.memory import MemoryTable
from tests.unit.seizures.builders import FULL, NCP, NCP_CO, OFFICER, OFFICER_DE, READER_GB, RILO_WE
from tests.unit.seizures.duplicates.cases import change, dismiss, merge, merged, pairs, two, unmerge
from tests.unit.seizures.world import World


@dataclass(frozen=True)
class Between(MemoryTable):
    """Before the next transactions, somebody else's `steps`, one each."""

    steps: list[Callable[[], Any]] = field(default_factory=list)

    def transact(self, operations: Sequence[Mapping[str, Any]]) -> None:
        if self.steps:
            step, others = self.steps.pop(0), [*self.steps]
            self.steps.clear()
            step()
            self.steps.extend(others)
        MemoryTable.transact(self, operations)


@pytest.fixture
def table() -> Between:
    return Between()


@pytest.fixture
def cen(table: Between) -> World:
    return World(SeizureStore(table))


def overtake(table: Between, id: str, times: int = 1) -> None:
    """Somebody else changes the pair, before each of the next so many transactions."""

    def write() -> None:
        item = table.items[f"PAIR#{id}", "PAIR"]
        document = json.loads(str(item["doc"]))
        document["step"] += 1
        item |= {"step": document["step"], "doc": json.dumps(document)}

    table.steps.extend([write] * times)


def test_a_record_that_changes_while_it_is_merged_is_merged_as_it_is_then(cen: World, table: Between) -> None:
    one, other = cen.publish(FULL), cen.publish(FULL, national_reference="FR-2")
    table.steps.append(lambda: change(cen, one, narrative="Meanwhile."))
    assert merge(cen, other, one).json["status"] == "merged"
    assert cen.record(one).fields["narrative"] == "Meanwhile."
    table.steps.append(lambda: change(cen, one, narrative="Again."))
    assert unmerge(cen, other).json["status"] == "published"
    assert cen.record(one).fields["narrative"] == "Again."


def test_whoever_saw_the_record_first_is_told_that_it_changed(cen: World, table: Between) -> None:
    one, other = cen.publish(FULL), cen.publish(FULL, national_reference="FR-2")
    table.steps.append(lambda: change(cen, other, narrative="Meanwhile."))
    assert merge(cen, other, one, If_Match='"3"').json["code"] == "stale_version"
    merged(cen, other, one, NCP)
    tag = {"If-Match": cen.call("GET", f"/v1/seizures/{other}", OFFICER).headers["ETag"]}
    assert cen.call("POST", f"/v1/seizures/{other}/unmerge", NCP, headers={"If-Match": '"1"'}).status == 412
    table.steps.append(lambda: change(cen, one, narrative="Again."))
    undone = cen.call("POST", f"/v1/seizures/{other}/unmerge", NCP, headers=tag)
    assert undone.json["code"] == "stale_version"


def test_a_pair_that_changes_meanwhile_is_looked_at_again(cen: World, table: Between) -> None:
    one, other = two(cen)
    (pair,) = pairs(cen)
    for step in (
        lambda: merge(cen, other, one, NCP),
        lambda: merge(cen, other, one, NCP_CO),
        lambda: unmerge(cen, other),
    ):
        overtake(table, pair["id"])
        assert step().status == 200
    merge(cen, other, one, NCP)
    overtake(table, pair["id"])
    assert dismiss(cen, pair["id"]).json["state"] == "dismissed"


def test_who_is_overtaken_again_and_again_is_asked_to_come_back(cen: World, table: Between) -> None:
    one, other = two(cen)
    (pair,) = pairs(cen)
    for step in (lambda: merge(cen, other, one), lambda: dismiss(cen, pair["id"])):
        overtake(table, pair["id"], 3)
        assert step().status == 503
    merged(cen, other, one, NCP, NCP_CO)
    overtake(table, pair["id"], 3)
    assert unmerge(cen, other).status == 503
    assert unmerge(cen, other).status == 200


@pytest.mark.parametrize("what", ["accept", "decline", "withdraw"])
def test_a_correction_is_decided_once(cen: World, table: Between, what: str) -> None:
    id = cen.publish(FULL)
    body = {"changes": {"direction": "transit"}, "reason": "The manifest says transit."}
    path = f"/v1/corrections/{cen.call('POST', f'/v1/seizures/{id}/corrections', OFFICER_DE, body).json['id']}"

    def decide(how: str) -> Answer:
        given = {"accept": (OFFICER, {}), "decline": (OFFICER, {"comment": "No."}), "withdraw": (OFFICER_DE, None)}
        return cen.call("POST", f"{path}/{how}", *given[how])

    first = {"accept": "withdraw", "decline": "withdraw", "withdraw": "decline"}[what]
    table.steps.append(lambda: decide(first))
    late = decide(what)
    assert (late.status, late.json["code"]) == (409, "correction_settled"), late.text
    ended = {"withdraw": "withdrawn", "decline": "declined"}[first]
    assert cen.call("GET", path, RILO_WE).json["state"] == ended
    assert cen.call("GET", f"/v1/seizures/{id}", READER_GB).json["direction"] == "import"


def test_a_record_that_changes_while_a_correction_is_accepted_asks_again(cen: World, table: Between) -> None:
    id = cen.publish(FULL)
    body = {"changes": {"direction": "transit"}, "reason": "The manifest says transit."}
    made = cen.call("POST", f"/v1/seizures/{id}/corrections", OFFICER_DE, body).json
    table.steps.append(lambda: change(cen, id, narrative="Meanwhile."))
    refused = cen.call("POST", f"/v1/corrections/{made['id']}/accept", OFFICER, {})
    assert (refused.status, refused.json["code"], refused.json["current_version"]) == (412, "stale_version", 4)
    assert cen.call("GET", f"/v1/corrections/{made['id']}", OFFICER).json["stale"]
