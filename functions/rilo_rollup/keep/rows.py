"""Rows of cases: each in the partition of its cell, moved in one transaction with the mark that its cell has changed.

A row follows the newest version of its case that was heard of; late, doubled and reordered news change nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import batched
from typing import Any

from cen.dynamo import Cancelled, Item, Table, delete, put
from cen.patience import patiently
from cen.problems import Unavailable

_ATTEMPTS = 5
_AT_ONCE = 20  # cases of one transaction: at most five operations each
_MOST_READ = 100
_UNCHANGED = "#changes = :changes"
_NEW = "attribute_not_exists(#pk)"
DIRTY = "DIRTY"

type Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A case as it is now. `row`: JSON text; None: it is not to be counted. `cell`: administration and month.
    `forgettable`: it was never counted, so that it need not be remembered either."""

    id: str
    version: int
    cell: Cell | None
    row: str | None
    forgettable: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a case stands. `changes`: guards against others who are moving it."""

    version: int = 0
    cell: Cell | None = None
    print: str = ""
    changes: int = 0


@dataclass(frozen=True, slots=True)
class RowStore:
    """`stamp`: makes a text that was never made before."""

    table: Table
    stamp: Callable[[], str]

    def keep(self, changes: Sequence[Change], *, force: bool = False) -> int:
        """How many of the cases moved, came, changed or left. `force`: also writes anew what is of the same version,
        never over a newer one. Raises `Unavailable` if others keep getting in the way."""
        newest = {change.id: change for change in sorted(changes, key=lambda change: change.version)}
        return sum(self._keep(some, force=force) for some in batched(newest.values(), _AT_ONCE, strict=False))

    def _keep(self, changes: Sequence[Change], *, force: bool) -> int:
        for _ in range(_ATTEMPTS):
            places = patiently(lambda: self._places(changes))
            due = [(change, place) for change, place in zip(changes, places, strict=True) if _due(change, place, force)]
            with suppress(Cancelled):  # somebody else has moved one of them: look again
                operations = list(self._moves(due, force=force))
                if operations:
                    patiently(lambda operations=operations: self.table.transact(operations))  # type: ignore[misc]
                return len(due)
        raise Unavailable("Others are moving these cases.")

    def _places(self, changes: Sequence[Change]) -> list[_Place]:
        return [_read(item) for item in self.table.get_many([(_case(change.id), "PLACE") for change in changes])]

    def _moves(self, due: Sequence[tuple[Change, _Place]], *, force: bool) -> Iterator[dict[str, Any]]:
        dirty: set[Cell] = set()
        for change, place in due:
            yield _point(change, place)
            same = change.cell == place.cell and _print(change.row) == place.print
            if same and not force:
                continue  # what changed is not counted
            if place.cell and place.cell != change.cell:
                yield delete(partition(place.cell), _case(change.id))
            if change.cell and change.row is not None:
                yield put({"pk": partition(change.cell), "sk": _case(change.id), "row": change.row})
            dirty |= {cell for cell in (place.cell, change.cell) if cell}
        for cell in sorted(dirty):
            yield put({"pk": DIRTY, "sk": mark_of(cell), "stamp": self.stamp()})

    def forget(self, ids: Sequence[str]) -> int:
        """Takes away the rows of cases that are no more."""
        standing = self.known(ids)
        return self.keep([Change(id, version, None, None) for id, version in standing.items()], force=True)

    def known(self, ids: Sequence[str]) -> dict[str, int]:
        """Versions of those cases that stand somewhere."""
        keys = [(_case(id), "PLACE") for id in ids]
        found: dict[str, int] = {}
        for some, wanted in zip(
            batched(keys, _MOST_READ, strict=False), batched(ids, _MOST_READ, strict=False), strict=True
        ):
            items = patiently(lambda some=some: self.table.get_many(some))  # type: ignore[misc]
            found |= {id: int(item["version"]) for id, item in zip(wanted, items, strict=True) if item}
        return found


def mark_of(cell: Cell) -> str:
    return "#".join(cell)


def partition(cell: Cell) -> str:
    return f"CELL#{cell[0]}#{cell[1]}"


def _case(id: str) -> str:
    return f"CASE#{id}"


def _due(change: Change, place: _Place, force: bool) -> bool:
    if place.changes == 0:
        return not change.forgettable
    return change.version > place.version or (force and change.version == place.version)


def _read(item: Item | None) -> _Place:
    if item is None:
        return _Place()
    administration, _, month = str(item["cell"]).partition("#")
    cell = (administration, month) if month else None
    return _Place(int(item["version"]), cell, str(item["print"]), int(item["changes"]))


def _point(change: Change, place: _Place) -> dict[str, Any]:
    item: Item = {
        "pk": _case(change.id),
        "sk": "PLACE",
        "version": change.version,
        "cell": "#".join(change.cell) if change.cell else "",
        "print": _print(change.row),
        "changes": place.changes + 1,
    }
    if place.changes == 0:
        return put(item, _NEW)
    return put(item, _UNCHANGED, {"changes": place.changes})


def _print(row: str | None) -> str:
    return "" if row is None else sha256(row.encode()).hexdigest()[:16]
