"""Reads what is counted and makes tables of it: for whoever asks, and for drafts of reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rilo_rollup.cells import months
from rilo_rollup.cells.areas import members_in
from rilo_rollup.cells.fold import COUNTS
from rilo_rollup.keep.nodes import Node, NodeStore
from rilo_rollup.question import Asked
from rilo_rollup.readers import Reader, Sum, nodes_of, sum_of
from rilo_rollup.tables.answer import Table, table
from rilo_rollup.tables.catalog import TABLES
from rilo_rollup.tables.material import Material


def expected(asked: Asked) -> list[str]:
    """Codes of those who were members of the area in a month of the period."""
    found = {code for month in months.between(asked.first, asked.last) for code in members_in(asked.area, month)}
    return sorted(found)


def scopes_of(reader: Reader) -> str:
    return " ".join(["open", *sorted(f"rilo-{rilo}" for rilo in reader.rilos), reader.administration or ""]).strip()


@dataclass(frozen=True, slots=True)
class Desk:
    nodes: NodeStore

    def sums(self, area: str, periods: Sequence[tuple[str, str]], reader: Reader, part: str) -> list[Sum]:
        """Of several periods, read together: a call for each hundred nodes."""
        wanted = [nodes_of(area, first, last, reader) for first, last in periods]
        found = self.nodes.parts(list(dict.fromkeys(node for nodes in wanted for node in nodes)), part)
        return [sum_of(nodes, found) for nodes in wanted]

    def by_month(
        self, area: str, asked: Sequence[str], reader: Reader, part: str
    ) -> tuple[dict[str, Mapping[str, Any]], Sum]:
        """The part of each month by itself, and what it comes to as a whole."""
        wanted = {month: nodes_of(area, month, month, reader) for month in asked}
        everything: list[Node] = [node for nodes in wanted.values() for node in nodes]
        found = self.nodes.parts(everything, part)
        trees = {month: sum_of(nodes, found).tree for month, nodes in wanted.items()}
        return trees, sum_of(everything, found)

    def table(self, id: str, asked: Asked, reader: Reader) -> Table:
        definition = TABLES[id]
        periods = [(asked.first, asked.last), *([asked.before] if definition.compares else [])]
        parts = {
            part: self.sums(asked.area, periods, reader, part) for part in dict.fromkeys((COUNTS, definition.part))
        }
        material = Material(
            now={part: sums[0].tree for part, sums in parts.items()},
            before={part: sums[1].tree for part, sums in parts.items() if definition.compares},
            category=asked.category,
            expected=expected(asked),
            clear=asked.clear,
        )
        return table(id, definition, asked, material, parts[COUNTS] + parts[definition.part], scopes_of(reader))
