"""Who exactly will see an alert, as numbers of people; and who is to acknowledge it. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pydantic import BaseModel

from alerts.census import Census
from alerts.readers import CENMAT, Head, Reader, is_party, may_read
from cen.principal import Tier
from cen.tlp import Tlp


class OfAdministration(BaseModel):
    """People by tier."""

    administration: str
    limited: int = 0
    read_only: int = 0
    unrestricted: int = 0


class OfRilo(BaseModel):
    rilo: str
    people: int


class Audience(BaseModel):
    """`people`: everybody, once. `rilos`, `cenmat`: of them, who serve there (they may count under their administration
    too). `outside`: guests of the website. `unknown_recipients`: names of RED that are nobody's. `beyond_the_office`:
    all but the office's own people; if nobody is, it cannot be published. Machine clients are not counted."""

    people: int
    beyond_the_office: int
    administrations: list[OfAdministration]
    rilos: list[OfRilo]
    cenmat: int
    outside: int
    unknown_recipients: list[str]
    counted_at: str


@dataclass(frozen=True, slots=True)
class Named:
    """Whom RED names: those that were found, and the usernames that are nobody's. Or who sits in the operation it is
    for: by name, without people of the office; and `wholes`, administrations that sit there as a whole, each with the
    number of its people who were let go by name."""

    people: Sequence[Reader] = ()
    unknown: Sequence[str] = ()
    wholes: Mapping[str, int] = field(default_factory=dict)


def audience(head: Head, named: Named, census: Census, day: date) -> Audience:
    """`head`: of the alert as it would be published."""
    kinds = _kinds(head, named, census, day)
    administrations: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Tier, 0))
    rilos: dict[str, int] = defaultdict(int)
    for reader, number in kinds.items():
        if reader.administration and reader.tier:
            administrations[reader.administration][reader.tier] += number
        for rilo in (office.removeprefix("rilo:") for office in reader.offices if office.startswith("rilo:")):
            rilos[rilo] += number
    return Audience(
        people=sum(kinds.values()),
        beyond_the_office=sum(number for reader, number in kinds.items() if head.publisher not in reader.offices),
        administrations=[_of(code, tiers) for code, tiers in sorted(administrations.items())],
        rilos=[OfRilo(rilo=code, people=number) for code, number in sorted(rilos.items())],
        cenmat=sum(number for reader, number in kinds.items() if CENMAT in reader.offices),
        outside=sum(number for reader, number in kinds.items() if not reader.member),
        unknown_recipients=list(named.unknown),
        counted_at=census.at,
    )


def _of(code: str, tiers: Mapping[str, int]) -> OfAdministration:
    return OfAdministration(
        administration=code,
        limited=tiers[Tier.LIMITED],
        read_only=tiers[Tier.READ_ONLY],
        unrestricted=tiers[Tier.UNRESTRICTED],
    )


def _kinds(head: Head, named: Named, census: Census, day: date) -> dict[Reader, int]:
    """Readers of the alert, each of the census' kinds with its number, or each person that RED names."""
    if head.operation is not None:
        return _members(head, named, census, day) | dict.fromkeys(named.people, 1)
    counted = {kind: number for kind, number in census.kinds.items() if may_read(head, kind, day)}
    if head.tlp is not Tlp.RED:
        return counted
    # The office's own people are counted already.
    own = {person for person in named.people if head.publisher in person.offices}
    return counted | {person: 1 for person in named.people if person not in own}


def _members(head: Head, named: Named, census: Census, day: date) -> dict[Reader, int]:
    """The office, and everybody of the whole administrations but as many as were let go by name. Who those were the
    census does not know: they are taken from people without an office first."""
    found: dict[Reader, int] = {}
    gone = dict(named.wholes)
    for kind in sorted(census.kinds, key=lambda one: len(one.offices)):
        code, number = kind.administration or "", census.kinds[kind]
        own = frozenset({str(head.operation)}) if code in named.wholes else frozenset[str]()
        if not may_read(head, replace(kind, operations=own), day):
            continue
        if not is_party(head, kind):
            less = min(number, gone[code])
            gone[code] -= less
            number -= less
        if number:
            found[kind] = number
    return found


def asked(head: Head, named: Named, census: Census, day: date) -> list[str]:
    """Addressees of whom an acknowledgement is asked: whom RED names; the contact points of the administrations in the
    audience for every other label; of an operation, both kinds of its members."""
    people = {f"person:{person.id}" for person in named.people}
    if head.tlp is Tlp.RED:
        return sorted(people)
    if head.operation is not None:
        kinds = _members(head, named, census, day)
        return sorted(people | {f"ncp:{kind.administration}" for kind in kinds if kind.administration in named.wholes})
    return sorted(set(_contact_points(head, census, day)))


def _contact_points(head: Head, census: Census, day: date) -> Iterator[str]:
    for kind in census.kinds:
        if kind.administration and may_read(head, kind, day):
            yield f"ncp:{kind.administration}"
