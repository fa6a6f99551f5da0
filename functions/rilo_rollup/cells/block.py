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

    def add(self, row: Row, lines: Sequence[Mapping[str, Any]]) -> None:
        """Counts and quantities of a case's lines in this block."""
        # Of all goods together there is no quantity worth telling.
        sums = {} if self.everything else sums_of(lines)
        number = len(lines)
        tally(self.tree, sums, number)
        tally(self._leaf("mode", row["mode"]), sums, number)
        if self.everything:
            for category, some in by_key(lines, "category").items():
                tally(self._leaf("category", category), {}, len(some))
            return
        for kind, some in by_key(lines, "type").items():
            found = sums if len(some) == number else sums_of(some)
            tally(self._leaf("type", kind), found, len(some))
            for unit, amount in found.items():
                self._size(f"{kind}|{unit}", amount, row["id"])
            for subtype, few in by_key(some, "subtype").items():
                if subtype:
                    tally(self._leaf("subtype", f"{kind}.{subtype}"), sums_of(few), len(few))

    def _leaf(self, facet: str, value: str) -> Tree:
        leaves: Tree = self.tree.setdefault(facet, {})
        leaf: Tree | None = leaves.get(value)
        if leaf is None:
            leaf = leaves[value] = {}
        return leaf

    def _size(self, key: str, number: int, id: str) -> None:
        size = self.tree.setdefault("size", {}).setdefault(key, {"sum": 0, "~top": []})
        bins.add(size, number)
        size["sum"] += number
        size["~top"].append([number, id])
        if len(size["~top"]) > 100:
            size["~top"] = largest(size["~top"])

    def finished(self, where: Where) -> Tree:
        """With what is the same of all cases of a cell: who reported them, and of which regions he is."""
        tree = self.tree
        whole = {name: tree[name] for name in ("n", "l", "q", "u") if name in tree}
        kinds = {kind: leaf["l"] for kind, leaf in tree.get("category" if self.everything else "type", {}).items()}
        tree["reporter"] = {where.administration: whole}
        for scheme, region in (("rilo", where.rilo), ("wco", where.region)):
            tree[scheme] = {region: {**whole, "kind": kinds} if kinds else whole}
        for size in self.tree.get("size", {}).values():
            size["~top"] = largest(size["~top"])
        for histogram in (*self.tree.get("size", {}).values(), *self.tree.get("delay", {}).values()):
            if histogram["~sample"] is not None:
                histogram["~sample"].sort()
        return tree


def by_key(lines: Sequence[Mapping[str, Any]], key: str) -> dict[Any, Sequence[Mapping[str, Any]]]:
    if len(lines) == 1:
        return {lines[0][key]: lines}
    found: dict[Any, list[Mapping[str, Any]]] = {}
    for line in lines:
        found.setdefault(line[key], []).append(line)
    return dict(found)


def bump(counts: Tree, key: str) -> None:
    counts[key] = counts.get(key, 0) + 1


def tally(tree: Tree, sums: Mapping[str, int], lines: int = 1) -> None:
    """One case more, so many lines, and their quantities; `u`: how many cases have an amount in each unit."""
    tree["n"] = tree.get("n", 0) + 1
    tree["l"] = tree.get("l", 0) + lines
    if sums:
        quantity, cases = tree.setdefault("q", {}), tree.setdefault("u", {})
        for unit, number in sums.items():
            quantity[unit] = quantity.get(unit, 0) + number
            cases[unit] = cases.get(unit, 0) + 1


def sums_of(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        if "value" not in line:
            unit = line["base"]
            sums[unit] = sums.get(unit, 0) + line["number"]
            continue
        for unit, number in quantities(line):
            sums[unit] = sums.get(unit, 0) + number
    return sums
