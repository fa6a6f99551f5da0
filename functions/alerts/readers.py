"""Who may read what: the one place of the TLP rule of alerts. Pure.

Lists, reads, versions, notices, searches, citations, counts of an audience, fan-out, digests and inboxes all ask here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from alerts.model import AlertStatus
from cen import members
from cen.principal import Principal, Tier, rights_of
from cen.tlp import Tlp

CENMAT = "cenmat"
# What is open to those whom the label allows. Everything else is its office's own.
_OPEN = frozenset({AlertStatus.PUBLISHED, AlertStatus.SUPERSEDED, AlertStatus.EXPIRED})


@dataclass(frozen=True, slots=True)
class Reader:
    """`id`: the token's subject; `name`: the username, empty for machine clients, who are nobody by name; `operations`:
    those in which the reader is known at this moment to have a seat, none where nobody asked."""

    id: str
    name: str
    tier: Tier | None
    administration: str | None
    rilos: frozenset[str]
    roles: frozenset[str]
    operations: frozenset[str] = frozenset()

    @classmethod
    def of(cls, caller: Principal) -> Self:
        name = caller.name if caller.kind == "person" else ""
        return cls(caller.id, name, caller.tier, caller.administration, caller.rilos, caller.roles)

    @classmethod
    def in_groups(cls, id: str, name: str, groups: Iterable[str]) -> Self:
        """As the same person's token would say: to be asked again at the moment of delivery."""
        return cls(id, name, *rights_of(tuple(sorted(groups))))

    @property
    def groups(self) -> list[str]:
        """As the directory names them: what `in_groups` takes."""
        own = [f"tier-{self.tier}"] if self.tier else []
        own += [f"administration-{self.administration}"] if self.administration else []
        return own + sorted({f"role-{role}" for role in self.roles} | {f"rilo-{rilo}" for rilo in self.rilos})

    @property
    def offices(self) -> frozenset[str]:
        """The publishers that the reader acts for. Roles count with the unrestricted tier only."""
        if self.tier is not Tier.UNRESTRICTED:
            return frozenset()
        found = {f"rilo:{rilo}" for rilo in self.rilos}
        if "ncp" in self.roles and self.administration:
            found.add(f"administration:{self.administration}")
        return frozenset(found | ({CENMAT} if CENMAT in self.roles else set()))

    @property
    def organisations(self) -> frozenset[str]:
        """What the reader belongs to: offices, and the administration as a whole."""
        own = {f"administration:{self.administration}"} if self.tier and self.administration else set()
        return self.offices | own

    @property
    def member(self) -> bool:
        """Of the community: an administration, a RILO or CENMaT, and not only a guest of the website."""
        return bool(self.organisations)

    @property
    def may_sit(self) -> bool:
        """Whether operations are for them at all: as `comm` gives seats, to nobody else."""
        return self.tier is Tier.UNRESTRICTED and self.administration is not None

    def sits_in(self, operation: str) -> bool:
        return self.may_sit and operation in self.operations

    def regions(self, day: date) -> frozenset[str]:
        """RILOs that the reader serves in, or whose region their administration belongs to on that day."""
        if self.tier is None:
            return frozenset()
        home = members.rilo_of(self.administration, day) if self.administration else None
        serves = self.rilos if self.tier is Tier.UNRESTRICTED else frozenset[str]()
        return serves | ({home} if home else frozenset())


@dataclass(frozen=True, slots=True)
class Head:
    """What is decided on. `publisher`: `rilo:WE`, `administration:FR` or `cenmat`; `recipients`: subjects of the people
    that RED names, as they were found at publication, so that a username given to somebody else opens nothing; `rilo`:
    where a proposal waits; `operation`: for whose members AMBER is, instead of `regions`."""

    id: str
    version: int
    status: AlertStatus
    publisher: str
    tlp: Tlp
    regions: tuple[str, ...] = ()
    recipients: frozenset[str] = frozenset()
    rilo: str | None = None
    operation: str | None = None


def is_party(alert: Head, reader: Reader) -> bool:
    """Its own office always; a proposal's also the RILO it waits with."""
    waits = alert.status is AlertStatus.PROPOSED and f"rilo:{alert.rilo}" in reader.offices
    return waits or alert.publisher in reader.offices


def may_read(alert: Head, reader: Reader, day: date) -> bool:
    """Its parties, whatever its state; what is published, whom the label allows."""
    return is_party(alert, reader) or (alert.status in _OPEN and _allowed(alert, reader, day))


def _allowed(alert: Head, reader: Reader, day: date) -> bool:
    match alert.tlp:
        case Tlp.CLEAR:
            return reader.tier is not None
        case Tlp.GREEN:
            return reader.member
        case Tlp.AMBER if alert.operation is not None:
            return reader.sits_in(alert.operation)
        case Tlp.AMBER:
            return not reader.regions(day).isdisjoint(alert.regions)
        case Tlp.AMBER_STRICT:
            return alert.publisher in reader.organisations
        case Tlp.RED:
            return bool(reader.tier and reader.name) and reader.id in alert.recipients
