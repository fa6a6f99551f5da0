"""One page of matches, newest seizure first, for a fixed price.

Partitions are read newest first, several as in a merge: a page is complete as far back as the one that has been read
least far, and there the next page begins. Reading stops when the page is full, or when the budget is spent: then the
page may hold less than asked for, or nothing, and still has a next one. Last come the partitions of what only some may
see, the caller among them, read no further back than the page reaches.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil, prod
from typing import Protocol

from seizures.search.keys import within
from seizures.search.plan import Way, share, ways
from seizures.search.question import Criterion, meets

FEWEST_ROWS = 25  # of one read, where rows are left out
_DENSE = 0.5  # a part of matches from which on no other partition is tried


@dataclass(frozen=True, slots=True)
class Budget:
    """`reads`: of open partitions; those of the caller's scopes are read once each besides. `bytes`: no further read is
    begun beyond. `rows`: of one read, at most."""

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

    @property
    def id(self) -> str:
        return self.sort.partition("#")[2]

    @property
    def day(self) -> str:
        return self.sort.partition("#")[0]


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
    """`scopes`: whose restricted records the caller may see. `low`, `high`: sort keys. `visible` judges the keys."""

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
    """A partition as far as it has been read: down to `reached`."""

    partition: str
    reached: str = ""
    rows: list[Posting] = field(default_factory=list)
    ended: bool = False


def page(read: Read, asked: Request) -> Found:
    return _Walk(read, asked).run()


class _Walk:
    def __init__(self, read: Read, asked: Request) -> None:
        self._read, self._asked = read, asked
        self._high = before(asked.start.after) if asked.start else asked.high
        self._reads, self._bytes = asked.budget.reads, asked.budget.bytes

    def run(self) -> Found:
        way, streams = self._choose()
        matches, reached = self._fill(way, streams)
        if self._asked.scopes:
            matches, reached = self._with_scopes(way, matches, reached)
        if len(matches) > self._asked.limit:
            matches = matches[: self._asked.limit]
            reached = matches[-1].sort
        return Found(matches, Position(reached, way.partitions) if reached else None)

    def _choose(self) -> tuple[Way, list[_Stream]]:
        """The way of the page before; else the best guess, or the next best if that turns out to be rarer."""
        choice, start = ways(self._asked.criteria), self._asked.start
        known = next((way for way in choice if start and way.partitions == start.via), None)
        way = known or choice[0]
        streams = self._open(way)
        rival = None if start else _rival(choice, way)
        if rival and len(way.partitions) == 1 and self._thin(way, streams[0]):
            others = self._open(rival)
            if others[0].ended or others[0].reached < streams[0].reached:
                return rival, others
        return way, streams

    def _open(self, way: Way) -> list[_Stream]:
        streams = [_Stream(partition) for partition in way.partitions]
        for stream in streams:
            self._further(stream, self._first_rows(way))
        return streams

    def _first_rows(self, way: Way) -> int:
        if not way.left:
            return self._asked.limit
        density = prod(min(1.0, sum(map(share, criterion))) for criterion in way.left)
        return max(FEWEST_ROWS, ceil(self._asked.limit / max(density, _DENSE)))

    def _further(self, stream: _Stream, rows: int) -> None:
        self._reads -= 1
        high = before(stream.reached) if stream.rows else self._high
        self._take(stream, self._asked.low, high, rows)

    def _take(self, stream: _Stream, low: str, high: str, rows: int) -> None:
        found: Sequence[Posting] = ()
        stream.ended = True
        if low <= high:
            found, stream.ended = self._read(stream.partition, low, high, min(rows, self._asked.budget.rows))
        if found:
            stream.rows += found
            stream.reached = found[-1].sort
            self._bytes -= sum(len(one.row) + len(one.keys) for one in found)

    def _thin(self, way: Way, stream: _Stream) -> bool:
        matches = len(self._matches(way, [stream], ""))
        return not stream.ended and matches < self._asked.limit and matches < _DENSE * len(stream.rows)

    def _fill(self, way: Way, streams: Sequence[_Stream]) -> tuple[list[Posting], str]:
        """Matches, and the sort key down to which these are all; "": there are no more."""
        limit = self._asked.limit
        while True:
            lagging = max((one for one in streams if not one.ended), key=lambda one: one.reached, default=None)
            matches = self._matches(way, streams, lagging.reached if lagging else "")
            if lagging is None:
                return matches, ""
            if len(matches) >= limit:
                return matches, matches[limit - 1].sort
            if self._reads <= 0 or self._bytes <= 0:
                return matches, lagging.reached
            density = max(len(matches), 1) / max(1, sum(len(one.rows) for one in streams))
            self._further(lagging, max(ceil((limit - len(matches)) / density), FEWEST_ROWS))

    def _with_scopes(self, way: Way, matches: list[Posting], reached: str) -> tuple[list[Posting], str]:
        low = max(self._asked.low, reached)
        streams = [_Stream(within(one, scope)) for scope in self._asked.scopes for one in way.partitions]
        for stream in streams:
            self._take(stream, low, self._high, self._asked.limit)
        reached = max([reached, *(one.reached for one in streams if not one.ended)])
        found = {one.sort: one for one in (*matches, *self._matches(way, streams, "")) if one.sort >= reached}
        return [found[sort] for sort in sorted(found, reverse=True)], reached

    def _matches(self, way: Way, streams: Sequence[_Stream], down_to: str) -> list[Posting]:
        """What the streams together hold, newest first, each once."""
        found = {
            one.sort: one
            for stream in streams
            for one in stream.rows
            if one.sort >= down_to and meets(one.keys, way.left) and self._asked.visible(one.keys)
        }
        return [found[sort] for sort in sorted(found, reverse=True)]


def before(sort: str) -> str:
    """The greatest sort key below this one: ids have one length, and no character of theirs is above `~`."""
    return f"{sort[:-1]}{chr(ord(sort[-1]) - 1)}~"


def _rival(choice: Sequence[Way], way: Way) -> Way | None:
    """The next best partition that may be rarer: one that answers something the first does not."""
    return next((one for one in choice if len(one.partitions) == 1 and _adds(one, way)), None)


def _adds(one: Way, way: Way) -> bool:
    return any(criterion not in one.left for criterion in way.left)
