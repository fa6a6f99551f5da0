"""Whether cases have become larger or smaller, by the whole distribution and not by a sum that one case can swing."""

from collections.abc import Mapping
from math import sqrt
from typing import Any

from rilo_rollup.cells import bins
from rilo_rollup.cells.quantity import decimal

_LEAST = 20
_KOLMOGOROV_95 = 1.358

GUARD_RAILS = (
    "Sizes are compared by quantiles, one unit at a time; sums are not, since one large case swings them.",
    f"`shifted` is said of {_LEAST} cases or more in both periods: the distributions differ by more than chance would "
    "let them in one comparison of twenty (Kolmogorov and Smirnov, on bins, so rather too seldom than too often).",
)


def compare(now: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Of two histograms of one type and unit."""
    count, earlier = bins.count(now), bins.count(before)
    made: dict[str, Any] = {"cases_before": earlier, "cases": count}
    for name, numerator, denominator in (("p25", 1, 4), ("median", 1, 2), ("p75", 3, 4)):
        for suffix, histogram in (("_before", before), ("", now)):
            found = bins.quantile(histogram, numerator, denominator)
            made[f"{name}{suffix}"] = {"from": decimal(found[0]), "to": decimal(found[1])} if found else None
    if min(count, earlier) >= _LEAST:
        distance = ks_distance(now, before)
        critical = _KOLMOGOROV_95 * sqrt((count + earlier) / (count * earlier))
        made |= {"distance": round(distance, 3), "critical": round(critical, 3), "shifted": distance > critical}
    return made


def ks_distance(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Largest difference of the two distributions at the ends of bins."""
    totals = bins.count(one), bins.count(other)
    largest, sums = 0.0, [0, 0]
    for key in sorted({*one["bins"], *other["bins"]}, key=int):
        sums[0] += one["bins"].get(key, 0)
        sums[1] += other["bins"].get(key, 0)
        largest = max(largest, abs(sums[0] / totals[0] - sums[1] / totals[1]))
    return largest
