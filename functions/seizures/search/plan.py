"""Where to look: the partitions whose union holds every match, what then remains to be checked, the rarest guess first.

The guesses only order what is tried; how rare something really is shows in how far back in time a read of it reaches
(see `walk`). So there are no counters to keep, and an unusual season or a new word is no surprise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

from seizures.search.keys import ALL, PAIRED, pair
from seizures.search.question import Criterion

# The part of all records that has a usual value of a facet. Rough, and enough: see above.
_SHARE = {
    "operation": 0.001, "word": 0.01, "term": 0.01, "transit": 0.02, "hs": 0.03, "means": 0.05, "concealment": 0.04,
    "departure": 0.04, "destination": 0.05, "country": 0.05, "administration": 0.05, "on_route": 0.08, "type": 0.08,
    "goods": 0.15, "location_type": 0.2, "detection": 0.2, "mode": 0.25, "direction": 0.4, "verification": 0.5,
}  # fmt: skip
_PLACE = 0.005  # one port rather than a country
_DEEPER = 0.3  # a step down a tree, or two digits of the tariff
_LONGEST_CODE_OF_A_COUNTRY = 2


@dataclass(frozen=True, slots=True)
class Way:
    """`left`: the criteria that the partitions do not answer. `share`: the guess at the part of all records in them."""

    partitions: tuple[str, ...]
    left: tuple[Criterion, ...]
    share: float


def ways(criteria: Sequence[Criterion]) -> list[Way]:
    """Never empty."""
    found = [Way((ALL,), (), 1.0)] if not criteria else list(_ways(criteria))
    return sorted(found, key=lambda way: (way.share, way.partitions))


def _ways(criteria: Sequence[Criterion]) -> Iterator[Way]:
    for one in criteria:
        yield Way(one, _without(criteria, one), sum(map(share, one)))
    single = [one for one in criteria if len(one) == 1]
    by_facet = {_facet(one[0]): one for one in single}
    for one, other in combinations(single, 2):
        if joined := _pair(one[0], other[0]):
            yield Way((joined,), _without(criteria, one, other), share(one[0]) * share(other[0]))
    departure, destination, goods = (by_facet.get(name) for name in ("departure", "destination", "goods"))
    if departure and destination and goods and _pairs_up(goods[0]):
        three = (goods, departure, destination)
        flow = pair(goods[0], pair(departure[0], destination[0]))
        yield Way((flow,), _without(criteria, *three), prod(share(one[0]) for one in three))


def _without(criteria: Sequence[Criterion], *answered: Criterion) -> tuple[Criterion, ...]:
    return tuple(one for one in criteria if one not in answered)


def _pair(one: str, other: str) -> str | None:
    """The partition of two keys, if there is one."""
    keys = {_facet(one): one, _facet(other): other}
    if "goods" in keys and _pairs_up(keys["goods"]):
        rest = next((facet for facet in keys if facet != "goods"), "")
        return pair(keys["goods"], keys[rest]) if rest in PAIRED else None
    if keys.keys() == {"departure", "destination"}:
        return pair(keys["departure"], keys["destination"])
    return None


def _pairs_up(goods: str) -> bool:
    return goods.count(".") < 2


def share(key: str) -> float:
    """The guessed part of all records that has a key."""
    facet, _, value = key.partition("=")
    usual = _SHARE[facet]
    if facet == "hs":
        return usual * _DEEPER ** (len(value) // 2 - 1)
    if facet in ("goods", "concealment"):
        return usual * _DEEPER ** value.count(".")
    places = ("country", "departure", "destination", "transit", "on_route")
    return _PLACE if facet in places and len(value) > _LONGEST_CODE_OF_A_COUNTRY else usual


def _facet(key: str) -> str:
    return key.partition("=")[0]
