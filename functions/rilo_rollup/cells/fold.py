"""Cases → cell: everything that any table, map or trend counts, in one pass over the rows of a cell.

A cell has a part for each kind of answer, so that an answer reads no more than it needs. A part is counted by block:
all cases (`*`), the cases of each category of goods, and those of large cigarette seizures. A case counts once in each
block that it belongs to, however many lines it has; lines are counted beside it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from rilo_rollup.cells import bins, months
from rilo_rollup.cells.areas import regions_of
from rilo_rollup.cells.block import Block, Where, bump, by_key, sums_of, tally
from rilo_rollup.cells.monoid import NEW, Tree, add_to, newest
from rilo_rollup.cells.quantity import SCALE
from rilo_rollup.cells.routes import legs_of
from rilo_rollup.cells.row import UNSAID, Row

ALL = "*"
# Cigarettes of 100,000 pieces and more, which the Illicit Trade Report prints apart.
LARGE = "cigarettes:100000"
_LARGE_PIECES = 100_000 * 10**SCALE
COUNTS, FLOWS, SERIES, COMBINATIONS = "counts", "flows", "series", "combinations"
PARTS = (COUNTS, FLOWS, SERIES, COMBINATIONS)
# Days within which a case was entered that counts in a week: so weeks are alike, and loaded backlogs leave them alone.
PROMPT_DAYS = 14

type Parts = dict[str, Tree]


def fold(administration: str, month: str, rows: Iterable[Row]) -> dict[str, Parts]:
    """Parts by scope. The order of the rows does not matter."""
    where = Where(administration, *regions_of(administration, month))
    scopes: dict[str, _Cell] = {}
    for row in rows:
        cell = scopes.get(row["scope"])
        if cell is None:
            cell = scopes[row["scope"]] = _Cell(where, month)
        cell.add(row)
    return {scope: cell.finished() for scope, cell in scopes.items()}


class _Cell:
    """`common`: what a case counts as whatever its goods are, by the categories that it has; put into the blocks of
    each of them at the end."""

    def __init__(self, where: Where, month: str) -> None:
        self.where, self.month = where, months.number(month)
        self.counts: dict[str, Block] = {}
        self.common: dict[tuple[str, ...], Parts] = {}
        self.combinations: Tree = {}

    def add(self, row: Row) -> None:
        categories = by_key(row["lines"], "category")
        self._common(tuple(categories), row)
        self._block(ALL).add(row, row["lines"])
        for name, lines in categories.items():
            self._block(name).add(row, lines)
        self._large(row)
        self._combine(row)

    def _common(self, categories: tuple[str, ...], row: Row) -> None:
        parts = self.common.get(categories)
        if parts is None:
            parts = self.common[categories] = {COUNTS: {}, FLOWS: {}, SERIES: {"lag": {self.where.administration: {}}}}
        counts, flows, series = parts[COUNTS], parts[FLOWS], parts[SERIES]
        for facet, value in _facts(row):
            found = counts.get(facet)
            if found is None:
                found = counts[facet] = {}
            found[value] = found.get(value, 0) + 1
        for kind, leg, certainty in legs_of(row):
            bump(flows.setdefault(kind, {}).setdefault(leg, {}), certainty)
        administration, seized, published = self.where.administration, row["seized_on"], row["published_on"]
        bump(series["lag"][administration], str(max(0, months.number(published) - self.month)))
        if row["precision"] == "day":
            days = max(0, (_day(published) - _day(seized)).days)
            bins.add(counts.setdefault("delay", {}).setdefault(administration, {}), bins.whole(days))
            if days <= PROMPT_DAYS:
                bump(series.setdefault("week", {}).setdefault(administration, {}), _week(seized))

    def _block(self, name: str) -> Block:
        block = self.counts.get(name)
        if block is None:
            block = self.counts[name] = Block(everything=name == ALL)
        return block

    def _large(self, row: Row) -> None:
        pieces = sum(line["number"] for line in row["lines"] if _is_cigarettes(line))
        if pieces < _LARGE_PIECES:
            return
        tree = self._block(LARGE).tree
        tally(tree, {"H87": pieces})
        for facet in ("mode", "departure", "destination"):
            value = row[facet] if facet == "mode" else row[facet][0]
            tally(tree.setdefault(facet, {}).setdefault(value, {}), {"H87": pieces})

    def _combine(self, row: Row) -> None:
        departure, mode = row["departure"][0], row["mode"]
        place = ".".join(row["place"].split(".")[:2]) if row["place"] else None
        for goods, sums in _by_type(row["lines"]).items():
            if goods.endswith(UNSAID):
                continue
            found = {"route": f"{goods}|{departure}|{row['destination'][0]}", "way": f"{goods}|{mode}|{departure}"}
            if place:
                found["hiding"] = f"{goods}|{mode}|{place}"
            for family, key in found.items():
                known = self.combinations.get(family)
                self._seen(self.combinations.setdefault(family, {}) if known is None else known, key, row, sums)

    def _seen(self, family: Tree, key: str, row: Row, sums: Mapping[str, int]) -> None:
        on, known = row["seized_on"], family.get(key)
        if known is None:
            family[key] = {
                "n": 1,
                "~first": on,
                "~last": on,
                "~who": [self.where.administration],
                "~new": [[on, row["id"]]],
                "~most": dict(sums),
            }
            return
        known["n"] += 1
        known["~first"], known["~last"] = min(known["~first"], on), max(known["~last"], on)
        known["~new"].append([on, row["id"]])
        if len(known["~new"]) > 4 * NEW:
            known["~new"] = newest(known["~new"])
        for unit, number in sums.items():
            known["~most"][unit] = max(known["~most"].get(unit, 0), number)

    def finished(self) -> Parts:
        for family in self.combinations.values():
            for known in family.values():
                known["~new"] = newest(known["~new"])
        made: Parts = {FLOWS: {}, SERIES: {}}
        several = Counter(name for categories in self.common for name in (ALL, *categories))
        for categories, parts in self.common.items():
            for name in (ALL, *categories):
                # What nothing else is added to needs no copy.
                put = add_to if several[name] > 1 else dict.update
                put(self.counts[name].tree, parts[COUNTS])
                for part in (FLOWS, SERIES):
                    put(made[part].setdefault(name, {}), parts[part])
        counts = {name: block.finished(self.where) for name, block in self.counts.items()}
        return {COUNTS: counts, COMBINATIONS: self.combinations, **made}


def _facts(row: Row) -> list[tuple[str, str]]:
    """What a case counts by once, whatever goods it is of."""
    found = [
        ("direction", row["direction"]),
        ("verification", row["verification"]),
        ("precision", row["precision"]),
        ("form", row["form"]),
        ("country", row["country"]),
        ("departure", row["departure"][0]),
        ("destination", row["destination"][0]),
    ]
    found += [(facet, row[facet]) for facet in ("detection", "location", "place", "method") if row[facet]]
    if row["origin"]:
        found.append(("origin", row["origin"][0]))
    found += [("transit", country) for country in {leg[0] for leg in row["transit"]}]
    found += [("missing", field) for field in row["missing"]]
    return found


def _by_type(lines: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        kinds.setdefault(f"{line['category']}.{line['type']}", []).append(line)
    return {kind: sums_of(some) for kind, some in kinds.items()}


def _is_cigarettes(line: Mapping[str, Any]) -> bool:
    return (line["category"], line["type"], line["base"]) == ("tobacco", "cigarettes", "H87")


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    return date.fromisoformat(text)


@lru_cache(maxsize=4096)
def _week(text: str) -> str:
    year, week, _ = _day(text).isocalendar()
    return f"{year}-W{week:02d}"
