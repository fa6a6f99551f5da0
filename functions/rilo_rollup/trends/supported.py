"""What an administration's cases add to what is known: combinations of goods with a route, a way or a hiding place that
they have in common with cases of others. As far as seizures alone can tell, these are indicators of risk."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rilo_rollup.cells import months
from rilo_rollup.trends.emerging import FAMILIES

LOOK_BACK = 24  # months, this one included
# Of fewer cases, or of one administration alone, a combination says who reports, not what is risky.
CASES, REPORTERS = 3, 2
_MOST = 10

type Families = Mapping[str, Mapping[str, Mapping[str, Any]]]


def look_back(today: date) -> tuple[str, str]:
    current = months.of_day(today)
    return months.shifted(current, 1 - LOOK_BACK), current


def supported(everybodys: Families, own: Families) -> dict[str, Any]:
    """`count`, and the `found` ones with most cases of one's own first. Counts are of cases, `administrations` of
    those who reported them; days are of seizure."""
    found = [
        {
            "family": family,
            **dict(zip(names, key.split("|"), strict=True)),
            "own_cases": mine["n"],
            "cases": seen["n"],
            "administrations": len(seen["~who"]),
            "first": seen["~first"],
            "last": seen["~last"],
        }
        for family, names in FAMILIES.items()
        for key, mine in own.get(family, {}).items()
        if (seen := everybodys.get(family, {}).get(key)) and _telling(seen)
    ]
    found.sort(key=lambda one: (-one["own_cases"], -one["cases"], str(one)))
    return {"count": len(found), "found": found[:_MOST]}


def _telling(seen: Mapping[str, Any]) -> bool:
    return bool(seen["n"] >= CASES and len(seen["~who"]) >= REPORTERS)
