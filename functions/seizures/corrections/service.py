"""What can be done with corrections, and by whom."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.audit import Entry, entry_for
from cen.etag import matches
from cen.ids import is_id
from cen.paging import Key, Page
from cen.problems import Unavailable
from seizures import lifecycle, service
from seizures.corrections.errors import (
    CorrectionSettled,
    NoSuchCorrection,
    Overtaken,
    StaleCorrection,
)
from seizures.corrections.model import (
    Correction,
    CorrectionAcceptance,
    CorrectionDecision,
    CorrectionQuery,
    CorrectionRefusal,
    CorrectionState,
    party_of,
)
from seizures.corrections.showing import open_to, shown
from seizures.errors import NotTheOwner, stale
from seizures.model import AdministrationSettings, Confirmation, Patch
from seizures.record import Record
from seizures.vetting import checked_text

if TYPE_CHECKING:
    from seizures.corrections.store import CorrectionStore

_TRIES = 3


def find(store: "CorrectionStore", act: Act, query: CorrectionQuery, start: Key | None) -> Page[dict[str, Any]]:
    side, whose = tray_of(act, query)
    if whose is None:
        return Page([])
    look = store.received if side == "received" else store.proposed
    page = look(whose, query.state, start, query.limit)
    records = store.records_of(page.items)
    settings = settings_for(store, act)
    return Page([shown(one, act, records.get(one.seizure_id), settings) for one in page.items], page.next)


def tray_of(act: Act, query: CorrectionQuery) -> tuple[str, str | None]:
    """Whose corrections are meant, on which side; None: the caller has no tray. A cursor is bound to this. Who has no
    records receives none, and is shown what they proposed."""
    side = query.tray or ("received" if act.caller.administration and not act.caller.rilos else "proposed")
    return side, act.caller.administration if side == "received" else party_of(act.caller)


def of_record(store: "CorrectionStore", act: Act, id: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
    """All of them for the record's administration and its RILO, their own for others."""
    record = service.read(store.records, act, id)
    page = store.of_record(id, list(CorrectionState), start, limit)
    mine = [one for one in page.items if _concerned(one, act)]
    settings = settings_for(store, act)
    return Page([shown(one, act, record, settings) for one in mine], page.next)


def read(store: "CorrectionStore", act: Act, id: str) -> dict[str, Any]:
    """What a RILO reads of others' corrections, it reads as long as it can read the record."""
    correction = _own(store, act, id)
    records = store.records_of([correction])
    party = correction.administration == act.caller.administration or _proposed_it(correction, act)
    if not party and not open_to(act, records.get(correction.seizure_id)):
        raise NoSuchCorrection("There is no such correction, or it is none of yours.")
    return shown(correction, act, records.get(correction.seizure_id), settings_for(store, act))


def accept(store: "CorrectionStore", act: Act, id: str, acceptance: CorrectionAcceptance) -> dict[str, Any]:
    """Applies the changes as a change of the record by its administration."""

    def step(correction: Correction) -> tuple[Correction, Record]:
        opened = store.records.open(correction.seizure_id, act)
        record = service.visible(opened.record, act)
        lifecycle.CHANGE.check(record)
        _still_meant(correction, record, act, acceptance.version)
        told = checked_text("comment", acceptance.comment, acceptance.confirm, record.administration)
        patch = Patch({**correction.changes, **confirming(acceptance.confirm)})
        made = service.proposed(act, record, patch, related=f"corrections/{correction.id}")
        after = _decided(correction, act, CorrectionState.ACCEPTED, acceptance.comment)
        if made is None:  # the record has come to say so since
            store.save(correction, after, audited(act, "accepted", after, **told))
            return after, record
        changed, entry = made
        service.may_relabel(act, record, changed.tlp, opened.settings)
        after = after.model_copy(update={"applied_version": changed.version})
        store.accept(correction, after, audited(act, "accepted", after, **told), (record, changed, entry), act)
        return after, changed

    return _decide(store, act, id, CorrectionState.ACCEPTED, step)


def decline(store: "CorrectionStore", act: Act, id: str, refusal: CorrectionRefusal) -> dict[str, Any]:
    def step(correction: Correction) -> tuple[Correction, Record]:
        record = service.read(store.records, act, correction.seizure_id)
        told = checked_text("comment", refusal.comment, refusal.confirm, record.administration)
        after = _decided(correction, act, CorrectionState.DECLINED, refusal.comment)
        store.save(correction, after, audited(act, "declined", after, comment=refusal.comment, **told))
        return after, record

    return _decide(store, act, id, CorrectionState.DECLINED, step)


