"""Counts cells anew: each from its own rows and nothing else, into its nodes and its part of the lake."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from cen import jsontext, log
from cen.clock import Clock, instant, utc_now
from cen.usage import spent
from rilo_rollup.cells.areas import areas_of, of_administration, rilos_ever
from rilo_rollup.cells.fold import Parts, fold
from rilo_rollup.cells.lines import Files
from rilo_rollup.cells.row import OPEN, OWN, Row, rilo_scope
from rilo_rollup.keep.cells import CellStore, Held, Opened, to_merge
from rilo_rollup.keep.lake import digest as lake_digest
from rilo_rollup.keep.nodes import Node, NodeStore
from rilo_rollup.keep.rows import Cell
from rilo_rollup.model import Counted, Outcome

CONTEXT = "rilo_rollup"


class LakeFiles(Protocol):
    def write(self, cell: Cell, files: dict[str, bytes]) -> None: ...


@dataclass(slots=True)
class _Read:
    cases: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Counting:
    """`seconds`: that a worker may hold a cell for: longer than it can run."""

    cells: CellStore
    nodes: NodeStore
    lake: LakeFiles
    seconds: int
    clock: Clock = utc_now

    def count(self, cells: Iterable[Cell]) -> Outcome:
        """One that cannot be counted is told of, and the others are counted."""
        before, started = spent.snapshot(), perf_counter()
        found = [self._try(cell) for cell in cells]
        calls, units = spent.since(before)
        return Outcome(
            cells=found, calls=calls, capacity_units=units, milliseconds=round((perf_counter() - started) * 1000, 1)
        )

    def _try(self, cell: Cell) -> Counted:
        named = Counted(administration=cell[0], month=cell[1], outcome="held")
        try:
            opened = self.cells.hold(cell, int(self.clock().timestamp()), self.seconds)
            if opened.stamp is None:
                return named.model_copy(update={"outcome": "clean"})
            return self._count(opened, named)
        except Held:
            return named
        except Exception as error:  # noqa: BLE001 - a cell that cannot be counted must not take the others with it
            return self._failed(cell, named, type(error).__name__)

    def give_up(self, cell: Cell) -> Counted:
        """Says that a cell could not be counted, by workers that did not live to tell."""
        named = Counted(administration=cell[0], month=cell[1], outcome="held")
        opened = self.cells.look(cell)
        if opened.stamp is None:
            return named.model_copy(update={"outcome": "clean"})
        if opened.state.held_until > int(self.clock().timestamp()):
            return named
        return self._failed(cell, named, "GaveUp")

    def _count(self, opened: Opened, named: Counted) -> Counted:
        administration, month = opened.cell
        read, files = _Read(), Files(month)
        scopes = fold(administration, month, _through(self.cells.rows(opened.cell), files, read))
        made = files.finished()
        print_of_lake = lake_digest(made)
        if print_of_lake != opened.state.lake:
            self.lake.write(opened.cell, made)
        counted_for = _counted_for(opened, scopes)
        operations = list(self._nodes(opened.cell, scopes, counted_for["scopes"].split()))
        changed = bool(operations)
        if changed:
            operations.append(to_merge(opened.cell, opened.stamp or "", **counted_for))
        after = {"held_until": 0, "failures": 0, "error": "", "lake": print_of_lake, **counted_for}
        self.cells.clean(self.cells.write(opened, operations, **after))
        outcome = "counted" if changed else "unchanged"
        return named.model_copy(update={"outcome": outcome, "cases": read.cases, "bytes": read.bytes})

    def _nodes(self, cell: Cell, scopes: dict[str, Parts], possible: Sequence[str]) -> Iterator[dict[str, object]]:
        """Of every scope that the cell has cases of, or had."""
        administration, month = cell
        nodes = [Node(of_administration(administration), month, scope) for scope in possible]
        heads, now = self.nodes.heads(nodes), instant(self.clock())
        for node in nodes:
            parts = scopes.get(node.scope, {})
            if parts or node in heads:
                yield from self.nodes.written(node, heads.get(node), parts, "cases", now).operations

    def _failed(self, cell: Cell, named: Counted, error: str) -> Counted:
        """Its mark stays, so the next run tries again. Operators hear of it from the second time on."""
        in_a_row = 1
        try:
            opened = self.cells.look(cell)
            in_a_row = opened.state.failures + 1
            self.cells.write(opened, held_until=0, failures=in_a_row, error=error)
        except Exception as worse:  # noqa: BLE001 - not even that could be written: the mark is still there
            error = f"{error}, {type(worse).__name__}"
        log.write(
            "cell_failed",
            self.clock(),
            {"cells_failed": 1, "cells_failed_again": int(in_a_row > 1)},
            context=CONTEXT,
            administration=cell[0],
            month=cell[1],
            error=error,
            in_a_row=in_a_row,
        )
        return named.model_copy(update={"outcome": "failed", "error": error, "in_a_row": in_a_row})


def _counted_for(opened: Opened, scopes: Iterable[str]) -> dict[str, str]:
    """Areas and scopes that the cell is counted for now, and all that it was before: administrations change their
    region, and cases may name a RILO that nobody remembers."""
    administration, month = opened.cell
    areas_now = areas_of(administration, month)
    scopes_now = {OPEN, OWN, *map(rilo_scope, rilos_ever(administration)), *scopes}
    return {
        "areas": " ".join(sorted({*opened.state.areas.split(), *areas_now})),
        "scopes": " ".join(sorted({*opened.state.scopes.split(), *scopes_now})),
    }


def _through(texts: Iterable[str], files: Files, read: _Read) -> Iterator[Row]:
    for text in texts:
        row: Row = jsontext.loads(text)
        files.add(row)
        read.cases += 1
        read.bytes += len(text)
        yield row
