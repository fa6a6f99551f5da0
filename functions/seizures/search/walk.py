"""One page of matches, newest seizure first, for a fixed price.

Partitions are read newest first in parallel, as in a merge. A page is complete as far back as the partition that has
been read least far; there the next page begins. Reading stops when the page is full, or when the budget is spent: then
the page may hold less than asked for, or nothing, and still has a next one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Protocol

from seizures.search.plan import Way, ways
from seizures.search.question import Criterion

FEWEST_ROWS = 25  # of one read, where rows are left out
_DENSE = 0.5  # a part of matches from which on no other partition is tried


@dataclass(frozen=True, slots=True)
class Budget:
    """`reads`: of open partitions; those of one's own administration or office are read once besides. `bytes`: no
    further read is begun beyond. `rows`: of one read, at most."""

    reads: int
    bytes: int
    rows: int


PAGE = Budget(reads=3, bytes=262_144, rows=100)
COUNT = Budget(reads=4, bytes=1_048_576, rows=250)


@dataclass(frozen=True, slots=True)
class Posting:
    sort: str
    row: str
    keys: str


class Read(Protocol):
    def __call__(self, partition: str, low: str, high: str, limit: int) -> tuple[Sequence[Posting], bool]:
        """Postings from `high` down to `low`, both included, at most `limit`; and whether there are no more."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the sort key, and the partitions that were read."""

    after: str
    via: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """`scopes`: partitions of what only the caller may see. `low`, `high`: sort keys. `visible` judges a row's keys."""

    criteria: Sequence[Criterion]
    scopes: Sequence[str]
    low: str
    high: str
    limit: int
    visible: Callable[[str], bool]
    start: Position | None = None
    budget: Budget = PAGE


@dataclass(frozen=True, slots=True)
class Found:
    postings: Sequence[Posting]
    next: Position | None


@dataclass(slots=True)
class _Stream:
    """A partition as far as it has been read."""

    partition: str
    left: Sequence[Criterion]
    reached: str
    rows: list[Posting] = field(default_factory=list)
    ended: bool = False


def page(read: Read, asked: Request) -> Found:
    return _Walk(read, asked).run()


class _Walk:
    def __init__(self, read: Read, asked: Request) -> None:
        self._read, self._asked = read, asked
        self._high = before(asked.start.after) if asked.start else asked.high
        self._reads, self._bytes = asked.budget.reads, 0
        self._scopes = [self._stream(scope, asked.criteria) for scope in asked.scopes]

    def run(self) -> Found:
        asked = self._asked
        choice = ways(asked.criteria)
        way = _known(choice, asked.start) or choice[0]
        for scope in self._scopes:
            self._further(scope, max(asked.limit, FEWEST_ROWS), free=True)
        streams = self._open(way)
        rival = None if asked.start else _rival(choice, way)
        if rival and len(way.partitions) == 1 and self._thin(streams[0]):
            other = self._open(rival)
            if _further_back(other[0], streams[0]):
                way, streams = rival, other
        return self._fill(way, [*streams, *self._scopes])

    def _stream(self, partition: str, left: Sequence[Criterion]) -> _Stream:
        return _Stream(partition, left, self._high)

    def _open(self, way: Way) -> list[_Stream]:
        streams = [self._stream(partition, way.left) for partition in way.partitions]
        first = self._asked.limit if not way.left else max(self._asked.limit, FEWEST_ROWS)
        for stream in streams:
            self._further(stream, first)
        return streams

    def _further(self, stream: _Stream, rows: int, *, free: bool = False) -> None:
        if stream.ended or self._high < self._asked.low:
            stream.ended = True
            return
        self._reads -= not free
        high = before(stream.reached) if stream.rows else self._high
        most = min(rows, self._asked.budget.rows)
        found, stream.ended = self._read(stream.partition, self._asked.low, high, most)
        stream.rows += found
        if found:
            stream.reached = found[-1].sort
            self._bytes += sum(len(one.row) + len(one.keys) for one in found)

    def _thin(self, stream: _Stream) -> bool:
        matches = len(self._matches([stream], ""))
        return not stream.ended and matches < self._asked.limit and matches < _DENSE * len(stream.rows)

    def _fill(self, way: Way, streams: Sequence[_Stream]) -> Found:
        limit = self._asked.limit
        while True:
            lagging = max((one for one in streams if not one.ended), key=lambda one: one.reached, default=None)
            matches = self._matches(streams, lagging.reached if lagging else "")
            if len(matches) > limit or (len(matches) == limit and lagging):
                return Found(matches[:limit], Position(matches[limit - 1].sort, way.partitions))
            if lagging is None:
                return Found(matches, None)
            if self._reads <= 0 or self._bytes >= self._asked.budget.bytes:
                return Found(matches, Position(lagging.reached, way.partitions))
            density = max(len(matches), 1) / max(1, sum(len(one.rows) for one in streams))
            wanted = ceil((limit - len(matches)) / density)
            self._further(lagging, max(wanted, FEWEST_ROWS))

    def _matches(self, streams: Sequence[_Stream], down_to: str) -> list[Posting]:
        """What all streams together hold, newest first, each once."""
        found = {
            one.sort: one
            for stream in streams
            for one in stream.rows
            if one.sort >= down_to and meets(one.keys, stream.left) and self._asked.visible(one.keys)
        }
        return [found[sort] for sort in sorted(found, reverse=True)]


def meets(keys: str, criteria: Sequence[Criterion]) -> bool:
    return all(any(f" {key} " in keys for key in criterion) for criterion in criteria)


def before(sort: str) -> str:
    """The greatest sort key below this one: ids have one length, and no character of theirs is above `~`."""
    return f"{sort[:-1]}{chr(ord(sort[-1]) - 1)}~"


def _known(choice: Sequence[Way], start: Position | None) -> Way | None:
    return next((way for way in choice if start and way.partitions == start.via), None)


def _rival(choice: Sequence[Way], way: Way) -> Way | None:
    """The next best partition that may be rarer: one that answers something the first does not."""
    if not way.left:
        return None
    return next((one for one in choice if one is not way and len(one.partitions) == 1 and _adds(one, way)), None)


def _adds(one: Way, way: Way) -> bool:
    return any(criterion not in one.left for criterion in way.left)


def _further_back(one: _Stream, other: _Stream) -> bool:
    return one.ended or one.reached < other.reached
