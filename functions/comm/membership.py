"""Members: who is let in, who leaves, who is expelled. Each is an event in the record of the operation.

Whoever loses their seat finds the door shut with the next request. From then on messages are sealed with a new key.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cen import members
from cen.act import Act
from cen.audit import entry_for
from cen.events import NoticeRaised
from cen.problems import FieldError, Invalid
from comm import items, telling
from comm.diary import written
from comm.errors import (
    AlreadyMember,
    CoordinatorsOnly,
    LastCoordinator,
    NoSuchMember,
    NoSuchOperation,
    WrongOperationState,
)
from comm.model import NewMember, State
from comm.operation import Head
from comm.people import Person
from comm.ring import Ring
from comm.room import Room, Rooms, enter, persistently
from comm.seats import Delegation, Membership, Role, Standing, everybody, is_member_id, member_id, parts_of
from comm.steps import put

if TYPE_CHECKING:
    from comm.store import CommStore

MOST_ADMINISTRATIONS = 100
MOST_PERSONS = 40
# Those that have left are listed, too.
_MOST_EVER = 400
_OPEN = (State.PLANNED, State.RUNNING)


# The account of a user name. Raises `Unavailable`.
type FindPerson = Callable[[str], Person | None]


def find(store: "CommStore", room: Room) -> list[dict[str, Any]]:
    """Everybody who is or was a member."""
    found = []
    for code, (_, delegation) in sorted(delegations(store, room.head.id).items()):
        for person, membership in delegation.memberships():
            document = membership.model_dump(mode="json", exclude_none=True)
            found.append({"id": member_id(code, person), "administration": code, **document})
    return found


def delegations(store: "CommStore", operation: str) -> dict[str, tuple[int, Delegation]]:
    """Version and members, by administration."""
    found = store.every(items.room(operation), items.member_key(""), _MOST_EVER)
    return {str(item["sk"]).partition("#")[2]: (int(item["version"]), items.delegation_of(item)) for item in found}


def add(rooms: Rooms, find_person: FindPerson, act: Act, operation: str, new: NewMember) -> dict[str, Any]:
    """A member, or one that had left or has another role now."""
    enter(rooms, act, operation).check_coordinates(*_OPEN)
    code, person, name = _who(find_person, new)

    def attempt() -> dict[str, Any]:
        room = enter(rooms, act, operation, items.member_key(code))
        room.check_coordinates(*_OPEN)
        if not room.head.known:
            raise WrongOperationState("Others are let in once the RILO consents.", current_state=room.head.state.value)
        version, before = _delegation(room, code)
        sees_from = 1 if new.sees == "start" else room.head.last + 1
        membership = Membership(role=new.role, sees_from=sees_from, since=act.at, name=name)
        _check_new(before, person, membership, room.head, code)
        delegation = before.having(person, membership)
        after = _counted(room.head, code, delegation)
        entry = entry_for(act.caller, "member_added", act.at, after.version, act.request_id)
        more = {"member": member_id(code, person), "role": membership.role, "sees_from": sees_from}
        rooms.store.commit(
            [
                items.head_change(room.head, after, nothing_sent=True),
                items.delegation_put(operation, code, version, delegation),
                put({"pk": items.listed(code), "sk": operation}),
                written(after, entry, [_welcome(operation, code, person)], **more),
            ]
        )
        return {"id": more["member"], "administration": code, **membership.model_dump(mode="json", exclude_none=True)}

    return persistently(attempt)


def _who(find_person: FindPerson, new: NewMember) -> tuple[str, str | None, str | None]:
    """Administration, person's id and user name."""
    if new.administration is not None:
        if members.administration(new.administration) is None:
            raise _fault("administration", "no_such_administration", "There is no such administration.")
        return new.administration, None, None
    found = find_person(str(new.person))
    if found is None or not found.may_join:
        raise _fault("person", "no_such_person", "There is no such account that could take part.")
    if found.administration is None:
        raise _fault("person", "no_administration", "Only a member of an administration takes part.")
    return found.administration, found.id, found.name


def _delegation(room: Room, code: str) -> tuple[int, Delegation]:
    item = room.item(items.member_key(code))
    return (int(item["version"]), items.delegation_of(item)) if item else (0, Delegation())


def _check_new(before: Delegation, person: str | None, new: Membership, head: Head, code: str) -> None:
    there = before.get(person)
    if there and there.active and there.role is new.role:
        raise AlreadyMember("It is a member with that role already.", member=member_id(code, person))
    if there and there.active and there.role is Role.COORDINATOR:
        raise AlreadyMember("It is a coordinator. Take it out first, to let it in again.", member=code)
    if len(before.persons) >= MOST_PERSONS and person not in before.persons:
        raise _fault("person", "too_many", f"At most {MOST_PERSONS} single persons of one administration.")
    if code not in head.members and len(head.members) >= MOST_ADMINISTRATIONS:
        raise _fault("administration", "too_many", f"At most {MOST_ADMINISTRATIONS} administrations.")


def _welcome(operation: str, code: str, person: str | None) -> NoticeRaised:
    return NoticeRaised(
        key=f"operation:{operation}:joined",
        to=f"person:{person}" if person else f"administration:{code}",
        kind="operation.joined",
        must_act=False,
        subject=telling.subject(operation),
    )


def remove(rooms: Rooms, act: Act, operation: str, member: str) -> dict[str, str]:
    """Leaving, of oneself; expulsion, of others by a coordinator."""
    if not is_member_id(member):
        raise NoSuchMember("There is no such member.")
    code, person = parts_of(member)

    def attempt() -> dict[str, str]:
        room = enter(rooms, act, operation, items.member_key(code))
        room.check_state(State.PLANNED, State.RUNNING, State.CLOSED)
        own = code == room.seat.administration and person == act.caller.id
        if not own and not room.seat.coordinates:
            raise CoordinatorsOnly("Ask a coordinator of the operation.")
        version, before = _delegation(room, code)
        there = before.get(person)
        if there is None and person and before.whole and len(before.persons) < MOST_PERSONS:
            # One of an administration that is a member as a whole goes alone.
            there = before.whole.model_copy(update={"name": act.caller.name if own else None})
        if there is None or not there.active:
            raise NoSuchMember("There is no such member.")
        standing = Standing.LEFT if own else Standing.EXPELLED
        delegation = before.having(person, there).without(person, standing, act.at)
        _check_coordinated(rooms.store, room, code, delegation)
        _take_out(rooms, act, room, member, version, delegation, standing)
        return {"id": member, "standing": standing}

    return persistently(attempt)


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
    head = _counted(room.head, parts_of(member)[0], delegation)
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


def ring_put(operation: str, before: Ring, after: Ring) -> dict[str, Any]:
    return put(items.ring_item(operation, after), "#version = :version", {"version": before.version})


def _counted(head: Head, code: str, delegation: Delegation) -> Head:
    """The head as it is with these members of one administration."""
    roles = delegation.roles
    writers, observers = set(head.facts.writers) - {code}, set(head.facts.observers) - {code}
    if roles - {Role.OBSERVER}:
        writers.add(code)
    elif roles:
        observers.add(code)
    return head.changed(writers=tuple(sorted(writers)), observers=tuple(sorted(observers)))


def _fault(path: str, code: str, says: str) -> Invalid:
    return Invalid("Some fields are not valid.", errors=[FieldError(path, code, says)])
