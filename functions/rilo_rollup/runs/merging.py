"""Merges cells: administrations to regions, regions to the world, months to years; of one year at a time.

A merge is made anew only where what it is made of has changed. Marks say which cells have changed since they were
merged, whoever counted them, so what a broken run left undone is done by the next.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cen.clock import Clock, instant, utc_now
from cen.dynamo import Cancelled
from cen.patience import patiently
from cen.problems import Unavailable
from rilo_rollup.cells.areas import WORLD, areas_of, of_administration, parts_of
from rilo_rollup.cells.codec import digest
from rilo_rollup.cells.fold import PARTS, Parts
from rilo_rollup.cells.monoid import merge
from rilo_rollup.cells.row import OWN
from rilo_rollup.keep.cells import CellStore, Unmerged
from rilo_rollup.keep.nodes import Head, Node, NodeStore
from rilo_rollup.keep.rows import Cell

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Merging:
    cells: CellStore
    nodes: NodeStore
    clock: Clock = utc_now

    def years(self) -> list[str]:
        """In which some cell has changed since it was merged."""
        return sorted({month[:4] for _, month in self.cells.unmerged()})

    def merge(self, year: str) -> int:
        """How many nodes were written."""
        waiting = {cell: mark for cell, mark in self.cells.unmerged().items() if cell[1].startswith(year)}
        plan = _Plan()
        for cell, mark in sorted(waiting.items(), key=lambda one: one[0]):
            plan.add(cell, mark)
        written = sum(self._make_all(nodes, sources) for nodes, sources in plan.levels())
        for cell, mark in waiting.items():
            self.cells.merged(cell, mark.stamp)
        return written

    def _make_all(self, nodes: Sequence[Node], sources_of: Callable[[Node], list[Node]]) -> int:
        """Heads of all of them are read together, those of what they are made of last."""
        made_of = {node: sources_of(node) for node in nodes}
        before = self.nodes.heads(nodes)
        sources = self.nodes.heads(list(dict.fromkeys(source for some in made_of.values() for source in some)))
        return sum(self._make(node, made_of[node], before.get(node), sources) for node in nodes)

    def _make(self, node: Node, made_of: Sequence[Node], before: Head | None, sources: Mapping[Node, Head]) -> bool:
        """Whether it had to be written. Whoever read older sources is refused, and reads again."""
        for _ in range(_ATTEMPTS):
            there = [source for source in made_of if source in sources and sources[source].digest]
            of = digest("".join(f"{'/'.join(source)}={sources[source].digest};" for source in there))
            if (before is None and not there) or (before is not None and before.of == of):
                return False
            written = self.nodes.written(node, before, self._merged(there), of, instant(self.clock()))
            try:
                patiently(lambda written=written: self.nodes.table.transact(written.operations))  # type: ignore[misc]
            except Cancelled:
                before = self.nodes.heads([node]).get(node)
                sources = self.nodes.heads(made_of)
                continue
            return True
        raise Unavailable("Others are merging the same cells.")

    def _merged(self, sources: Sequence[Node]) -> Parts:
        if not sources:
            return {}
        found = self.nodes.several(sources, PARTS)
        return {part: merge(one.tree for one in found[part].values()) for part in PARTS}


class _Plan:
    """Which nodes changed cells are part of, or were: of a month regions first, then the world. A region that a cell
    is no part of any more is made anew without it."""

    def __init__(self) -> None:
        self._regions: set[Node] = set()
        self._world: set[Node] = set()
        self.years: set[Node] = set()

    def add(self, cell: Cell, mark: Unmerged) -> None:
        administration, month = cell
        own, year = of_administration(administration), month[:4]
        # Where memberships have changed since it was counted, it is part of other regions already.
        areas = {*mark.areas, *areas_of(administration, month)}
        for scope in mark.scopes:
            self.years.add(Node(own, year, scope))
            if scope != OWN:
                self._regions |= {Node(area, month, scope) for area in areas}
                self._world.add(Node(WORLD, month, scope))
                self.years |= {Node(area, year, scope) for area in (*areas, WORLD)}

    def levels(self) -> Iterator[tuple[list[Node], Callable[[Node], list[Node]]]]:
        """Each made of what the ones before made."""
        yield sorted(self._regions), _in_month
        yield sorted(self._world), _in_month
        yield sorted(self.years), _in_year


def _in_month(node: Node) -> list[Node]:
    return [Node(area, node.period, node.scope) for area in parts_of(node.area, node.period)]


def _in_year(node: Node) -> list[Node]:
    return [Node(node.area, f"{node.period}-{month:02d}", node.scope) for month in range(1, 13)]
