"""Trays: lists of what lies before somebody besides records, such as pairs that may be one case, or corrections.

    TRAY#<tray>    <state>#<moment>#<id>    one line; a thing may lie in several trays, and moves when its state does

The lines of a thing are written in the transaction that changes it, so a tray is never behind.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cen.dynamo import Table, delete, put
from cen.paging import Key, Page

_LAST = "~"


@dataclass(frozen=True, slots=True)
class Filed:
    """`line`: JSON text of the thing as the list shows it. `at`: the instant by which a tray is ordered."""

    trays: frozenset[str]
    state: str
    at: str
    id: str
    line: str

    @property
    def places(self) -> set[tuple[str, str]]:
        return {(f"TRAY#{tray}", f"{self.state}#{self.at}#{self.id}") for tray in self.trays}


def moves(before: Filed | None, after: Filed | None) -> list[dict[str, Any]]:
    """Operations that take a thing from where it lay to where it is to lie."""
    old, new = before.places if before else set(), after.places if after else set()
    line = after.line if after else ""
    written = [put({"pk": pk, "sk": sk, "line": line}) for pk, sk in sorted(new)]
    return [*(delete(pk, sk) for pk, sk in sorted(old - new)), *written]


def look(table: Table, tray: str, states: Sequence[str], start: Key | None = None, limit: int = 25) -> Page[str]:
    """The lines of one page of a tray, newest first. `states`: one, or several in the order of the alphabet."""
    between = ("sk", f"{states[0]}#", f"{states[-1]}#{_LAST}")
    page = table.query({"pk": f"TRAY#{tray}"}, between=between, start=start, limit=limit)
    return Page([str(item["line"]) for item in page.items], page.next)


def trays(kind: str, owners: Iterable[str]) -> frozenset[str]:
    return frozenset(f"{kind}@{owner}" for owner in owners)
