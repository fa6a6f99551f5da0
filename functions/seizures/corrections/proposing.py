"""Proposing a correction: who may, of which record, and what is checked before anybody is asked to decide."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cen.act import Act, Replay
from cen.audit import Entry
from cen.ids import is_id, new_id
from cen.problems import FieldError, Invalid
from seizures import lifecycle, service
from seizures.corrections.errors import ChangesNothing, OwnRecord, TooManyCorrections
from seizures.corrections.model import Correction, CorrectionRequest, Proposer, party_of
from seizures.corrections.service import audited, confirming, read, settings_for
from seizures.corrections.showing import shown
from seizures.errors import NotTheOwner
from seizures.model import Patch
from seizures.parties import is_rilo
from seizures.record import Record
from seizures.vetting import checked_text
from seizures.visibility import may_know_operation

if TYPE_CHECKING:
    from seizures.corrections.store import CorrectionStore

# Open ones of a record: of one party, and of all but its RILO together.
MOST_OF_A_PARTY = 5
MOST_OPEN = 50
_OPERATION = "operation_id"


@dataclass(frozen=True, slots=True)
class Proposed:
    """`replayed`: the same request had been carried out before, nothing was written now."""

    correction: dict[str, Any]
    replayed: bool = False


def propose(store: "CorrectionStore", act: Act, id: str, request: CorrectionRequest) -> Proposed:
    """Of a published record that the caller sees. What it would make of the record must be valid, as any change."""
    try:
        opened = store.records.open(id, act) if is_id(id) else None
        record = service.visible(opened.record if opened else None, act)
        correction, entry = _new(store, act, record, request)
        store.create(correction, entry, act)
    except Replay as done:
        return Proposed(read(store, act, done.id), replayed=True)
    return Proposed(shown(correction, act, record, settings_for(store, act)))


def _new(store: "CorrectionStore", act: Act, record: Record, request: CorrectionRequest) -> tuple[Correction, Entry]:
    party = party_of(act.caller)
    if act.caller.administration == record.administration:
        raise OwnRecord("It is your own administration's record. Change it.")
    if party is None:
        raise NotTheOwner("Corrections come from administrations, RILOs and the management team.")
    lifecycle.CORRECT.check(record)
    changed, told = _examined(act, record, request)
    _room_for_one_more(store, act, record, party)
    correction = Correction(
        id=new_id(act.now),
        seizure_id=record.id,
        administration=record.administration,
        rilo=record.rilo,
        proposer=Proposer(party=party, id=act.caller.id, kind=act.caller.kind),
        changes=request.changes,
        changed=changed,
        reason=request.reason,
        proposed_at=act.at,
        seen=record.written,
    )
    return correction, audited(act, "proposed", correction, **told)


def _room_for_one_more(store: "CorrectionStore", act: Act, record: Record, party: str) -> None:
    """Nobody keeps others from proposing; and whoever else has proposed, the RILO of the record can."""
    waiting = store.open_of_record(record.id)
    if sum(one.proposer.party == party for one in waiting) >= MOST_OF_A_PARTY:
        raise TooManyCorrections(
            f"{MOST_OF_A_PARTY} corrections that {party} proposed for this record wait for an answer. Withdraw one of"
            " them, or wait.",
            retry_after=86_400,
        )
    if len(waiting) >= MOST_OPEN and not is_rilo(act, record):
        raise TooManyCorrections(f"{MOST_OPEN} corrections of this record wait for an answer.", retry_after=86_400)


def _examined(act: Act, record: Record, request: CorrectionRequest) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Paths that would change, and what the audit says of overridden checks."""
    if "confirm" in request.changes:
        fault = FieldError("changes.confirm", "unknown_field", "A confirmation stands beside the changes.")
        raise Invalid("Some fields are not valid.", errors=[fault])
    if _OPERATION in request.changes and not may_know_operation(act.caller, service.face(record)):
        says = "Of which operation a case came is for its administration and its RILO."
        raise Invalid("Some fields are not valid.", errors=[FieldError(f"changes.{_OPERATION}", "unknown_field", says)])
    told = checked_text("reason", request.reason, request.confirm, record.administration)
    made = service.proposed(act, record, Patch({**request.changes, **confirming(request.confirm)}))
    if made is None:
        raise ChangesNothing("The record says so already.")
    entry = made[1]
    if entry.overrides:
        overrides = [*told.get("overrides", ()), *entry.overrides]
        told = {"overrides": overrides, "override_reason": entry.override_reason}
    return tuple(entry.changed), told
