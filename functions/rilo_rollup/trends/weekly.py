"""Weeks with more cases than one would expect, by administration and category.

With three years of history the expectation is that of the same season (the weeks ±3 of up to five years before), as
Farrington and others (1996) have it; with less, that of the half year before, two weeks left out. Bounds are theirs: on
the two-thirds power of counts, with overdispersion. Neither trend nor past outbreaks are taken out of the baseline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import NormalDist
from typing import Any

from rilo_rollup.cells.fold import PROMPT_DAYS

ALPHA = 0.005
_Z = NormalDist().inv_cdf(1 - ALPHA)
_FEWEST = 3  # cases that are worth a word
_YEARS, _LEAST_YEARS, _HALF_WINDOW = 5, 3, 3
_HALF_YEAR, _GUARD = 26, 2  # weeks

GUARD_RAILS = (
    f"Only cases entered within {PROMPT_DAYS} days of the seizure are counted, in all weeks alike: loaded backlogs are "
    "left out, and the newest weeks are as complete as the others.",
    "A week that is marked asks for a look at its cases; it is no finding.",
)


@dataclass(frozen=True, slots=True)
class Bound:
    """`expected`: mean of the baseline; `most`: what chance would seldom exceed."""

    expected: float
    most: float
    seasonal: bool


def bound(baseline: Sequence[int], *, seasonal: bool, z: float = _Z) -> Bound:
    """μ (1 + ⅔ z √(φ (1 + 1/n) / μ))^(3/2); φ: variance by mean of the baseline, at least 1."""
    mean = sum(baseline) / len(baseline)
    if not mean:
        return Bound(0.0, 0.0, seasonal)
    variance = sum((count - mean) ** 2 for count in baseline) / (len(baseline) - 1)
    spread = max(1.0, variance / mean) * (1 + 1 / len(baseline))
    return Bound(mean, mean * (1 + 2 / 3 * z * sqrt(spread / mean)) ** 1.5, seasonal)


def expectation(counts: Mapping[str, int], week: date) -> Bound | None:
    """`week`: its Monday; `counts`: by ISO week. None: there is no half year of history."""
    known = min(counts, default=None)
    if known is None:
        return None
    years = [week - timedelta(weeks=52 * back) for back in range(1, _YEARS + 1)]
    usable = [monday for monday in years if name(monday - timedelta(weeks=_HALF_WINDOW)) >= known]
    if len(usable) >= _LEAST_YEARS:
        near = range(-_HALF_WINDOW, _HALF_WINDOW + 1)
        return bound([_count(counts, monday, shift) for monday in usable for shift in near], seasonal=True)
    if name(week - timedelta(weeks=_HALF_YEAR + _GUARD)) < known:
        return None
    back = range(_GUARD + 1, _GUARD + 1 + _HALF_YEAR)
    return bound([_count(counts, week, -shift) for shift in back], seasonal=False)


def _count(counts: Mapping[str, int], monday: date, shift: int) -> int:
    return counts.get(name(monday + timedelta(weeks=shift)), 0)


def name(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


def newest_week(until: date) -> date:
    """Monday of the last week all of whose prompt cases are known."""
    latest = until - timedelta(days=PROMPT_DAYS + 7)
    return latest - timedelta(days=latest.weekday())


def look(series: Mapping[tuple[str, str], Mapping[str, int]], until: date, weeks: int = 4) -> dict[str, Any]:
    """Of each series (category, administration) the last few weeks that are complete."""
    last = newest_week(until)
    mondays = [last - timedelta(weeks=back) for back in reversed(range(weeks))]
    found: list[dict[str, Any]] = []
    tested = 0
    for (category, administration), counts in sorted(series.items()):
        for monday in mondays:
            expected = expectation(counts, monday)
            if expected is None:
                continue
            tested += 1
            cases = counts.get(name(monday), 0)
            if cases >= _FEWEST and cases > expected.most:
                found.append(
                    {
                        "week": name(monday),
                        "category": category,
                        "administration": administration,
                        "cases": cases,
                        "expected": round(expected.expected, 2),
                        "at_most": round(expected.most, 2),
                        "seasonal": expected.seasonal,
                    }
                )
    return {
        "weeks": [name(monday) for monday in mondays],
        "tested": tested,
        "expected_by_chance": round(tested * ALPHA, 1),
        "found": found,
    }
