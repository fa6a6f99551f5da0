"""Traffic Light Protocol 2.0: who may see what carries which label (source: FIRST, TLP 2.0)."""

from enum import StrEnum


class Tlp(StrEnum):
    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"


def wider(before: Tlp, after: Tlp) -> bool:
    """Whether a change of label lets more readers see."""
    order = list(Tlp)
    return order.index(after) < order.index(before)


def record_visible(label: Tlp, *, owner: bool, own_rilo: bool, same_region: bool) -> bool:
    """Whether a reader of the CEN database may see a published record.

    `owner`: of the administration that entered it; `own_rilo`: of the RILO responsible for it; `same_region`: of an
    administration of that RILO. AMBER stays in the region, AMBER+STRICT with the owner. RED names its recipients one
    by one, which a record of a shared database cannot, so it reaches nobody here (and is refused at entry).
    """
    match label:
        case Tlp.CLEAR | Tlp.GREEN:
            return True
        case Tlp.AMBER:
            return owner or own_rilo or same_region
        case Tlp.AMBER_STRICT:
            return owner
        case Tlp.RED:
            return False
