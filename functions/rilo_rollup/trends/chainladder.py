"""What is still to come: the chain ladder with Mack's standard error.

Rows are origins (months of seizure), from oldest to newest; columns are delays. A value is what was known of the origin
after so long, cumulated. Newer rows are shorter. Source: T. Mack, "Measuring the variability of chain ladder reserve
estimates", Casualty Actuarial Society Forum, Spring 1994.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

_Z95 = NormalDist().inv_cdf(0.975)

type Triangle = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Development:
    """From column k to k + 1: `factor`; its variance parameter sigma²; `base`: what it was estimated from."""

    factor: float
    variance: float
    base: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of one origin. `error`: standard error of what is still to come."""

    known: float
    ultimate: float
    error: float

    def interval(self) -> tuple[float, float]:
        """95 %, as Mack proposes: what is still to come is taken to be lognormal."""
        to_come = self.ultimate - self.known
        if to_come <= 0 or self.error <= 0:
            return self.ultimate, self.ultimate
        spread = sqrt(log(1 + (self.error / to_come) ** 2))
        middle = log(to_come) - spread**2 / 2
        return self.known + exp(middle - _Z95 * spread), self.known + exp(middle + _Z95 * spread)


def developments(triangle: Triangle) -> list[Development]:
    """One for each step; of a step that nothing is known of: nothing more comes."""
    width = max(map(len, triangle), default=0)
    found: list[Development] = []
    for step in range(width - 1):
        rows = [(row[step], row[step + 1]) for row in triangle if len(row) > step + 1]
        base = sum(before for before, _ in rows)
        factor = sum(after for _, after in rows) / base if base else 1.0
        usable = [(before, after) for before, after in rows if before]
        found.append(Development(factor, _variance(usable, factor, found), base))
    return found


def shares(triangle: Triangle) -> list[float]:
    """By delay: the share of what comes in the end that is known after so long, one over the product of the factors
    still to come. Nothing is known before the first delay at which anything ever was."""
    found = [1.0]
    for step in reversed(range(max(map(len, triangle), default=1) - 1)):
        rows = [(row[step], row[step + 1]) for row in triangle if len(row) > step + 1]
        before, after = (sum(values) for values in zip(*rows, strict=True))
        found.append(found[-1] * before / after if after else found[-1])
    return found[::-1]


def _variance(rows: Sequence[tuple[float, float]], factor: float, earlier: Sequence[Development]) -> float:
    if len(rows) > 1:
        return sum(before * (after / before - factor) ** 2 for before, after in rows) / (len(rows) - 1)
    if len(earlier) < 2:
        return earlier[-1].variance if earlier else 0.0
    last, one_before = earlier[-1].variance, earlier[-2].variance
    return min(last**2 / one_before if one_before else last, last, one_before)


def mack(triangle: Triangle, steps: Sequence[Development] | None = None) -> list[Estimate]:
    """Of each origin, oldest first."""
    steps = developments(triangle) if steps is None else steps
    return [_estimate(row, steps[len(row) - 1 :]) for row in triangle]


def _estimate(row: Sequence[float], steps: Sequence[Development]) -> Estimate:
    known = value = row[-1]
    relative = 0.0
    for step in steps:
        if value and step.base:
            relative += step.variance / step.factor**2 * (1 / value + 1 / step.base)
        value *= step.factor
    return Estimate(known, value, value * sqrt(relative))


def total_error(triangle: Triangle, steps: Sequence[Development] | None = None) -> float:
    """Standard error of the sum of all origins, whose estimates hang together by their common factors."""
    steps = developments(triangle) if steps is None else steps
    estimates = mack(triangle, steps)
    variance = 0.0
    for place, (row, one) in enumerate(zip(triangle, estimates, strict=True)):
        later = sum(other.ultimate for other in estimates[place + 1 :])
        common = sum(
            2 * step.variance / step.factor**2 / step.base
            for step in steps[len(row) - 1 :]
            if step.base and step.factor
        )
        variance += one.error**2 + one.ultimate * later * common
    return sqrt(variance)


def cumulated(increments: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in increments:
        found.append(value + (found[-1] if found else 0.0))
    return found
