"""Who sits in an operation: whole administrations and single persons, each with a role. Pure.

All memberships of one administration's people stand in one document, so that one item decides about a caller.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from cen.fields import Model, Written
from cen.principal import Principal, Tier


class Role(StrEnum):
    OBSERVER = "observer"
    PARTICIPANT = "participant"
    COORDINATOR = "coordinator"


class Standing(StrEnum):
    ACTIVE = "active"
    LEFT = "left"
    EXPELLED = "expelled"


class Membership(Model):
    """`sees_from`: number of the first message the member may see. `name`: a person's user name. `along`: a person who
    went because the administration did."""

    role: Role
    sees_from: Annotated[int, Field(ge=1)]
    since: str
    standing: Standing = Standing.ACTIVE
    name: str | None = None
    along: bool = False

    @property
    def active(self) -> bool:
        return self.standing is Standing.ACTIVE


class Delegation(Model):
    """Everybody of one administration: as a whole, and persons by the `sub` of their tokens."""

    whole: Membership | None = None
    persons: dict[str, Membership] = {}  # noqa: RUF012 - pydantic copies it

    def memberships(self) -> Iterator[tuple[str | None, Membership]]:
        """Memberships by person; None: the administration as a whole."""
        if self.whole:
            yield None, self.whole
        yield from self.persons.items()

    def get(self, person: str | None) -> Membership | None:
        return self.whole if person is None else self.persons.get(person)

    def having(self, person: str | None, membership: Membership) -> "Delegation":
        """An administration that is let in again brings those who went with it; not those who went by name."""
        if person is None:
            persons = {id: one for id, one in self.persons.items() if not one.along}
            return Delegation(whole=membership, persons=persons)
        return self.model_copy(update={"persons": {**self.persons, person: membership}})

    def without(self, person: str | None, standing: Standing, at: str) -> "Delegation":
        """After a member went. With a whole administration go those of its persons who had a seat of their own."""

        def gone(membership: Membership, *, along: bool = False) -> Membership:
            changes = {"standing": standing, "since": at, "along": along}
            return membership.model_copy(update=changes) if membership.active else membership

        if person is None:
            persons = {id: gone(membership, along=True) for id, membership in self.persons.items()}
            return Delegation(whole=gone(self.whole) if self.whole else None, persons=persons)
        return self.having(person, gone(self.persons[person]))

    @property
    def sitting(self) -> list[str]:
        """Persons with a seat of their own."""
        return [id for id, membership in self.persons.items() if membership.active]

    @property
    def roles(self) -> set[Role]:
        return {membership.role for _, membership in self.memberships() if membership.active}


# A member as callers write it: an administration, or one of its persons.
MemberId = Annotated[
    str,
    Written(
        r"^[A-Z]{2}(:[A-Za-z0-9-]{1,64})?$", 'a member: an administration ("FR"), or one of its persons ("FR:<id>")'
    ),
]


_MEMBER = re.compile(r"[A-Z]{2}(:[A-Za-z0-9-]{1,64})?")


def is_member_id(text: str) -> bool:
    return _MEMBER.fullmatch(text) is not None


def member_id(administration: str, person: str | None) -> str:
    return administration if person is None else f"{administration}:{person}"


def parts_of(member: str) -> tuple[str, str | None]:
    administration, _, person = member.partition(":")
    return administration, person or None


@dataclass(frozen=True, slots=True)
class Seat:
    """What a viewer's membership gives. `person`: None stands for everybody of the administration."""

    administration: str
    person: str | None
    role: Role
    sees_from: int

    @property
    def writes(self) -> bool:
        return self.role is not Role.OBSERVER

    @property
    def coordinates(self) -> bool:
        return self.role is Role.COORDINATOR

    def addressed(self, addressees: Iterable[str]) -> list[str]:
        """Those of the addressees that mean this viewer."""
        mine = {self.administration, member_id(self.administration, self.person)}
        return [one for one in addressees if one in mine]


def seat_of(delegation: Delegation | None, caller: Principal) -> Seat | None:
    """The caller's seat. Whoever left or was expelled by name has none, though their administration stays."""
    if delegation is None or caller.administration is None or caller.tier is not Tier.UNRESTRICTED:
        return None
    own = delegation.persons.get(caller.id)
    given = [one for one in (delegation.whole, own) if one and one.active]
    if not given or (own and not own.active):
        return None
    order = list(Role)
    role = max((one.role for one in given), key=order.index)
    return Seat(caller.administration, caller.id, role, min(one.sees_from for one in given))


def everybody(delegations: Mapping[str, Delegation]) -> Iterator[Seat]:
    """The seats of all active members: a whole administration is one."""
    for code, delegation in delegations.items():
        for person, membership in delegation.memberships():
            if membership.active:
                yield Seat(code, person, membership.role, membership.sees_from)
