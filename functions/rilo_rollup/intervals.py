"""Intervals of shares and of the normal distribution, in plain Python."""

from math import sqrt
from statistics import NormalDist

_Z95 = NormalDist().inv_cdf(0.975)


def wilson_limits(hits: int, trials: int, z: float = _Z95) -> tuple[float, float]:
    """Limits of a share (Wilson 1927): they stay between 0 and 1 and hold for few trials too."""
    share = hits / trials
    weight = z * z / trials
    middle = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / trials + weight / (4 * trials)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def wilson(hits: int, trials: int) -> tuple[str | None, str | None]:
    """In percent with one decimal, rounded outwards by half a tenth at the most."""
    if not trials:
        return None, None
    low, high = wilson_limits(hits, trials)
    return f"{100 * low:.1f}", f"{100 * high:.1f}"