def _still_meant(correction: Correction, record: Record, act: Act, version: int | None) -> None:
    """What was proposed for another text than the record has now is accepted only by who has read it as it is now."""
    if version is not None and version != record.written:
        raise stale(record.written)
    if act.if_match is not None and not matches(act.if_match, record.written):
        raise stale(record.written)
    if version is None and act.if_match is None and correction.seen != record.written:
        raise StaleCorrection(
            "The record has changed since the correction was proposed. Read it, and send its version to accept.",
            current_version=record.written,
            seen_version=correction.seen,
        )


def _decide(
    store: "CorrectionStore",
    act: Act,
    id: str,
    state: CorrectionState,
    step: Callable[[Correction], tuple[Correction, Record]],
) -> dict[str, Any]:
    """What was decided so already is answered as it is."""
    for _ in range(_TRIES):
        correction = _own(store, act, id)
        if act.caller.administration != correction.administration:
            raise NotTheOwner("Only the administration that entered the record decides.")
        if correction.state is state:
            return _as_it_is(store, act, correction)
        _check_open(correction)
        try:
            after, record = step(correction)
        except Overtaken:
            continue
        return shown(after, act, record, settings_for(store, act))
    raise Unavailable(retry_after=1)


def withdraw(store: "CorrectionStore", act: Act, id: str) -> dict[str, Any]:
    """By anybody of who proposed it."""
    for _ in range(_TRIES):
        correction = _own(store, act, id)
        if not _proposed_it(correction, act):
            raise NotTheOwner("Only who proposed a correction withdraws it.")
        if correction.state is CorrectionState.WITHDRAWN:
            return _as_it_is(store, act, correction)
        _check_open(correction)
        after = _decided(correction, act, CorrectionState.WITHDRAWN, None, by=correction.proposer.party)
        try:
            store.save(correction, after, audited(act, "withdrawn", after))
        except Overtaken:
            continue
        return _as_it_is(store, act, after)
    raise Unavailable(retry_after=1)


def _decided(
    correction: Correction, act: Act, state: CorrectionState, comment: str | None, by: str | None = None
) -> Correction:
    decision = CorrectionDecision(at=act.at, by=by or str(act.caller.administration), comment=comment)
    return correction.model_copy(update={"step": correction.step + 1, "state": state, "decision": decision})


def _check_open(correction: Correction) -> None:
    if correction.state is not CorrectionState.OPEN:
        raise CorrectionSettled(f"It was {correction.state.value}.", state=correction.state.value)


def _own(store: "CorrectionStore", act: Act, id: str) -> Correction:
    correction = store.read(id) if is_id(id) else None
    if correction is None or not _concerned(correction, act):
        raise NoSuchCorrection("There is no such correction, or it is none of yours.")
    return correction


def _concerned(correction: Correction, act: Act) -> bool:
    """The record's administration, its RILO, and who proposed it."""
    return (
        act.caller.administration == correction.administration
        or (correction.rilo is not None and correction.rilo in act.caller.rilos)
        or _proposed_it(correction, act)
    )


def _proposed_it(correction: Correction, act: Act) -> bool:
    party = correction.proposer.party
    if party.startswith("rilo-"):
        return party.removeprefix("rilo-") in act.caller.rilos
    if party == "cenmat":
        return "cenmat" in act.caller.roles
    return party == act.caller.administration


def _as_it_is(store: "CorrectionStore", act: Act, correction: Correction) -> dict[str, Any]:
    record = store.records_of([correction]).get(correction.seizure_id)
    return shown(correction, act, record, settings_for(store, act))


def settings_for(store: "CorrectionStore", act: Act) -> Callable[[], AdministrationSettings]:
    """Of the caller's administration; read once, if at all."""
    return cache(lambda: store.records.settings(str(act.caller.administration)).settings)


def confirming(confirm: Confirmation | None) -> dict[str, Any]:
    return {"confirm": confirm.model_dump()} if confirm else {}


def audited(act: Act, action: str, correction: Correction, **more: Any) -> Entry:
    related = f"seizures/{correction.seizure_id}"
    return entry_for(act.caller, action, act.at, correction.step, act.request_id, related=related, **more)
