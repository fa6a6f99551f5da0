"""Lists of operations: one's own, those that wait for one's RILO, and all of them for auditors."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.paging import Key, Page
from cen.problems import Forbidden
from comm import items, shelf
from comm.consent import waits
from comm.model import OperationQuery
from comm.room import Rooms, check_account
from comm.seats import seat_of
from comm.showing import overseen, shown, words_of

if TYPE_CHECKING:
    from comm.shelf import Shelf
    from comm.steps import Item
    from comm.store import Where

_LAST = "~"


def find(rooms: Rooms, act: Act, query: OperationQuery, start: Key | None) -> Page[dict[str, Any]]:
    """Newest first, in three calls. A page may be short: those one has left are passed over."""
    partition = _partition(act, query)
    if partition is None:
        return Page([])
    page = rooms.store.page(partition, "0", _LAST, start, query.limit)
    ids = [str(item["sk"]) for item in page.items]
    if not ids:
        return Page([], page.next)
    own = items.member_key(str(act.caller.administration))
    wanted = [(items.room(id), sk) for id in ids for sk in ("HEAD", "ABOUT", own)]
    found, _, entry = rooms.store.look(act, [*wanted, items.SHELF])
    check_account(entry, act)
    desk = shelf.opened(rooms.vault, found[items.SHELF])
    return Page([one for id in ids if (one := _seen(act, query, found, desk, id))], page.next)


def _partition(act: Act, query: OperationQuery) -> str | None:
    if query.waiting:
        if not act.caller.rilos:
            raise Forbidden("Only a RILO is asked for its consent.")
        return items.waiting(min(act.caller.rilos))
    return items.listed(act.caller.administration) if act.caller.administration else None


def _seen(act: Act, query: OperationQuery, found: "dict[Where, Item]", desk: "Shelf", id: str) -> dict[str, Any] | None:
    room = items.room(id)
    if (room, "HEAD") not in found:
        return None
    head = items.head_of(found[room, "HEAD"])
    member = found.get((room, items.member_key(str(act.caller.administration))))
    seat = seat_of(items.delegation_of(member), act.caller) if member else None
    asked = query.waiting and waits(head) and head.facts.rilo in act.caller.rilos
    if not (seat or asked) or (query.state and head.state is not query.state):
        return None
    return shown(head, words_of(desk, found[room, "ABOUT"], id), seat)


def oversee(rooms: Rooms, act: Act, start: Key | None, limit: int) -> Page[dict[str, Any]]:
    """For auditors of CENMaT: that there is an operation, and when; neither its name nor what it is for."""
    page = rooms.store.page(items.OVERSEEN, "0", _LAST, start, limit)
    ids: Sequence[str] = [str(item["sk"]) for item in page.items]
    if not ids:
        return Page([], page.next)
    found, _, entry = rooms.store.look(act, [(items.room(id), "HEAD") for id in ids])
    check_account(entry, act)
    heads = (found.get((items.room(id), "HEAD")) for id in ids)
    return Page([overseen(items.head_of(item)) for item in heads if item], page.next)
