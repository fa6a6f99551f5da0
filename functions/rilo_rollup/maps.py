"""Flows for maps, delays and coverage: what is answered besides tables and trends."""

from collections.abc import Mapping, Sequence
from typing import Any

from rilo_rollup.cells import bins
from rilo_rollup.cells.fold import ALL
from rilo_rollup.cells.monoid import merge
from rilo_rollup.cells.routes import CERTAINTIES, KINDS
from rilo_rollup.tables import everybody
from rilo_rollup.tables.reporting import days

type Tree = Mapping[str, Any]

FLOW_RULE = (
    "A case counts once for each leg. A leg is as certain as the less certain of its ends; legs of a journey are those "
    "that the record tells. Draw what is known or declared as a line, what is suspected or not said as dashes."
)


def flows(tree: Tree, counts: Tree, category: str | None, k: int, *, clear: bool) -> dict[str, Any]:
    """Legs of at least `k` cases, most first; and where the seizures were made. What is left out is told by number,
    but not in an output for everybody, where counts are cut off too."""
    block = tree.get(category or ALL, {})
    told = everybody.count if clear else int
    legs, rare, hidden = [], 0, 0
    for kind in KINDS:
        for leg, certainties in sorted(block.get(kind, {}).items()):
            cases = sum(certainties.values())
            if cases < k:
                rare, hidden = rare + 1, hidden + cases
                continue
            start, _, end = leg.partition(">")
            sure = {name: certainties[name] for name in CERTAINTIES if name in certainties}
            certainty = None if clear else sure
            legs.append({"kind": kind, "from": start, "to": end, "cases": told(cases), "certainty": certainty})
    legs.sort(key=lambda leg: (KINDS.index(str(leg["kind"])), -int(leg["cases"]), str(leg["from"]), str(leg["to"])))
    made_in: Mapping[str, int] = counts.get(category or ALL, {}).get("country", {})
    points = [(code, told(cases)) for code, cases in made_in.items() if cases >= k]
    return {
        "counting_rule": FLOW_RULE,
        **({"rounding": everybody.ROUNDING, "shielding": everybody.SHIELDING} if clear else {}),
        "k": k,
        "legs": legs,
        "seized_in": [{"country": code, "cases": n} for code, n in sorted(points, key=lambda one: (-one[1], one[0]))],
        "left_out": {} if clear else {"legs": rare, "cases": hidden},
    }


def delays(counts: Tree, category: str | None) -> dict[str, Any]:
    """Days from seizure to publication: of all, by administration, and by category of goods."""
    everything = counts.get(category or ALL, {}).get("delay", {})
    categories = (
        [category] if category else sorted(name for name, block in counts.items() if name != ALL and "type" in block)
    )
    return {
        "counting_rule": "Whole days from seizure to publication, of cases dated to the day; half of the cases were "
        "published within the median, nine tenths within p90. From and to are the same where they are known exactly.",
        "all": _delay(everything.values()),
        "administrations": [
            {"administration": code, **_delay([histogram])} for code, histogram in sorted(everything.items())
        ],
        "categories": [
            {"category": name, **_delay(counts.get(name, {}).get("delay", {}).values())} for name in categories
        ],
    }


def _delay(histograms: Any) -> dict[str, Any]:
    whole = merge(histograms)
    return {"cases": bins.count(whole), **(days(whole) if bins.count(whole) else {})}


def coverage(
    series: Mapping[str, Tree], asked: Sequence[str], expected: Sequence[str], category: str | None
) -> dict[str, Any]:
    """Who reported in which months; what is missing may be nothing to report, or nothing reported yet."""
    block = category or ALL
    cases: dict[str, dict[str, int]] = {code: {} for code in expected}
    for month in asked:
        for code, lags in series.get(month, {}).get(block, {}).get("lag", {}).items():
            cases.setdefault(code, {})[month] = sum(lags.values())
    rows = [
        {
            "administration": code,
            "months_reported": len(by_month),
            "months": len(asked),
            "last_month": max(by_month, default=None),
            "cases": sum(by_month.values()),
            "by_month": by_month,
        }
        for code, by_month in sorted(cases.items())
    ]
    return {
        "counting_rule": "A month counts as reported if a case of it is published. A month without a case may be one "
        "in which nothing was seized.",
        "reporters": {
            "counted": sum(bool(row["cases"]) for row in rows),
            "expected": len(expected),
            "missing": [row["administration"] for row in rows if not row["cases"]],
        },
        "rows": rows,
    }
