"""Like with like: a trend among those administrations only that reported in both periods."""

from collections.abc import Mapping, Sequence
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Any

_Z95 = NormalDist().inv_cdf(0.975)

GUARD_RAILS = (
    "Only administrations that reported in both periods are compared, and only months that are complete.",
    "The interval is that of a ratio of two Poisson counts, widened as much as the months vary more than chance.",
)

# Cases by month, then by administration.
type Counts = Mapping[str, Mapping[str, int]]


def compare(counts: Counts, now: Sequence[str], before: Sequence[str]) -> dict[str, Any]:
    """`now`, `before`: months of the two periods, as many of each."""
    active_now, active_before = _active(counts, now), _active(counts, before)
    kept, everybody = active_now & active_before, active_now | active_before
    later, earlier = _monthly(counts, now, kept), _monthly(counts, before, kept)
    made: dict[str, Any] = {
        "months": list(now),
        "months_before": list(before),
        "reporters_kept": len(kept),
        "reporters": len(everybody),
        "left_out": sorted(everybody - kept),
        "says": f"{len(kept)} of {len(everybody)} reporters kept",
        "cases_before": sum(earlier),
        "cases": sum(later),
    }
    if made["cases"] and made["cases_before"]:
        ratio, low, high = ratio_interval(later, earlier)
        made |= {"ratio": round(ratio, 3), "ratio_from": round(low, 3), "ratio_to": round(high, 3)}
        made["changed"] = low > 1 or high < 1
    return made


def _active(counts: Counts, asked: Sequence[str]) -> set[str]:
    return {code for month in asked for code, number in counts.get(month, {}).items() if number}


def _monthly(counts: Counts, asked: Sequence[str], kept: set[str]) -> list[int]:
    return [sum(number for code, number in counts.get(month, {}).items() if code in kept) for month in asked]


def ratio_interval(later: Sequence[int], earlier: Sequence[int]) -> tuple[float, float, float]:
    """Ratio of the sums with its 95 % interval. With months that vary as chance lets them it is the usual one of two
    Poisson counts, exp(log ratio ± 1.96 · √(1/a + 1/b))."""
    ratio = sum(later) / sum(earlier)
    half = _Z95 * sqrt(overdispersion(later, earlier) * (1 / sum(later) + 1 / sum(earlier)))
    return ratio, exp(log(ratio) - half), exp(log(ratio) + half)


def overdispersion(*periods: Sequence[int]) -> float:
    """Pearson's chi-square of the months around the mean of their period, by degree of freedom; at least 1."""
    chi_square, freedom = 0.0, 0
    for counts in periods:
        mean = sum(counts) / len(counts) if counts else 0.0
        if mean:
            chi_square += sum((count - mean) ** 2 / mean for count in counts)
            freedom += len(counts) - 1
    return max(1.0, chi_square / freedom) if freedom else 1.0
