"""Who sees which picture. Everything a decision needs is on the picture or in the token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from cen import members
from cen.principal import Principal, Tier
from cen.tlp import Tlp, record_visible, wider

# Partitions of the catalogue that are not an administration's or a RILO's.
OPEN, CLEAR = "open", "clear"


@dataclass(frozen=True, slots=True)
class Face:
    """Of a picture that is ready: whose it is, the RILO responsible for it, its label. `held`: the seizure record it
    belongs to is not published, so only its own administration sees it."""

    tlp: Tlp
    administration: str
    rilo: str | None
    held: bool = False

    def __str__(self) -> str:
        """As short as it can be: it stands in every bucket that the picture's hashes stand in."""
        if self.held or self.tlp is Tlp.AMBER_STRICT:
            return f"S:{self.administration}"
        if self.tlp is Tlp.AMBER:
            return f"A:{self.administration}:{self.rilo or ''}"
        return str(self.tlp)[0]

    @classmethod
    def read(cls, text: str) -> Self:
        """Sees as the face that was written; of an open picture whose it is is left out."""
        label, *whose = text.split(":")
        labels = {"S": Tlp.AMBER_STRICT, "A": Tlp.AMBER, "G": Tlp.GREEN, "C": Tlp.CLEAR}
        return cls(labels[label], whose[0] if whose else "", (whose[1] or None) if len(whose) > 1 else None)

    @property
    def restricted(self) -> bool:
        """Whether it is for its administration or its region only."""
        return self.held or self.tlp in (Tlp.AMBER, Tlp.AMBER_STRICT)


@dataclass(frozen=True, slots=True)
class Reader:
    """`outsider`: an organisation outside of customs, for which only what is clear is meant. `region`: the RILO that
    serves the reader's administration."""

    administration: str | None
    region: str | None
    rilos: frozenset[str]
    outsider: bool

    def sees(self, face: Face) -> bool:
        """Whether a picture that is ready may be shown."""
        if self.outsider:
            return face.tlp is Tlp.CLEAR and not face.held
        owner = self.administration is not None and self.administration == face.administration
        return record_visible(
            Tlp.AMBER_STRICT if face.held else face.tlp,
            owner=owner,
            own_rilo=face.rilo is not None and face.rilo in self.rilos,
            same_region=face.rilo is not None and face.rilo == self.region,
        )

    @property
    def scopes(self) -> list[str]:
        """Of the restricted part of the catalogue: the administration's, in which its region's pictures stand too, and
        that of a RILO of another region."""
        own = [self.administration] if self.administration else []
        return [*own, *(rilo_scope(rilo) for rilo in sorted(self.rilos - {self.region}))]

    @property
    def widest(self) -> str:
        return CLEAR if self.outsider else OPEN


def reader(caller: Principal, today: date) -> Reader:
    administration = caller.administration
    region = members.rilo_of(administration, today) if administration else None
    rilos = caller.rilos if caller.tier is Tier.UNRESTRICTED else frozenset[str]()
    return Reader(administration, region, rilos, administration is None and caller.tier is Tier.LIMITED)


def narrows(before: Face, after: Face) -> bool:
    """Whether somebody who saw the one may not see the other."""
    return wider(after.tlp, before.tlp) or (after.held and not before.held)


def rilo_scope(rilo: str) -> str:
    """Codes of RILOs and of countries overlap."""
    return f"rilo-{rilo}"


def audience(face: Face) -> str:
    """The scope that a picture is meant for: what is found in it is seen by all of its readers."""
    if face.tlp is Tlp.AMBER and not face.held and face.rilo:
        return rilo_scope(face.rilo)
    if face.restricted:
        return face.administration
    return CLEAR if face.tlp is Tlp.CLEAR else OPEN


def covering(face: Face) -> Sequence[str]:
    """Scopes whose pictures everybody sees for whom this one is meant, its own first."""
    own = audience(face)
    wider = {CLEAR: [], OPEN: [CLEAR]}.get(own, [OPEN, CLEAR])
    region = [rilo_scope(face.rilo)] if face.rilo and own == face.administration else []
    return [own, *region, *wider]
