"""One page out of the partitions of a list, newest first, with what the caller may not see left out. Pure.

A page costs one read of each partition unless much of it is left out; then it costs some more, and never more than
`MOST_READS` of each. Positions are sort keys, the same in all partitions, and sealed in cursors.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cen.paging import Key, Page

# Read beyond the page, so that a few rows that are not for the caller cost no second call.
SPARE = 5
MOST_READS = 4

# A partition, the sort key to go on behind, how many: rows by sort key, newest first, and whether there are more.
type Read = Callable[[str, str | None, int], tuple[Sequence[tuple[str, Mapping[str, Any]]], bool]]


def newest[T](
    read: Read,
    partitions: Sequence[str],
    start: Key | None,
    limit: int,
    keep: Callable[[Mapping[str, Any]], T | None],
    chunk: int | None = None,
) -> Page[T]:
    """`keep`: what is shown of an item; None leaves it out. `chunk`: items that one read takes."""
    position: str | None = start["at"] if start else None
    shown: list[tuple[str, T]] = []
    for _ in range(MOST_READS):
        items, more = _merged(read, partitions, position, chunk or limit + SPARE)
        for position, item in items:
            row = keep(item)
            if row is not None:
                shown.append((position, row))
            # There is a next page only if there is something to show on it.
            if len(shown) > limit:
                return Page([row for _, row in shown[:limit]], {"at": shown[limit - 1][0]})
        if not more:
            return Page([row for _, row in shown])
    return Page([row for _, row in shown], {"at": str(position)})


def _merged(
    read: Read, partitions: Sequence[str], position: str | None, limit: int
) -> tuple[list[tuple[str, Mapping[str, Any]]], bool]:
    """What stands in several partitions is taken once. Nothing is taken from behind where one of them was read to."""
    found: dict[str, Mapping[str, Any]] = {}
    floor = ""
    for partition in partitions:
        items, more = read(partition, position, limit)
        found |= dict(items)
        if more and items:
            floor = max(floor, items[-1][0])
    return [(at, found[at]) for at in sorted(found, reverse=True) if at >= floor], bool(floor)
