"""Members: who they are, and who is let in with which role. Each is an event in the record of the operation."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cen import members
from cen.act import Act
from cen.audit import entry_for
from cen.events import NoticeRaised
from cen.problems import FieldError, Invalid
from comm import items, telling
from comm.diary import written
from comm.errors import AlreadyMember, WrongOperationState
from comm.model import NewMember, State
from comm.operation import Head
from comm.people import Person
from comm.ring import Ring
from comm.room import Room, Rooms, enter, persistently
from comm.seats import Delegation, Membership, Role, member_id
from comm.steps import put

if TYPE_CHECKING:
    from comm.store import CommStore

MOST_ADMINISTRATIONS = 100
MOST_PERSONS = 40
# Those who went are kept, too, as what they lost is theirs by name.
MOST_PERSONS_EVER = 1000
# There are no more administrations.
_MOST_EVER = 400
_OPEN = (State.PLANNED, State.RUNNING)


# The account of a user name. Raises `Unavailable`.
type FindPerson = Callable[[str], Person | None]


def find(store: "CommStore", room: Room) -> list[dict[str, Any]]:
    """Everybody who is or was a member."""
    found = []
    for code, (_, delegation) in sorted(delegations(store, room.head.id).items()):
        for person, membership in delegation.memberships():
            found.append(_shown(code, person, membership))
    return found


def _shown(code: str, person: str | None, membership: Membership) -> dict[str, Any]:
    """A `Member`."""
    document = membership.model_dump(mode="json", exclude_none=True, exclude={"along"})
    return {"id": member_id(code, person), "administration": code, **document}


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
        version, before = delegation_in(room, code)
        there = before.get(person)
        sees_from = 1 if new.sees == "start" else room.head.last + 1
        if there and there.active:  # another role takes no sight away
            sees_from = min(sees_from, there.sees_from)
        membership = Membership(role=new.role, sees_from=sees_from, since=act.at, name=name)
        _check_new(before, person, membership, room.head, code)
        delegation = before.having(person, membership)
        after = counted(room.head, code, delegation)
        entry = entry_for(act.caller, "member_added", act.at, after.version, act.request_id)
        id = member_id(code, person)
        tell = [] if there and there.active else [_welcome(after, code, person)]
        steps = [
            items.head_change(room.head, after, nothing_sent=True),
            items.delegation_put(operation, code, version, delegation),
            put({"pk": items.listed(code), "sk": operation}),
            written(after, entry, tell, member=id, role=membership.role, sees_from=sees_from),
        ]
        if there and there.active and new.role is Role.OBSERVER:  # who answers nothing any more
            steps.append(put(items.due_item(act.at, operation, "gone")))
        rooms.store.commit(steps)
        return _shown(code, person, membership)

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


def delegation_in(room: Room, code: str) -> tuple[int, Delegation]:
    item = room.item(items.member_key(code))
    return (int(item["version"]), items.delegation_of(item)) if item else (0, Delegation())


def _check_new(before: Delegation, person: str | None, new: Membership, head: Head, code: str) -> None:
    there = before.get(person)
    if there and there.active and there.role is new.role:
        raise AlreadyMember("It is a member with that role already.", member=member_id(code, person))
    if there and there.active and there.role is Role.COORDINATOR:
        raise AlreadyMember("It is a coordinator. Take it out first, to let it in again.", member=code)
    more = person is not None and not (there and there.active)
    ever = len(before.persons) + (person not in before.persons)
    if more and (len(before.sitting) >= MOST_PERSONS or ever > MOST_PERSONS_EVER):
        raise _fault("person", "too_many", f"At most {MOST_PERSONS} single persons of one administration.")
    if code not in head.members and len(head.members) >= MOST_ADMINISTRATIONS:
        raise _fault("administration", "too_many", f"At most {MOST_ADMINISTRATIONS} administrations.")


def _welcome(head: Head, code: str, person: str | None) -> NoticeRaised:
    return NoticeRaised(
        key=f"operation:{head.id}:joined:{head.version}",
        to=f"person:{person}" if person else f"administration:{code}",
        kind="operation.joined",
        must_act=False,
        subject=telling.subject(head.id),
    )


def ring_put(operation: str, before: Ring, after: Ring) -> dict[str, Any]:
    return put(items.ring_item(operation, after), "#version = :version", {"version": before.version})


def counted(head: Head, code: str, delegation: Delegation) -> Head:
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
