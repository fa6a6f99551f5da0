"""Combinations not seen for two years and then several times: of goods with a route, a way or a hiding place."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from rilo_rollup.cells import bins
from rilo_rollup.cells.quantity import decimal

LOOK_BACK = 24  # months
RECENT_DAYS = 60
_CASES, _REPORTERS = 2, 2
_MOST = 50
FAMILIES = {
    "route": ("goods", "departure", "destination"),
    "way": ("goods", "mode", "departure"),
    "hiding": ("goods", "mode", "concealment_place"),
}

GUARD_RAILS = (
    f"New: first seen in the last {RECENT_DAYS} days, and not in the {LOOK_BACK} months before, among the cases that "
    "you may see; cases that were entered late can make something look new.",
    f"Told only if there are {_CASES} cases or more, of {_REPORTERS} administrations or more, or one of a size of the "
    "largest tenth of its type.",
)


def emerging(
    combinations: Mapping[str, Mapping[str, Any]],
    sizes: Mapping[str, Mapping[str, Any]],
    until: date,
    category: str | None,
) -> dict[str, Any]:
    """`combinations`: of the whole time looked back on, up to `until`. `sizes`: histograms by `type|unit`, by
    category."""
    since = (until - timedelta(days=RECENT_DAYS)).isoformat()
    found = []
    screened = 0
    for family, names in FAMILIES.items():
        for key, seen in combinations.get(family, {}).items():
            if category and not key.startswith(f"{category}."):
                continue
            screened += 1
            if seen["~first"] >= since and seen["n"] >= _CASES and _telling(key, seen, sizes):
                found.append({"family": family, **dict(zip(names, key.split("|"), strict=True)), **_said(seen)})
    found.sort(key=lambda one: (-len(one["administrations"]), -one["cases"], one["goods"], str(one)))
    made: dict[str, Any] = {"since": since, "screened": screened, "found": found[:_MOST]}
    if len(found) > _MOST:
        made["left_out"] = len(found) - _MOST
    return made


def _telling(key: str, seen: Mapping[str, Any], sizes: Mapping[str, Mapping[str, Any]]) -> bool:
    if len(seen["~who"]) >= _REPORTERS:
        return True
    category, _, kind = key.partition("|")[0].partition(".")
    known = sizes.get(category, {})
    return any(_large(known.get(f"{kind}|{unit}"), number) for unit, number in seen["~most"].items())


def _large(size: Mapping[str, Any] | None, number: int) -> bool:
    found = bins.quantile(size, 9, 10) if size and bins.count(size) >= 10 else None
    return found is not None and number >= found[1]


def _said(seen: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "cases": seen["n"],
        "first": seen["~first"],
        "last": seen["~last"],
        "administrations": list(seen["~who"]),
        "newest": [id for _, id in seen["~new"]],
        "largest": [{"unit": unit, "amount": decimal(number)} for unit, number in sorted(seen["~most"].items())],
    }


def histograms(counts: Mapping[str, Mapping[str, Any]], categories: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    return {category: counts.get(category, {}).get("size", {}) for category in categories}
