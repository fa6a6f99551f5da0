"""What the outbox owes: every new audit entry once, in order, and from where it failed again."""

import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from cen.outbox import BATCH, Publisher
from tests.unit.cen.helpers import now


class ThingHappened(BaseModel):
    number: str


def describe(image: dict[str, Any]) -> list[ThingHappened]:
    number = image["pk"]["S"]
    if number == "poison":
        raise KeyError("administration")
    if number == "two":
        return [ThingHappened(number="first"), ThingHappened(number="second")]
    return [] if number == "private" else [ThingHappened(number=number)]


@dataclass
class Bus:
    """Takes events until `refuse_after`, then refuses each."""

    refuse_after: int = 1_000_000
    taken: list[dict[str, Any]] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    def put_events(self, **asked: list[dict[str, Any]]) -> dict[str, Any]:
        self.batches.append(len(asked["Entries"]))
        outcomes = []
        for entry in asked["Entries"]:
            if len(self.taken) < self.refuse_after:
                self.taken.append(entry)
                outcomes.append({"EventId": "1"})
            else:
                outcomes.append({"ErrorCode": "ThrottlingException"})
        return {"Entries": outcomes}


def change(number: str, *, kind: str = "INSERT", sk: str = "AUDIT#1") -> dict[str, Any]:
    image = {"pk": {"S": number}, "sk": {"S": sk}}
    keys = {"pk": {"S": number}, "sk": {"S": sk}}
    return {"eventName": kind, "dynamodb": {"Keys": keys, "NewImage": image, "SequenceNumber": f"s{number}"}}


def publish(bus: Bus, changes: list[dict[str, Any]]) -> dict[str, Any]:
    return Publisher("things", lambda: (bus, "cen-test"), describe, bus.given_up.append, now)(
        {"Records": changes}, None
    )  # type: ignore[arg-type, return-value]


def test_an_event_names_its_source_type_and_bus() -> None:
    bus = Bus()
    assert publish(bus, [change("1")]) == {"batchItemFailures": []}
    (entry,) = bus.taken
    assert (entry["Source"], entry["DetailType"], entry["EventBusName"]) == ("cen.things", "ThingHappened", "cen-test")
    assert json.loads(entry["Detail"]) == {"number": "1"}


def test_only_new_audit_entries_are_events() -> None:
    bus = Bus()
    changes = [change("1", kind="MODIFY"), change("2", kind="REMOVE"), change("3", sk="HEAD"), change("private")]
    assert publish(bus, changes) == {"batchItemFailures": []}
    assert (bus.taken, bus.batches) == ([], [])


@given(st.integers(0, 35), st.integers(0, 40))
def test_what_the_bus_does_not_take_is_handed_back_from_the_first_on(count: int, taken: int) -> None:
    bus = Bus(refuse_after=taken)
    answer = publish(bus, [change(str(n)) for n in range(count)])
    failed = [{"itemIdentifier": f"s{taken}"}] if taken < count else []
    assert answer == {"batchItemFailures": failed}
    assert [json.loads(entry["Detail"])["number"] for entry in bus.taken] == [str(n) for n in range(min(count, taken))]
    assert all(size <= BATCH for size in bus.batches)


def test_what_cannot_be_described_is_laid_aside_and_holds_nobody_up() -> None:
    bus = Bus()
    assert publish(bus, [change("1"), change("poison"), change("2")]) == {"batchItemFailures": []}
    assert [json.loads(entry["Detail"])["number"] for entry in bus.taken] == ["1", "2"]
    assert [json.loads(keys)["pk"]["S"] for keys in bus.given_up] == ["poison"]
