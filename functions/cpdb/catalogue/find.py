"""One page of the catalogue, the newest first: one read of what is open, and one of what only the reader and a few may
see.

Each part is read in the partition that should hold the fewest, the rest of the question is checked on its rows. A page
is complete as far back as the read that reached least far; there the next one begins. It may hold fewer than asked for,
or nothing, and still have a next one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import Protocol

from cpdb.catalogue.keys import ALL, PAIRED, WORD, facet, pair, partitioned, within
from cpdb.visibility import Reader

MOST_ROWS = 200  # of a read, where rows are left out
# The part of all pictures that has a usual value of a facet. Rough: it only says where to look first.
_SHARE = {
    "seizure": 0.0001,
    "word": 0.01,
    "cover": 0.02,
    "place": 0.1,
    "method": 0.1,
    "category": 0.2,
    "mode": 0.3,
    "kind": 0.5,
}
_DEEPER = 0.2  # a step down the tree, or two digits of the tariff


@dataclass(frozen=True, slots=True)
class Posting:
    """`keys`: between blanks; `face`: who may see it, as text; `row`: JSON text of its line in a list."""

    id: str
    face: str
    keys: str
    row: str


class Read(Protocol):
    def __call__(self, partition: str, below: str, limit: int) -> tuple[Sequence[Posting], bool]:
        """Postings with ids below that one, the newest first, at most `limit`; and whether there are no more."""


@dataclass(frozen=True, slots=True)
class Found:
    postings: Sequence[Posting]
    next: str | None


LAST = "~"  # above every id


def page(read: Read, reader: Reader, either: Sequence[list[str]], after: str | None, limit: int) -> Found:
    """Pictures that have all keys of one of these. `after`: the id at which the page before ended."""
    ways = [way for keys in either for way in _ways(reader, keys)]
    found: dict[str, Posting] = {}
    reached = ""
    for way, left, scope in ways:
        rows, ended = read(within(way, scope), after or LAST, MOST_ROWS if left else limit)
        found |= {one.id: one for one in rows if meets(one, left)}
        reached = max(reached, "" if ended else rows[-1].id)
    shown = [found[id] for id in sorted(found, reverse=True) if id >= reached]
    if len(shown) > limit:
        shown = shown[:limit]
        reached = shown[-1].id
    return Found(shown, reached or None)


def _ways(reader: Reader, keys: Sequence[str]) -> Iterator[tuple[str, list[str], str]]:
    yield *best(keys), reader.widest
    for scope in reader.scopes:
        yield *best(keys, restricted=True), scope


def best(keys: Sequence[str], *, restricted: bool = False) -> tuple[str, list[str]]:
    """The partition to read, and the keys that its rows are still to be checked for. `restricted`: where there are
    neither words nor pairs."""
    single = [key for key in keys if partitioned(key) and not (restricted and facet(key) == WORD)]
    ways: list[tuple[tuple[str, ...], str, float]] = [((key,), key, _share(key)) for key in single]
    paired = [key for key in single if facet(key) in PAIRED and not restricted]
    ways += [
        ((one, other), pair(one, other), prod(map(_share, (one, other)))) for one, other in combinations(paired, 2)
    ]
    answered, way, _ = min(ways, key=lambda found: found[2], default=((), ALL, 1.0))
    return way, [key for key in keys if key not in answered]


def _share(key: str) -> float:
    name, _, value = key.partition("=")
    depth = value.count(".") if name == "place" else len(value) // 2 - 1 if name == "cover" else 0
    return _SHARE[name] * _DEEPER**depth


def meets(posting: Posting, keys: Sequence[str]) -> bool:
    return all(f" {key} " in posting.keys for key in keys)
