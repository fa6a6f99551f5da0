"""Whose step it is: the owner's, the RILO's, or a second person's."""

from cen.act import Act
from cen.principal import Tier
from seizures.errors import NotTheOwner, SamePerson, StandsForOthers
from seizures.lifecycle import Party
from seizures.model import AdministrationSettings, Status
from seizures.record import Record, without_operation


def is_owner(act: Act, record: Record) -> bool:
    """Of the administration that entered the record, with the right to enter."""
    return act.caller.tier is Tier.UNRESTRICTED and act.caller.administration == record.administration


def is_rilo(act: Act, record: Record) -> bool:
    return act.caller.tier is Tier.UNRESTRICTED and record.rilo is not None and record.rilo in act.caller.rilos


def document_for(act: Act, record: Record) -> str:
    """The stored document, without what is for its parties only."""
    return record.document if is_owner(act, record) or is_rilo(act, record) else without_operation(record.document)


def check_party(act: Act, record: Record, party: Party) -> None:
    if not {Party.OWNER: is_owner, Party.RILO: is_rilo}[party](act, record):
        raise NotTheOwner(f"Only {party.value} can do this.")


def is_second_person(act: Act, record: Record, settings: AdministrationSettings) -> bool:
    """What takes a published record away, brings one back that was merged, or shows one to more readers, needs a
    national contact point other than who submitted it, where the administration works with four eyes."""
    if record.status not in (Status.PUBLISHED, Status.MERGED) or not settings.four_eyes:
        return True
    return "ncp" in act.caller.roles and act.caller.id != record.submitted_by


def second_person(act: Act, record: Record, settings: AdministrationSettings) -> None:
    """Raises `SamePerson`."""
    if not is_second_person(act, record, settings):
        raise SamePerson("A national contact point other than who submitted the record must do this.")


def stands_alone(record: Record) -> None:
    """What hides a record would hide those merged into it from everybody, their administrations included."""
    if record.absorbed:
        raise StandsForOthers(
            "Records were merged into this one. Undo these merges first.", absorbed=list(record.absorbed)
        )


def own_administration(act: Act) -> str:
    if act.caller.administration is None:
        raise NotTheOwner("Only a member of an administration enters records.")
    return act.caller.administration
