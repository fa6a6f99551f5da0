"""One block of a cell's counts: all cases, those of one category of goods, or another chosen part of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rilo_rollup.cells import bins
from rilo_rollup.cells.monoid import Tree, largest
from rilo_rollup.cells.row import Row, quantities


class Where(NamedTuple):
    """Whose cell it is: codes of the administration, and of its RILO and WCO region in the cell's month."""

    administration: str
    rilo: str
    region: str


class Block:
    """`tree`: as it will be merged. Lists that stay short are put in order at the end only."""

    def __init__(self, *, everything: bool) -> None:
        self.everything = everything
        self.tree: Tree = {}

    def add(
        self,
        where: Where,
        row: Row,
        facts: Sequence[tuple[str, str]],
        lines: Sequence[Mapping[str, Any]],
        delay: int | None,
    ) -> None:
        tree = self.tree
        for facet, value in facts:
            found = tree.get(facet)
            if found is None:
                found = tree[facet] = {}
            found[value] = found.get(value, 0) + 1
        # Of all goods together there is no quantity worth telling.
        sums = {} if self.everything else sums_of(lines)
        number = len(lines)
        tally(tree, sums, number)
        tally(tree.setdefault("mode", {}).setdefault(row["mode"], {}), sums, number)
        tally(tree.setdefault("reporter", {}).setdefault(where.administration, {}), sums, number)
        self._goods(row, lines)
        for scheme, region in (("rilo", where.rilo), ("wco", where.region)):
            found = tree.setdefault(scheme, {}).setdefault(region, {})
            tally(found, sums, number)
            kinds = found.setdefault("kind", {})
            for line in lines:
                bump(kinds, line["category" if self.everything else "type"])
        if delay is not None:
            bins.add(tree.setdefault("delay", {}).setdefault(where.administration, {}), delay)

    def _goods(self, row: Row, lines: Sequence[Mapping[str, Any]]) -> None:
        tree = self.tree
        if self.everything:
            for category in {line["category"] for line in lines}:
                number = sum(line["category"] == category for line in lines)
                tally(tree.setdefault("category", {}).setdefault(category, {}), {}, number)
            return
        kinds: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for line in lines:
            kinds.setdefault(("type", line["type"]), []).append(line)
            if line["subtype"]:
                kinds.setdefault(("subtype", f"{line['type']}.{line['subtype']}"), []).append(line)
        for (level, kind), some in kinds.items():
            sums = sums_of(some)
            tally(tree.setdefault(level, {}).setdefault(kind, {}), sums, len(some))
            if level == "type":
                for unit, number in sums.items():
                    self._size(f"{kind}|{unit}", number, row["id"])

    def _size(self, key: str, number: int, id: str) -> None:
        size = self.tree.setdefault("size", {}).setdefault(key, {"sum": 0, "~top": []})
        bins.add(size, number)
        size["sum"] += number
        size["~top"].append([number, id])
        if len(size["~top"]) > 100:
            size["~top"] = largest(size["~top"])

    def finished(self) -> Tree:
        for size in self.tree.get("size", {}).values():
            size["~top"] = largest(size["~top"])
        for histogram in (*self.tree.get("size", {}).values(), *self.tree.get("delay", {}).values()):
            if histogram["~sample"] is not None:
                histogram["~sample"].sort()
        return self.tree


def bump(counts: Tree, key: str) -> None:
    counts[key] = counts.get(key, 0) + 1


def tally(tree: Tree, sums: Mapping[str, int], lines: int = 1) -> None:
    """One case more, so many lines, and their quantities."""
    tree["n"] = tree.get("n", 0) + 1
    tree["l"] = tree.get("l", 0) + lines
    if sums:
        quantity = tree.setdefault("q", {})
        for unit, number in sums.items():
            quantity[unit] = quantity.get(unit, 0) + number


def sums_of(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        for unit, number in quantities(line):
            sums[unit] = sums.get(unit, 0) + number
    return sums
