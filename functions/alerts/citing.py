"""What an alert refers to. Who cites must see it, and nobody may read the alert who could not read what it cites: so
nothing is downgraded by being quoted. Pure.

Whether the one audience lies within the other is asked of representatives: readers who have no more rights than any of
their kind. The same `may_read` that decides on alerts answers for them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from alerts.readers import CENMAT, Head, Reader, may_read
from cen import members
from cen.principal import Tier
from cen.problems import FieldError
from cen.tlp import Tlp, record_visible

# An administration that no RILO serves and that owns nothing.
_NOWHERE = "ZZ"


class Seen(Protocol):
    """A record of another context as it is now, whatever its label."""

    @property
    def id(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def administration(self) -> str: ...
    @property
    def rilo(self) -> str | None: ...
    @property
    def tlp(self) -> str: ...


class Source(Protocol):
    """Where records of another context are asked for."""

    def read(self, ids: Sequence[str]) -> Sequence[Seen]:
        """Those of the records that there are."""


@dataclass(frozen=True, slots=True)
class Sources:
    seizures: Source
    pictures: Source


@dataclass(frozen=True, slots=True)
class Cited:
    """One thing cited: where the alert names it, whose it is, and who may read it. `owner`: None if there is none."""

    path: str
    id: str
    owner: str | None
    readable: Callable[[Reader], bool]


def sees(seen: Seen, reader: Reader, day: date) -> bool:
    """Whether the label of a published record of another context lets the reader see it. What is GREEN stays among
    members."""
    label = Tlp(seen.tlp)
    if seen.status != "published" or (label is not Tlp.CLEAR and not reader.member):
        return False
    return record_visible(
        label,
        owner=reader.administration == seen.administration,
        own_rilo=f"rilo:{seen.rilo}" in reader.offices,
        same_region=seen.rilo is not None and seen.rilo in reader.regions(day),
    )


def cited_record(path: str, seen: Seen, day: date) -> Cited:
    owner = f"administration:{seen.administration}"
    return Cited(path, seen.id, owner, lambda reader: sees(seen, reader, day))


def cited_alert(path: str, head: Head, day: date) -> Cited:
    owner = {CENMAT: "role:cenmat"}.get(head.publisher, head.publisher)
    return Cited(path, head.id, owner, lambda reader: may_read(head, reader, day))


def faults(
    cited: Iterable[Cited], caller: Reader, head: Head, people: Sequence[Reader], day: date
) -> Iterator[FieldError]:
    """What is wrong with citing these. `head`: of the alert as it would be published; `people`: whom RED names."""
    audience = list(representatives(head, people, day))
    for one in cited:
        if not one.readable(caller):
            yield unknown(one.path)
        elif not all(map(one.readable, audience)):
            says = "Readers of this alert may not see what it cites: narrow its label, regions or recipients."
            yield FieldError(one.path, "wider_than_cited", says)


def unknown(path: str) -> FieldError:
    """The same words for what is not there and what is not open."""
    return FieldError(path, "not_found", "There is no such published record that is open to you.")


def representatives(head: Head, people: Sequence[Reader], day: date) -> Iterator[Reader]:
    """Readers of this alert such that what all of them may see, every reader of it may see."""
    office = _office(head.publisher)
    yield office
    match head.tlp:
        case Tlp.CLEAR:
            yield _member(None)
        case Tlp.GREEN:
            yield _member(_NOWHERE)
        case Tlp.AMBER:
            yield from _of_operation(head.operation) if head.operation else _of_regions(head.regions, day)
        case Tlp.AMBER_STRICT:
            if office.administration:
                yield _member(office.administration)
        case Tlp.RED:
            yield from people


def _member(administration: str | None) -> Reader:
    return Reader("", "", Tier.LIMITED, administration, frozenset(), frozenset())


def _of_operation(id: str) -> Iterator[Reader]:
    """A member of it, who may be from anywhere."""
    none = frozenset[str]()
    yield Reader("", "", Tier.UNRESTRICTED, _NOWHERE, none, none, frozenset({id}))


def _of_regions(regions: Iterable[str], day: date) -> Iterator[Reader]:
    for region in regions:
        yield _office(f"rilo:{region}")
        yield from map(_member, members.members_of(region, day))


def _office(publisher: str) -> Reader:
    kind, _, code = publisher.partition(":")
    none = frozenset[str]()
    match kind:
        case "rilo":
            return Reader("", "", Tier.UNRESTRICTED, None, frozenset({code}), none)
        case "administration":
            return Reader("", "", Tier.UNRESTRICTED, code, none, frozenset({"ncp"}))
    return Reader("", "", Tier.UNRESTRICTED, None, none, frozenset({CENMAT}))
