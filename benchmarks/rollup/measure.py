"""What runs, rebuilds and tables cost, on a table in memory that counts by DynamoDB's rules."""

import json
import random
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from benchmarks.cpu import medians
from benchmarks.rollup.corpus import TODAY, cases
from benchmarks.rollup.memory import MemoryTable, Spent
from cen import jsontext
from cen.doors import SeenSeizure
from cen.ids import new_id
from cen.principal import Principal, Tier
from rilo_rollup.cells.codec import packed, text_of
from rilo_rollup.cells.fold import Parts, fold
from rilo_rollup.consumer import change_of
from rilo_rollup.desk import Desk
from rilo_rollup.keep.cells import CellStore
from rilo_rollup.keep.nodes import NodeStore
from rilo_rollup.keep.rows import RowStore
from rilo_rollup.question import Asked
from rilo_rollup.readers import reader_of
from rilo_rollup.runs.counting import Counting
from rilo_rollup.runs.merging import Merging
from rilo_rollup.tables.catalog import TABLES

CORPUS = 100_000
CHANGED = (1, 100, 10_000)
NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
READER = Principal("reader", "reader", "person", Tier.UNRESTRICTED, "FR", frozenset({"WE"}))


class _NoLake:
    def write(self, *_: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """`bytes`: of rows or of parts that were read."""

    calls: int
    bytes: int
    read: float
    write: int


@dataclass(frozen=True, slots=True)
class Change:
    """`rows`: cases of the changed cells, which is all that a run may read."""

    changed: int
    cells: int
    rows: int
    cases_read: int
    counting: Step
    merging: Step


@dataclass(frozen=True, slots=True)
class World:
    table: MemoryTable

    def rows(self) -> RowStore:
        return RowStore(self.table, lambda: new_id(NOW))  # type: ignore[arg-type]

    def counting(self) -> Counting:
        return Counting(CellStore(self.table), NodeStore(self.table), _NoLake(), 600, lambda: NOW)  # type: ignore[arg-type]

    def merging(self) -> Merging:
        return Merging(CellStore(self.table), NodeStore(self.table), lambda: NOW)  # type: ignore[arg-type]

    def spent(self) -> Spent:
        """Since it was last asked."""
        found = self.table.spent
        self.table.spent = Spent()
        return found


def filled(count: int) -> tuple[World, list[SeenSeizure]]:
    world, seen = World(MemoryTable()), list(cases(count))
    for some in batched(seen, 1000, strict=False):
        world.rows().keep([change_of(one) for one in some])
    return world, seen


def run(world: World) -> tuple[int, int, Step, Step]:
    """Cells and cases that were counted, and what counting and merging cost."""
    world.spent()
    counting, merging = world.counting(), world.merging()
    outcome = counting.count(list(counting.cells.dirty()))
    counted = _step(world.spent())
    for year in merging.years():
        merging.merge(year)
    return len(outcome.cells), sum(cell.cases for cell in outcome.cells), counted, _step(world.spent())


def _step(spent: Spent) -> Step:
    return Step(spent.calls, spent.bytes, spent.read_units, spent.write_units)


def changes(world: World, seen: Sequence[SeenSeizure]) -> list[Change]:
    """After so many cases have changed what they count as, at random."""
    draw = random.Random(1)  # noqa: S311
    found = []
    for version, number in enumerate((number for number in CHANGED if number <= len(seen)), 2):
        chosen = [replace(one, version=version, verification=f"changed-{version}") for one in draw.sample(seen, number)]
        world.rows().keep([change_of(one) for one in chosen])
        cells = {change_of(one).cell for one in chosen}
        rows = sum(change_of(one).cell in cells for one in seen)
        dirty, read, counting, merging = run(world)
        found.append(Change(number, dirty, rows, read, counting, merging))
    return found


def tables(world: World) -> dict[str, Step]:
    """Of two years and a bit, of the world, for a reader of a region with its own administration."""
    asked = Asked("2023-11", "2026-02", "world", None)
    desk, found = Desk(NodeStore(world.table)), {}  # type: ignore[arg-type]
    for id, definition in TABLES.items():
        world.spent()
        about = replace(asked, category=definition.category)
        desk.table(id, about, reader_of(READER, TODAY, None))
        found[id] = _step(world.spent())
    return found


@dataclass(frozen=True, slots=True)
class FoldShare:
    """CPU per case as a multiple of parsing its record: `fold`: rows read and folded; `written`: the cell's parts made
    text and packed as well, which is paid once for a cell, however few cases it has."""

    fold: float
    written: float


def fold_share(size: int) -> FoldShare:
    """Of a case in a cell of so many."""
    seen = list(cases(size))
    rows = [change_of(replace(one, administration="FR", rilo="WE")).row or "" for one in seen]

    def folded() -> dict[str, Parts]:
        return fold("FR", "2026-02", map(jsontext.loads, rows))

    def written() -> None:
        for parts in folded().values():
            for tree in parts.values():
                packed(text_of(tree))

    def parsed() -> None:
        for one in seen:
            json.loads(one.document)

    found = medians({"fold": folded, "written": written, "parse": parsed})
    return FoldShare(found["fold"] / found["parse"], found["written"] / found["parse"])


def peak_of_counting(count: int) -> float:
    """Megabytes that counting a cell of so many cases holds at once, beside the table itself."""
    world = World(MemoryTable())
    alike = [replace(one, administration="FR", rilo="WE") for one in cases(count)]
    for some in batched(alike, 1000, strict=False):
        kept = [replace(change_of(one), cell=("FR", "2026-02")) for one in some]
        world.rows().keep(kept)
    tracemalloc.start()
    world.counting().count([("FR", "2026-02")])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6
