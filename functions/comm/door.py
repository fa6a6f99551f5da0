"""The private door to operations: another context's function asks here who sits in one at this moment (`cen.doors`).

It opens no message and holds no key. Whoever has no seat learns nothing, not even that there is such an operation.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from cen.accounts import refused
from cen.act import Act
from cen.clock import utc_now
from cen.ids import is_id
from cen.principal import Principal
from cen.requester import Requester
from comm import items
from comm.membership import delegations
from comm.operation import Head
from comm.seats import Delegation, Seat, seat_of
from comm.store import CommStore, open_store


@cache
def _store() -> CommStore:
    return open_store()


def answer(store: CommStore, question: Mapping[str, Any]) -> dict[str, Any]:
    """`{"seat": operation, "of": JSON text of a Requester, "signed_in_at": …}` → `{"seat": …}`, a `cen.doors.SeenSeat`.
    `{"members": operation, …}` → `{"members": …}`, a `cen.doors.SeenMembers`. Null for who has no seat. Raises
    `ValueError` for any other question."""
    match question:
        case {"seat": str(operation), "of": str(of), "signed_in_at": int(since)}:
            found = _entered(store, operation, _caller(of, since))
            return {"seat": _shown(*found) if found else None}
        case {"members": str(operation), "of": str(of), "signed_in_at": int(since)}:
            found = _entered(store, operation, _caller(of, since))
            return {"members": _members(store, operation) if found else None}
    raise ValueError("not a question for this door")


def _caller(of: str, signed_in_at: int) -> Principal:
    return replace(Requester.model_validate_json(of).principal, signed_in_at=signed_in_at)


def _entered(store: CommStore, operation: str, caller: Principal) -> tuple[Head, Seat] | None:
    """In one call, which reads what every request of a member reads, but for the keys."""
    if not is_id(operation) or caller.administration is None:
        return None
    room = items.room(operation)
    head, member = (room, "HEAD"), (room, items.member_key(caller.administration))
    found, _, entry = store.look(Act(caller, utc_now(), "door"), [head, member])
    delegation = items.delegation_of(found[member]) if member in found else None
    seat = None if refused(entry, caller) else seat_of(delegation, caller)
    return (items.head_of(found[head]), seat) if seat and head in found else None


def _shown(head: Head, seat: Seat) -> dict[str, Any]:
    return {"role": seat.role, "rilo": head.facts.rilo, "state": head.state}


def _members(store: CommStore, operation: str) -> dict[str, Any]:
    members = {code: delegation for code, (_, delegation) in delegations(store, operation).items()}
    wholes = {code: _let_go(one) for code, one in members.items() if one.whole and one.whole.active}
    persons = [
        [code, person, membership.name or person]
        for code, one in sorted(members.items())
        for person, membership in sorted(one.persons.items())
        if membership.active and code not in wholes
    ]
    return {"wholes": wholes, "persons": persons}


def _let_go(delegation: Delegation) -> int:
    return sum(not one.active for one in delegation.persons.values())


def handler(question: Mapping[str, Any], _: object) -> dict[str, Any]:
    return answer(_store(), question)
