"""Workers that die: what they leave behind is found and put right by those who come after."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from rilo_rollup.keep.cells import CellStore, Held
from rilo_rollup.model import Run
from rilo_rollup.worker import work
from tests.unit.rilo_rollup.world import NOW, World, case, changed

CELL = ("FR", "2026-02")


class Died(BaseException):
    """No code of the worker runs any more."""


@dataclass(frozen=True)
class Dying(CellStore):
    """Its worker dies before the transaction of that number, from 1."""

    number: int = 1
    left: list[int] | None = None

    def write(self, *arguments: Any, **changes: Any) -> Any:
        assert self.left is not None
        self.left.append(1)
        if len(self.left) == self.number:
            raise Died
        return CellStore.write(self, *arguments, **changes)


def dies(world: World, number: int) -> None:
    cells = Dying(world.cells_table, number, [])
    counting = type(world.counting)(cells, world.nodes, world.lake, 600, world.clock)
    with pytest.raises(Died):
        counting.count(list(world.cells.dirty()))
    world.now += timedelta(seconds=601)


def in_lake(world: World) -> set[str]:
    lines = [line for data in world.lake.files.values() for line in gzip.decompress(data).splitlines()]
    return {json.loads(line)["case_id"] for line in lines}


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("after", [{"status": "withdrawn"}, {"tlp": "RED"}, {"tlp": "AMBER"}])
def test_the_lake_never_keeps_what_a_dead_worker_wrote(number: int, after: dict[str, str]) -> None:
    """What is to be counted comes to the same again as before the worker died."""
    world = World()
    world.hear(case(1))
    world.count()
    world.hear(case(2))
    dies(world, number)
    world.hear(changed(case(2), **after))
    world.count()
    assert world.counted() == world.anew().counted()
    assert in_lake(world) == ({case(1).id, case(2).id} if after == {"tlp": "AMBER"} else {case(1).id})
    assert list(world.cells.dirty()) == []


def test_a_file_is_written_again_only_where_the_lake_is_not_known() -> None:
    world = World()
    world.hear(case(1), case(2, administration="DE"))
    world.count()
    world.hear(*world.records.seen.values(), force=True)
    world.count()
    assert world.lake.writes == 2
    world.cells.doubt(CELL)
    world.lake.files.clear()
    world.hear(*world.records.seen.values(), force=True)
    world.count()
    assert (world.lake.writes, in_lake(world)) == (3, {case(1).id})


def test_who_counts_a_cell_while_its_lake_is_doubted_has_to_do_it_again() -> None:
    world = World()
    world.hear(case(1))
    held = world.cells.hold(CELL, int(NOW.timestamp()), 600)
    world.cells.doubt(CELL)
    with pytest.raises(Held):
        world.cells.write(held, held_until=0, lake="as it was")
    world.now += timedelta(seconds=601)
    world.count()
    assert in_lake(world) == {case(1).id}


@dataclass(frozen=True)
class Killing(CellStore):
    """Whoever reads the rows of one cell dies of it."""

    bad: tuple[str, str] = CELL

    def rows(self, cell: tuple[str, str]) -> Iterator[str]:
        if cell == self.bad:
            raise Died
        return CellStore.rows(self, cell)


@dataclass
class Deadly(World):
    @property
    def cells(self) -> CellStore:
        return Killing(self.cells_table)

    def work(self) -> None:
        """A message whose worker died comes again, half an hour later."""
        came: dict[str, int] = {}
        while self.messages:
            message = self.messages.pop(0)
            name = json.dumps(message, sort_keys=True)
            came[name] = came.get(name, 0) + 1
            try:
                work(self.conductor, message, came[name])
            except Died:
                self.messages.append(message)
                self.now += timedelta(minutes=30)

    def tonight(self) -> Run:
        self.now += timedelta(days=1)
        return self.run()


def failures(run: Run) -> Sequence[tuple[str, str, int]]:
    return [(one.administration, one.error, one.in_a_row) for one in run.failures]


def test_a_cell_that_kills_its_workers_is_found_told_of_and_takes_no_other_with_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    world = Deadly()
    codes = ("BE", "DE", "ES", "FR", "GB", "IT", "NL", "PL", "PT", "SE", "US")
    world.hear(*[case(number, administration=code) for number, code in enumerate(codes)])
    first = world.tonight()
    assert (first.status, first.parts, first.split) == ("done", 12, ["00000"])
    assert (first.failed, first.counted + first.unchanged) == (1, 10)
    assert failures(first) == [("FR", "GaveUp", 1)]
    assert list(world.cells.dirty()) == [CELL]
    assert world.table("t4").about["cases"] == 10
    told = capsys.readouterr().out
    assert '"cells_failed": 1, "cells_failed_again": 0' in told
    world.hear(case(30, administration="DE"))
    second = world.tonight()
    # Counted by the worker that died, found clean by the next.
    assert (second.status, second.unchanged, failures(second)) == ("done", 1, [("FR", "GaveUp", 2)])
    assert second.drafts == ["WE"]
    assert '"cells_failed": 1, "cells_failed_again": 1' in capsys.readouterr().out
    mended = World(world.records, world.cells_table, world.runs_table, world.lake, now=world.now)
    assert (mended.run().counted, mended.table("t4").about["cases"]) == (1, 12)


def test_a_run_ends_before_another_takes_it_for_abandoned() -> None:
    world = Deadly()
    world.hear(case(1), case(2, administration="DE"))
    began = world.now
    assert world.run().status == "done"
    assert world.now - began < timedelta(hours=2)


def test_parts_are_taken_apart_once_however_often_their_message_comes() -> None:
    world = World()
    world.hear(case(1), case(2, administration="DE"))
    started = world.conductor.start(None)
    (message,) = world.messages
    for _ in range(2):
        work(world.conductor, message, 2)
    world.messages.pop(0)
    world.work()
    run = world.runs.read(started.id)
    assert run is not None
    assert (run.status, run.parts, run.counted) == ("done", 3, 2)
    work(world.conductor, message, 2)
    world.work()
    assert world.runs.read(started.id) == run


def test_giving_up_spares_what_was_counted_or_is_being_counted_by_somebody_alive() -> None:
    world = World()
    world.hear(case(1), case(2, administration="DE"))
    world.counting.count([CELL])
    world.cells.hold(("DE", "2026-02"), int(NOW.timestamp()), 600)
    found = [world.counting.give_up(cell) for cell in (CELL, ("DE", "2026-02"))]
    assert [one.outcome for one in found] == ["clean", "held"]
