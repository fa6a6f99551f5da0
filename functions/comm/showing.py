"""Operations as callers get them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cen import log
from cen.clock import utc_now
from comm import items, shelf
from comm.operation import Head
from comm.room import Rooms
from comm.sealing import Tampered
from comm.seats import Seat

if TYPE_CHECKING:
    from comm.shelf import Shelf
    from comm.steps import Item
    from comm.store import Where

_UNREADABLE = {"code_name": "[tampered]", "purpose": "[tampered]"}


def shown(head: Head, words: Mapping[str, Any], seat: Seat | None) -> dict[str, Any]:
    """An `Operation`. `words`: its name and purpose."""
    facts = head.facts.model_dump(mode="json", exclude_none=True, exclude={"opener", "writers", "observers"})
    found = {
        "id": head.id,
        "version": head.version,
        "state": head.state,
        **words,
        **facts,
        "last": head.last,
        "changes": head.changes,
    }
    return found | ({"mine": {"role": seat.role, "sees_from": seat.sees_from}} if seat else {})


def overseen(head: Head) -> dict[str, Any]:
    """An `OverseenOperation`."""
    facts = head.facts.model_dump(
        mode="json", include={"rilo", "opened_by", "opened_at", "starts_on", "ends_on"}, exclude_none=True
    )
    return {"id": head.id, "state": head.state, **facts, "last": head.last}


def described(rooms: Rooms, found: "Mapping[Where, Item]", operation: str) -> Mapping[str, Any]:
    """Name and purpose, from the items `ABOUT` and `SHELF`: one call of the vault."""
    return words_of(shelf.opened(rooms.vault, found[items.SHELF]), found[items.room(operation), "ABOUT"], operation)


def words_of(desk: "Shelf", item: "Item", operation: str) -> Mapping[str, Any]:
    try:
        return desk.read(operation, item)
    except Tampered:
        note_tampering(operation, "description")
        return _UNREADABLE


def note_tampering(operation: str, what: str, number: int = 0) -> None:
    """Counts and alarms; the others of a page are shown."""
    log.write(
        "tampered", utc_now(), {"tampered": 1}, context="comm", operation=operation, what=what, number=number or None
    )
