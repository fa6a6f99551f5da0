"""Histograms with ten bins to a decade, at the numbers of the Renard series R10 (ISO 3), from which quantiles are read.

Bins are fixed, so histograms of any cells add up. A few values are kept as they are beside the bins: as long as there
are not more than `KEPT`, quantiles are exact; beyond that they are said as the bin in which they lie, whose upper end
is at most 26 % above its lower.
"""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from rilo_rollup.cells.quantity import SCALE

KEPT = 24
_R10 = (100, 125, 160, 200, 250, 315, 400, 500, 630, 800)
_UNIT: int = 10**SCALE
# Ends of all bins as scaled numbers, from 10^-13 to beyond what amounts can sum up to.
_EDGES = [step * 10**exponent for exponent in range(40) for step in _R10]

type Histogram = dict[str, Any]


def bin_of(value: int) -> int:
    """Of a scaled number: how many ends are not above it. 0 holds what is smaller than all of them."""
    return bisect_right(_EDGES, value)


def ends(number: int) -> tuple[int, int]:
    """Of a bin: from (included) and to (not included), as scaled numbers."""
    return (_EDGES[number - 1] if number else 0), _EDGES[number]


def add(histogram: Histogram, number: int) -> None:
    """`histogram`: an empty dictionary, or one that was added to before."""
    bins = histogram.setdefault("bins", {})
    key = str(bin_of(number))
    bins[key] = bins.get(key, 0) + 1
    sample = histogram.setdefault("~sample", [])
    if sample is not None:
        sample.append(number)
        if len(sample) > KEPT:
            histogram["~sample"] = None


def merged_samples(one: list[int] | None, other: list[int] | None) -> list[int] | None:
    """All values while they are few; None once they have been too many, and for ever after."""
    if one is None or other is None or len(one) + len(other) > KEPT:
        return None
    return sorted(one + other)


def count(histogram: Mapping[str, Any]) -> int:
    found: Mapping[str, int] = histogram.get("bins", {})
    return sum(found.values())


def quantile(histogram: Mapping[str, Any], numerator: int, denominator: int) -> tuple[int, int] | None:
    """The value that this share of all values does not exceed (the smallest one that will do), as from–to: scaled
    numbers, equal where it is known exactly. None of an empty histogram."""
    total = count(histogram)
    if not total:
        return None
    rank = -(-total * numerator // denominator)  # the number of that value, from 1
    rank = max(1, rank)
    sample = histogram.get("~sample")
    if sample is not None:
        value = sorted(sample)[rank - 1]
        return value, value
    for key in sorted(histogram["bins"], key=int):
        rank -= histogram["bins"][key]
        if rank <= 0:
            break
    return ends(int(key))


def whole(number: int) -> int:
    """A plain whole number as a scaled one: for days."""
    return number * _UNIT
