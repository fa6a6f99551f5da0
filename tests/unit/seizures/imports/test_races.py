"""Two at once: for the same slot, the same step, the same references."""

from typing import Any

import pytest

from cen.audit import entry_for
from cen.events import ImportClosed
from cen.problems import Unavailable
from seizures.imports import service
from seizures.imports.job_items import Refused
from seizures.imports.mapping import Mapping
from seizures.imports.model import ImportRequest
from seizures.imports.parts import Parts
from seizures.imports.report import Reporter
from seizures.imports.store import ImportStore
from seizures.jobs import Overtaken, SlotTaken, changed
from tests.unit.seizures.builders import act
from tests.unit.seizures.imports.world import World, many, row, table_of

REQUEST = ImportRequest(filename="a.csv", size=10)


class Other(ImportStore):
    """Somebody else comes first, so many times."""

    __slots__ = ("times",)

    def __init__(self, table: Any, times: int) -> None:
        super().__init__(table)
        object.__setattr__(self, "times", [None] * times)

    def _late(self) -> bool:
        return bool(self.times and (self.times.pop() is None))  # type: ignore[attr-defined]

    def create(self, *given: Any) -> None:
        if self._late():
            raise SlotTaken
        super().create(*given)

    def save(self, before: Any, after: Any, entry: Any = None) -> None:
        if self._late():
            raise Overtaken(before)
        super().save(before, after, entry)

    def commit(self, operations: Any) -> None:
        if self._late():
            raise Refused({})
        super().commit(operations)


def test_a_slot_that_is_taken_in_between_is_another_slot(world: World) -> None:
    asked = service.create(Other(world.table, 2), act(), REQUEST)
    assert asked.job.slot == 0
    with pytest.raises(Unavailable):
        service.create(Other(world.table, 99), act(), REQUEST)
    job = asked.job
    entry = entry_for(act().caller, "requested", act().at, 1, "r")
    twin = job.model_copy(update={"id": "0" * 26})
    with pytest.raises(SlotTaken):
        world.store.request(twin, Mapping(), entry, act())


def test_a_cancel_that_comes_second_is_tried_again(world: World) -> None:
    id = world.ask(b"x")
    assert service.cancel(Other(world.table, 3), act(), id).status == "cancelled"
    other = world.ask(b"y")
    with pytest.raises(Unavailable):
        service.cancel(Other(world.table, 99), act(), other)


def entered(world: World, times: int, text: str) -> dict[str, int]:
    id = world.ask(text.encode())
    world.reader(world.upload(id, text.encode()))
    parts = Parts(Other(world.table, times), world.files, world.clock)
    for event in world.events(id):
        parts(event)
    return world.counts(world.shown(id))


def test_a_transaction_that_is_refused_is_looked_up_and_tried_together_and_then_one_by_one(world: World) -> None:
    assert entered(world, 1, many(5)) == {"accepted": 5}
    assert entered(world, 2, table_of(*(row(n) for n in range(10, 15)))) == {"accepted": 5}
    assert entered(world, 4, table_of(*(row(n) for n in range(20, 25)))) == {"accepted": 5}
    assert len(world.all_records()) == 15
    with pytest.raises(Unavailable):
        entered(world, 99, table_of(row(30)))


def test_closing_is_tried_again(world: World) -> None:
    text = many(2)
    id = world.ask(text.encode())
    world.reader(world.upload(id, text.encode()))
    (event,) = world.events(id)

    class Busy(Other):
        __slots__ = ()

        def commit(self, operations: Any) -> None:
            ImportStore.commit(self, operations)

    with pytest.raises(Unavailable):
        Parts(Busy(world.table, 99), world.files, world.clock)(event)
    assert world.shown(id)["status"] == "entering"
    Parts(Busy(world.table, 2), world.files, world.clock)(event)
    assert world.shown(id)["status"] == "finished"


def test_a_part_is_closed_once(world: World) -> None:
    shown = world.load(many(2))
    job = world.store.read(shown["id"])
    assert job
    world.store.close(job, 1, {})
    assert world.store.counts(job.id)[1]["accepted"] == 2  # type: ignore[index]


def test_a_report_that_another_worker_wrote_is_left(world: World) -> None:
    shown = world.load(many(2))
    job = world.store.read(shown["id"])
    assert job
    world.store.save(job, changed(job, "now", report_bytes=None))
    event = ImportClosed(import_id=shown["id"])
    Reporter(Other(world.table, 1), world.files, world.clock)(event)
    assert world.shown(shown["id"])["report"] is False
    world.reporter(event)
    assert world.shown(shown["id"])["report"] is True


def test_a_record_that_is_gone_is_told_to_operators_and_not_guessed(world: World) -> None:
    shown = world.load(table_of(row(1)))
    id = world.rows(shown["id"])[0]["seizure_id"]
    del world.table.items[f"CASE#{id}", "HEAD"]
    with pytest.raises(LookupError):
        world.load(table_of(row(1, quantity=5)))


def test_a_cancel_stops_a_part_that_is_being_entered(world: World) -> None:
    """What went in before it is counted, the rest has no outcome."""
    text = many(400)
    id = world.ask(text.encode())
    world.reader(world.upload(id, text.encode()))
    written = 0

    class Watched(Other):
        __slots__ = ()

        def commit(self, operations: Any) -> None:
            nonlocal written
            written += 1
            if written == 2:
                world.call("POST", f"/v1/imports/{id}/cancel")
            ImportStore.commit(self, operations)

    (event,) = world.events(id)
    Parts(Watched(world.table, 0), world.files, world.clock)(event)
    shown = world.shown(id)
    assert (shown["status"], shown["rows"]) == ("cancelled", 400)
    assert 0 < shown["done"] <= 150 + 33
    assert len(world.all_records()) == shown["counts"]["accepted"] == shown["done"] == len(world.rows(id))
    for told in world.events(id):
        if isinstance(told, ImportClosed):
            world.reporter(told)
    outcomes = [line[0] for line in world.report(id)[1:]]
    assert (outcomes.count("accepted"), outcomes.count("not entered")) == (shown["done"], 400 - shown["done"])
