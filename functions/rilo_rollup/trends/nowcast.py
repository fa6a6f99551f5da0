"""Cases by month, and how many more of each are still to be entered.

Each administration that reports often has a ladder of its own, since each has its own delays; the others share one.
What was entered more than two years after the seizure is no part of the estimate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from operator import mul
from typing import Any

from rilo_rollup.cells import months
from rilo_rollup.trends.chainladder import Estimate, Triangle, cumulated, mack, shares

ORIGINS, DELAYS = 36, 24  # months
_OWN_LADDER = 60  # cases in those months
_LEAST = 60
_COMPLETE = 0.95  # a share of the cases
_UNSURE = 6  # months that count as incomplete where nothing can be estimated

# Cases of one month of seizure: by administration and months of delay.
type Lags = Mapping[str, Mapping[str, int]]
type Series = Mapping[str, Lags]

GUARD_RAILS = (
    "Months marked incomplete are the grey band: they are so young that less than 95 % of their cases is entered, by "
    "the delays of the months before, so a fall there says nothing. An older month without cases is a real nought.",
    "Estimates are chain ladders with Mack's error and 95 % intervals; cases entered more than "
    f"{DELAYS} months after the seizure are left out of them.",
)


@dataclass(frozen=True, slots=True)
class Nowcast:
    """`own`: how many administrations have a ladder of their own. `estimates`: by month; empty: too little to go by.
    `known`: the share of a month's cases that is known after so many months, as far as that changes."""

    cutoff: str
    estimates: Mapping[str, Estimate]
    own: int
    known: Sequence[float]

    def incomplete(self, month: str) -> bool:
        """By its age alone: a month without a case, of an age at which others were known, is one without a case."""
        age = months.number(self.cutoff) - months.number(month)
        if age < 0:
            return True
        if not self.estimates:
            return age < _UNSURE
        return age < len(self.known) and self.known[age] < _COMPLETE


def nowcast(series: Series, cutoff: str) -> Nowcast:
    """`cutoff`: the last month that is over; what was published later is not looked at."""
    origins = [*months.between(months.shifted(cutoff, 1 - ORIGINS), cutoff)]
    totals: dict[str, int] = {}
    for month in origins:
        for administration, lags in series.get(month, {}).items():
            totals[administration] = totals.get(administration, 0) + sum(lags.values())
    if sum(totals.values()) < _LEAST:
        return Nowcast(cutoff, {}, 0, ())
    own = sorted(code for code, total in totals.items() if total >= _OWN_LADDER)
    others = sorted(totals.keys() - set(own))
    groups = [[code] for code in own] + ([others] if others else [])
    triangles = [[_row(series.get(month, {}), group, month, cutoff) for month in origins] for group in groups]
    ladders = [mack(triangle) for triangle in triangles]
    summed = {month: _together([ladder[place] for ladder in ladders]) for place, month in enumerate(origins)}
    return Nowcast(cutoff, summed, len(own), _known(triangles, ladders))


def _known(triangles: Sequence[Triangle], ladders: Sequence[Sequence[Estimate]]) -> list[float]:
    """Of all ladders together, each with the weight of its cases."""
    weights = [sum(one.ultimate for one in ladder) for ladder in ladders]
    by_age = zip(*map(shares, triangles), strict=True)
    return [sum(map(mul, weights, some)) / sum(weights) for some in by_age]


def _row(lags: Lags, group: Sequence[str], month: str, cutoff: str) -> list[float]:
    width = min(DELAYS, months.number(cutoff) - months.number(month)) + 1
    return cumulated([float(sum(lags.get(code, {}).get(str(lag), 0) for code in group)) for lag in range(width)])


def _together(estimates: Sequence[Estimate]) -> Estimate:
    """Delays of different administrations are taken not to hang together."""
    return Estimate(
        sum(one.known for one in estimates),
        sum(one.ultimate for one in estimates),
        sqrt(sum(one.error**2 for one in estimates)),
    )


def rows(series: Series, asked: Sequence[str], found: Nowcast) -> list[dict[str, Any]]:
    """By month: cases now; where it can be told, how many are expected in the end, from and to."""
    made = []
    for month in asked:
        cases = sum(sum(lags.values()) for lags in series.get(month, {}).values())
        row: dict[str, Any] = {"month": month, "cases": cases, "complete": not found.incomplete(month)}
        estimate = found.estimates.get(month)
        if estimate is not None and estimate.ultimate > 0:
            low, high = estimate.interval()
            late = cases - estimate.known  # entered since the cutoff, or after two years
            row |= {
                "expected": round(max(estimate.ultimate, cases)),
                "expected_from": round(max(low, cases)),
                "expected_to": round(max(high, cases)),
                "known_percent": round(100 * estimate.known / estimate.ultimate, 1),
                "entered_otherwise": round(max(0.0, late)),
            }
        made.append(row)
    return made
