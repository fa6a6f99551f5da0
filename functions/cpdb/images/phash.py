"""The perceptual hash: which of the 64 lowest frequencies of a picture are stronger than their median.

As `imagehash.phash` defines it (8 × 8 of a 32 × 32 discrete cosine transform, type II, the constant term included), in
plain Python: a layer with numpy and scipy would weigh 200 MB. Rescaling, recompression and other light change few bits.
A crop moves every frequency, so besides the whole picture some windows of it are hashed: a crop is like one of these.
"""

from collections.abc import Sequence
from math import cos, pi, sumprod

from cpdb.images.limits import HASH_BITS

SIDE = 32  # pixels of the grey picture that is transformed
_LOW = 8

_C, _S = 0.05, 0.025
# Parts cut off left, top, right and bottom. The first is the whole picture.
WINDOWS: Sequence[tuple[float, float, float, float]] = (
    (0, 0, 0, 0),
    (_S, _S, _S, _S), (_C, _C, _C, _C),
    (_C, _C, 0, 0), (0, _C, _C, 0), (_C, 0, 0, _C), (0, 0, _C, _C),
    (_C, 0, 0, 0), (0, _C, 0, 0), (0, 0, _C, 0), (0, 0, 0, _C),
)  # fmt: skip

_COSINES = [[cos(pi * (2 * place + 1) * wave / (2 * SIDE)) for place in range(SIDE)] for wave in range(_LOW)]


def hash_of(grey: bytes) -> int:
    """Of 32 × 32 grey values, row by row."""
    rows = [grey[start : start + SIDE] for start in range(0, SIDE * SIDE, SIDE)]
    across = [[sumprod(cosines, row) for row in rows] for cosines in _COSINES]
    low = [sumprod(cosines, column) for cosines in _COSINES for column in across]
    ordered = sorted(low)
    median = (ordered[HASH_BITS // 2 - 1] + ordered[HASH_BITS // 2]) / 2
    found = 0
    for value in low:
        found = found << 1 | (value > median)
    return found
