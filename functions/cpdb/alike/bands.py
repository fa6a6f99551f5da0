"""Where a hash of 64 bits stands, so that all within a distance of six are found by looking at 31 places.

The bits are dealt out to five bands. If two hashes differ in six bits at most, then they differ in none of the bits of
band 0, 3 or 4, or in at most one of band 1, or in at most one of band 2: otherwise they would differ in 1 + 1 + 1 + 2 +
2 = 7 bits at least. So a hash is written down once for each band, and looked for at the same places, and in bands 1 and
2 also at those with one bit turned. (The pigeonhole principle with thresholds 0, 1, 1, 0, 0, as in Norouzi, Punjani,
Fleet: "Fast exact search in Hamming space with multi-index hashing", 2014.)
"""

from collections.abc import Iterator

from cpdb.images.limits import HASH_BITS

REACH = 6
BANDS = 5
_TURNED = frozenset({1, 2})

# Every fifth bit, so that each band has low and high frequencies: neighbours go together, and would crowd a few places.
_PLACES = [[HASH_BITS - 1 - place for place in range(band, HASH_BITS, BANDS)] for band in range(BANDS)]

# The number of a band, and what its bits say.
type Bucket = tuple[int, int]


def buckets(bits: int) -> list[Bucket]:
    """Where a hash is written down."""
    return [(band, _part(bits, places)) for band, places in enumerate(_PLACES)]


def looked_at(bits: int) -> Iterator[Bucket]:
    """Where to look for all hashes within `REACH` of this one."""
    for band, part in buckets(bits):
        yield band, part
        if band in _TURNED:
            yield from ((band, part ^ 1 << turned) for turned in range(len(_PLACES[band])))


def _part(bits: int, places: list[int]) -> int:
    found = 0
    for place in places:
        found = found << 1 | (bits >> place & 1)
    return found


def distance(one: int, other: int) -> int:
    """Bits in which two hashes differ."""
    return (one ^ other).bit_count()
