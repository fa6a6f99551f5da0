"""Whose word a merge takes, and which two records may become one.

A merge takes a record out of everybody's sight as a withdrawal does. So it takes what a withdrawal takes: the word of
who may withdraw the administration's record of the two. Others of it propose, as RILOs do.
"""

from cen.act import Act
from cen.principal import Principal, Tier
from cen.tlp import Tlp
from seizures import lifecycle, service
from seizures.duplicates.errors import NotToBeMerged
from seizures.duplicates.find import LIKELY
from seizures.duplicates.model import Pair, PairState
from seizures.duplicates.score import Background, score
from seizures.duplicates.traits import traits_of
from seizures.errors import NotTheOwner
from seizures.model import AdministrationSettings
from seizures.parties import is_owner, is_rilo, is_second_person
from seizures.record import Record
from seizures.visibility import may_read

# Records that one may stand for.
MOST_ABSORBED = 50


def own_of(act: Act, record: Record, target: Record) -> Record | None:
    """The caller's own of the two; if both are, the one that is taken away, or was."""
    return next((one for one in (record, target) if is_owner(act, one)), None)


def agrees_for(act: Act, record: Record, target: Record, settings: AdministrationSettings) -> str | None:
    """The administration that the caller agrees for; None for who can only propose. `settings`: of the caller's."""
    own = own_of(act, record, target)
    if own is not None:
        return own.administration if is_second_person(act, own, settings) else None
    if is_rilo(act, record) or is_rilo(act, target):
        return None
    raise NotTheOwner("Only the administrations of the two records merge them, and their RILOs propose it.")


def speaker(act: Act, record: Record, target: Record) -> str:
    """As whom the caller proposes: `FR`, or `rilo-WE`."""
    own = own_of(act, record, target)
    if own is not None:
        return own.administration
    rilos = {one.rilo for one in (record, target)} & set(act.caller.rilos)
    return f"rilo-{min(rilo for rilo in rilos if rilo)}"


def alike(pair: Pair, record: Record, target: Record) -> None:
    """Raises `NotToBeMerged` if they were neither found as a pair nor say so by themselves."""
    found = pair.state is PairState.OPEN and pair.reasons
    if not found and score(traits_of(record), traits_of(target), Background(())).bits < LIKELY:
        raise NotToBeMerged(
            "The two records are not alike. If they are of one case all the same, say why in `reason`.",
            reason="not_alike",
        )


def may_become_one(act: Act, record: Record, target: Record) -> None:
    for one in (record, target):
        lifecycle.MERGE.check(one)
    if not _hides_nothing(record, target):
        raise NotToBeMerged(
            "Some who can read this record cannot read the other. Merge them the other way round, or let the label of"
            " the other be widened first.",
            reason="narrower",
        )
    for owner in {record.administration, target.administration}:
        reader = Principal(id="", name="", kind="service", tier=Tier.UNRESTRICTED, administration=owner)
        if not all(may_read(reader, service.face(one), act.now.date()) for one in (record, target)):
            raise NotToBeMerged("One of the administrations cannot read both records.", reason="restricted")
    if len(target.absorbed) >= MOST_ABSORBED:
        raise NotToBeMerged(f"At most {MOST_ABSORBED} records are merged into one.", reason="too_many")


def _hides_nothing(record: Record, target: Record) -> bool:
    """Whether everybody who can read the record can read the target."""
    if target.tlp in (Tlp.CLEAR, Tlp.GREEN):
        return True
    same = record.administration == target.administration
    if target.tlp is Tlp.AMBER:
        return (record.tlp is Tlp.AMBER and record.rilo == target.rilo) or (record.tlp is Tlp.AMBER_STRICT and same)
    return record.tlp is Tlp.AMBER_STRICT and same
