"""Who sees which record. Everything a decision needs is on the record or in the token."""

from dataclasses import dataclass
from datetime import date

from cen import members
from cen.principal import Principal, Tier
from cen.tlp import Tlp, record_visible
from seizures.model import Status


@dataclass(frozen=True, slots=True)
class Face:
    """What visibility is decided on; records and rows both have it."""

    status: Status
    administration: str
    rilo: str | None
    tlp: Tlp


def may_read(caller: Principal, face: Face, today: date) -> bool:
    """Published records go where their TLP label lets them, those merged into another as well; others to their
    administration, and from submission on to its RILO (a record has no RILO before)."""
    inside = caller.tier is Tier.UNRESTRICTED
    owner = caller.administration == face.administration
    own_rilo = inside and face.rilo is not None and face.rilo in caller.rilos
    if face.status in (Status.PUBLISHED, Status.MERGED):
        return record_visible(
            face.tlp, owner=owner, own_rilo=own_rilo, same_region=_same_region(caller, face.rilo, today)
        )
    return inside and (owner or (own_rilo and face.tlp is not Tlp.AMBER_STRICT))


def may_know_operation(caller: Principal, face: Face) -> bool:
    """Of which operation a case came: who is in none may not know that there is one, so the administration that
    entered the record says it to nobody but its RILO."""
    own_rilo = face.rilo is not None and face.rilo in caller.rilos
    return caller.tier is Tier.UNRESTRICTED and (caller.administration == face.administration or own_rilo)


def _same_region(caller: Principal, rilo: str | None, today: date) -> bool:
    if rilo is None or caller.administration is None:
        return False
    return members.rilo_of(caller.administration, today) == rilo
