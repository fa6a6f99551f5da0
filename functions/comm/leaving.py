"""Leaving and expulsion. Whoever loses their seat finds the door shut with the next request; from then on messages are
sealed with a new key."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from cen.act import Act
from cen.audit import entry_for
from comm import items
from comm.diary import written
from comm.errors import CoordinatorsOnly, LastCoordinator, NoSuchMember, NoSuchOperation, TooManyGone
from comm.membership import MOST_PERSONS_EVER, counted, delegation_in, delegations, ring_put
from comm.model import State
from comm.operation import Head
from comm.people import Person
from comm.room import Room, Rooms, enter, persistently
from comm.seats import Delegation, Membership, Standing, everybody, is_member_id, parts_of
from comm.steps import put

if TYPE_CHECKING:
    from comm.store import CommStore

# The account of an id: a person's, or a machine client's. Raises `Unavailable`.
type FindAccount = Callable[[str], Person | None]


def remove(rooms: Rooms, find_account: FindAccount, act: Act, operation: str, member: str) -> dict[str, str]:
    """Leaving, of oneself and, by a contact point, with one's administration; expulsion, of others by a coordinator."""
    if not is_member_id(member):
        raise NoSuchMember("There is no such member.")
    code, person = parts_of(member)
    account = cache(find_account)

    def attempt() -> dict[str, str]:
        room = enter(rooms, act, operation, items.member_key(code))
        room.check_state(State.PLANNED, State.RUNNING, State.CLOSED)
        own = _is_own(act, room, code, person)
        if not own and not room.seat.coordinates:
            raise CoordinatorsOnly("Ask a coordinator of the operation; or your contact point, to leave as a whole.")
        version, before = delegation_in(room, code)
        there = before.get(person)
        if person and (there is None or there.along):
            there = _one_of_all(before, code, person, (lambda _: _myself(act)) if own else account)
        if there is None or not there.active:
            raise NoSuchMember("There is no such member.")
        standing = Standing.LEFT if own else Standing.EXPELLED
        delegation = before.having(person, there).without(person, standing, act.at)
        _check_coordinated(rooms.store, room, code, delegation)
        _take_out(rooms, act, room, member, version, delegation, standing)
        return {"id": member, "standing": standing}

    return persistently(attempt)


def _is_own(act: Act, room: Room, code: str, person: str | None) -> bool:
    if code != room.seat.administration:
        return False
    return person == act.caller.id if person else "ncp" in act.caller.roles


def _myself(act: Act) -> Person:
    caller = act.caller
    return Person(caller.id, caller.name, caller.administration, may_join=True)


def _one_of_all(before: Delegation, code: str, person: str, account: FindAccount) -> Membership | None:
    """The seat of somebody of an administration that is a member as a whole, who goes alone. Only of somebody there is:
    each such seat is kept for good."""
    if before.whole is None or not before.whole.active:
        return None
    found = account(person)
    if found is None or found.administration != code:
        return None
    if len(before.persons) >= MOST_PERSONS_EVER and person not in before.persons:
        says = "Expel the administration as a whole, and let in by name who is to stay."
        raise TooManyGone(f"{MOST_PERSONS_EVER} of it went one by one. {says}")
    return before.whole.model_copy(update={"name": found.name})


def _check_coordinated(store: "CommStore", room: Room, code: str, after: Delegation) -> None:
    """Somebody must be left who can let others in; also where a coordinator's whole administration goes."""
    standing = {other: found for other, (_, found) in delegations(store, room.head.id).items()} | {code: after}
    if not any(seat.coordinates for seat in everybody(standing)):
        raise LastCoordinator("Make somebody else coordinator first.")


def _take_out(
    rooms: Rooms, act: Act, room: Room, member: str, version: int, delegation: Delegation, standing: Standing
) -> None:
    if room.ring is None:
        raise NoSuchOperation
    head = counted(room.head, parts_of(member)[0], delegation)
    generation = room.head.generation + 1
    after = Head(head.id, head.version, head.state, head.last, head.changes, generation, head.facts)
    ring = room.ring.with_key(generation, rooms.vault.wrapped(head.id, generation))
    entry = entry_for(act.caller, f"member_{standing}", act.at, after.version, act.request_id)
    rooms.store.commit(
        [
            items.head_change(room.head, after),
            items.delegation_put(head.id, parts_of(member)[0], version, delegation),
            rooms.store.of_keys(ring_put(head.id, room.ring, ring)),
            written(after, entry, member=member),
            put(items.due_item(act.at, head.id, "gone")),
        ]
    )
