"""What the operators' rebuild holds in memory: records come page by page, and what it writes is not kept."""

import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from benchmarks.rollup.corpus import cases
from cen.doors import SeenSeizure
from cen.dynamo import Item
from cen.paging import Page
from ops.rollup import Rebuild
from rilo_rollup.keep.rows import RowStore

_PAGE = 500  # items, as `Table.scan` reads


class _Records:
    """So many of them, each made when it is read."""

    def __init__(self, count: int) -> None:
        self._heads: Iterator[Item] = map(_head, cases(count))

    def scan(self, *_: Any, **__: Any) -> Page[Item]:
        found = list(islice(self._heads, _PAGE))
        return Page(found, {"pk": "more"} if len(found) == _PAGE else None)


class _Nowhere:
    def scan(self, *_: Any, **__: Any) -> Page[Item]:
        return Page([], None)

    def get_many(self, keys: Sequence[tuple[str, str]]) -> list[Item | None]:
        return [None] * len(keys)

    def transact(self, operations: Sequence[Mapping[str, Any]]) -> None:
        """As if it were written."""


def _head(seen: SeenSeizure) -> Item:
    names = ("version", "status", "verification", "administration", "tlp")
    item: Item = {name: getattr(seen, name) for name in names}
    rilo: Item = {"rilo": seen.rilo} if seen.rilo else {}
    return {**item, **rilo, "pk": f"CASE#{seen.id}", "sk": "HEAD", "seized_on": "", "editors": "", "doc": seen.document}


def peak_of_rebuild(count: int) -> float:
    """Megabytes that the rebuild of so many records holds at once."""
    rows = RowStore(_Nowhere(), lambda: "stamp")  # type: ignore[arg-type]
    work = Rebuild(_Records(count), rows, 1, lambda _: None)  # type: ignore[arg-type]
    tracemalloc.start()
    work.run()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6
