"""Legs of a case's route, for maps and the table of flows.

    to_seizure   from where the goods left to where they were seized
    onward       from where they were seized to where they were to go
    through      from where they left to where they were to go, whatever lies between
    journey      each step of the way as it was told: departure, places of transit, destination

A leg is as certain as the less certain of its two ends: known, declared, suspected, or not said. Where the goods were
seized is known.
"""

from collections.abc import Iterator
from itertools import pairwise

from rilo_rollup.cells.row import UNSAID, Row

KINDS = ("to_seizure", "onward", "through", "journey")
# The most certain first.
CERTAINTIES = ("known", "declared", "suspected", UNSAID)
_KNOWN = "known"


def legs_of(row: Row) -> list[tuple[str, str, str]]:
    """Kind, `CO>FR` and certainty; each leg of a kind once. What begins and ends in one country is no leg."""
    departure, destination = _end(row["departure"]), _end(row["destination"])
    seized = (row["country"], _KNOWN)
    way = [departure, *(_end(leg) for leg in row["transit"]), destination]
    pairs = [("to_seizure", departure, seized), ("onward", seized, destination), ("through", departure, destination)]
    pairs += [("journey", start, end) for start, end in pairwise(way)]
    return list(_once(pairs))


type _End = tuple[str, str]


def _once(pairs: list[tuple[str, _End, _End]]) -> Iterator[tuple[str, str, str]]:
    seen = set()
    for kind, (start, sure), (end, surely) in pairs:
        leg = (kind, f"{start}>{end}")
        if start != end and leg not in seen:
            seen.add(leg)
            yield *leg, max(sure, surely, key=CERTAINTIES.index)


def _end(leg: list[str]) -> _End:
    return leg[0], leg[1] or UNSAID
