"""Cells at rest: which have changed, their rows, and what was counted of them.

Whoever counts a cell holds it for as long as it may take, so that nobody else writes its part of the lake meanwhile.
A mark is taken away only if it is still the one that was there before the rows were read.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from cen.dynamo import Cancelled, Item, Table, delete, put
from cen.patience import patiently
from cen.problems import Unavailable
from rilo_rollup.keep.rows import DIRTY, Cell, mark_of, partition

_PAGE = 1000
_ATTEMPTS = 5


class Held(Exception):
    """Somebody else is counting the cell."""


@dataclass(frozen=True, slots=True)
class State:
    """Of a cell. `held_until`: seconds since 1970; 0: nobody holds it. `failures`: in a row. `lake`: digest of what the
    lake has of it; empty: nobody knows, as somebody was about to write it. `areas`, `scopes`: all that it was ever
    counted for, with blanks between."""

    changes: int = 0
    held_until: int = 0
    failures: int = 0
    error: str = ""
    lake: str = ""
    areas: str = ""
    scopes: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    cell: Cell
    state: State
    stamp: str | None


@dataclass(frozen=True, slots=True)
class Unmerged:
    """`areas`, `scopes`: that the cell is counted for, or was once: nodes of these may hold what it was."""

    stamp: str
    areas: Sequence[str]
    scopes: Sequence[str]


@dataclass(frozen=True, slots=True)
class CellStore:
    table: Table

    def dirty(self) -> Iterator[Cell]:
        """Cells that have changed since they were counted."""
        for item in self._all(DIRTY):
            administration, _, month = str(item["sk"]).partition("#")
            yield administration, month

    def _all(self, pk: str, low: str = " ", high: str = "~") -> Iterator[Item]:
        start = None
        while True:
            read = partial(
                self.table.query, {"pk": pk}, between=("sk", low, high), start=start, limit=_PAGE, newest_first=False
            )
            page = patiently(read)
            yield from page.items
            start = page.next
            if start is None:
                return

    def hold(self, cell: Cell, now: int, seconds: int) -> Opened:
        """Answers what was known of the lake. Until the cell is counted nobody knows it: whoever holds the cell may
        die after the lake was written and before that was written down. Raises `Held` while somebody else does."""
        opened = self.look(cell)
        if opened.stamp is None:
            return opened
        if opened.state.held_until > now:
            raise Held
        held = self.write(opened, held_until=now + seconds, lake="")
        return replace(held, state=replace(held.state, lake=opened.state.lake))

    def doubt(self, cell: Cell) -> None:
        """Nobody knows any more what the lake has of the cell, so it is written when the cell is counted. Who is
        counting it now has to do it again."""
        for _ in range(_ATTEMPTS):
            with suppress(Held):
                self.write(self.look(cell), lake="")
                return
        raise Unavailable("Others are counting the cell.")

    def look(self, cell: Cell) -> Opened:
        keys = [(partition(cell), "STATE"), (DIRTY, mark_of(cell))]
        state, mark = patiently(lambda: self.table.get_many(keys))
        return Opened(cell, _state(state), str(mark["stamp"]) if mark else None)

    def rows(self, cell: Cell) -> Iterator[str]:
        """As they are now, page by page; each as JSON text."""
        return (str(item["row"]) for item in self._all(partition(cell), "CASE#", "CASE#~"))

    def write(self, opened: Opened, also: Sequence[dict[str, Any]] = (), **changed: Any) -> Opened:
        """The state with these fields changed, and what goes with it. Raises `Held` if it is not as it was opened."""
        before = opened.state
        state = State(**{**_fields(before), **changed, "changes": before.changes + 1})
        item: Item = {"pk": partition(opened.cell), "sk": "STATE", **_fields(state)}
        unless = ("#changes = :changes", {"changes": before.changes}) if before.changes else (_NEW, None)
        try:
            patiently(lambda: self.table.transact([put(item, *unless), *also]))
        except Cancelled as cancelled:
            raise Held from cancelled
        return Opened(opened.cell, state, opened.stamp)

    def clean(self, opened: Opened) -> bool:
        """Takes the mark away, unless the cell has changed since it was opened."""
        known = {"stamp": opened.stamp or ""}
        with suppress(Cancelled):
            mark = delete(DIRTY, mark_of(opened.cell), "#stamp = :stamp", known)
            patiently(lambda: self.table.transact([mark]))
            return True
        return False

    def unmerged(self) -> dict[Cell, Unmerged]:
        """Cells that have changed since they were merged."""
        found: dict[Cell, Unmerged] = {}
        for item in self._all("UNMERGED"):
            month, _, administration = str(item["sk"]).partition("#")
            areas, scopes = (str(item[name]).split() for name in ("areas", "scopes"))
            found[administration, month] = Unmerged(str(item["stamp"]), areas, scopes)
        return found

    def merged(self, cell: Cell, stamp: str) -> None:
        """Takes that mark away, unless the cell has changed again."""
        with suppress(Cancelled):
            mark = delete("UNMERGED", _unmerged(cell), "#stamp = :stamp", {"stamp": stamp})
            patiently(lambda: self.table.transact([mark]))


_NEW = "attribute_not_exists(#pk)"


def to_merge(cell: Cell, stamp: str, areas: str, scopes: str) -> dict[str, Any]:
    """An operation that marks a cell as not merged; areas and scopes as in its state."""
    return put({"pk": "UNMERGED", "sk": _unmerged(cell), "stamp": stamp, "areas": areas, "scopes": scopes})


def _unmerged(cell: Cell) -> str:
    return f"{cell[1]}#{cell[0]}"


def _fields(state: State) -> dict[str, Any]:
    return {name: getattr(state, name) for name in State.__slots__}


def _state(item: Item | None) -> State:
    if item is None:
        return State()
    return State(**{name: item[name] for name in State.__slots__ if name in item})  # type: ignore[arg-type]
