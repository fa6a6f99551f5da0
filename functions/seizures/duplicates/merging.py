"""Making one of two records, and two of one again.

Nothing of a record is lost by a merge: both keep their ids, documents and histories, and who could find the one can
find the other. It takes the word of the administrations of both records, and is undone by either; `service` says whose
word counts.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cen.act import Act, Replay
from cen.etag import matches
from cen.ids import is_id
from cen.problems import StaleVersion, Unavailable
from seizures import lifecycle, service
from seizures.duplicates.errors import Overtaken, SameRecord
from seizures.duplicates.model import (
    Member,
    MergeRequest,
    Pair,
    PairOutcome,
    PairState,
    Proposal,
    changed,
    member,
    new_pair,
    pair_id,
)
from seizures.duplicates.service import agrees_for, alike, audited, may_become_one, own_of, speaker
from seizures.errors import NoSuchSeizure, NotTheOwner, stale
from seizures.model import AdministrationSettings
from seizures.parties import second_person
from seizures.record import Record, merged, restored, row, standing_for
from seizures.service import Done
from seizures.vetting import checked_text
from seizures.visibility import may_read

if TYPE_CHECKING:
    from seizures.duplicates.store import PairStore

_TRIES = 3


def merge(store: "PairStore", act: Act, id: str, request: MergeRequest) -> tuple[Record, str]:
    """The record as it stands then, and the id of the pair. It is merged if the administrations of both records have
    agreed; else it stays as it is, and the pair says who is waited for."""
    if id == request.into:
        raise SameRecord("Name another record.")
    if not is_id(id):
        raise NoSuchSeizure("There is no such record.")
    for _ in range(_TRIES):
        try:
            return _merge(store, act, id, request)
        except Overtaken:
            continue
        except StaleVersion:
            if act.if_match is not None:
                raise
    raise Unavailable(retry_after=1)


def _merge(store: "PairStore", act: Act, id: str, request: MergeRequest) -> tuple[Record, str]:
    into = request.into
    opened = store.open(pair_id(id, into), [id, into], act.caller.administration)
    record, target = (service.visible(opened.records.get(one), act) for one in (id, into))
    owner = agrees_for(act, record, target, opened.settings)
    if record.merged_into == target.id:
        return record, pair_id(id, into)
    if act.if_match is not None and not matches(act.if_match, record.written):
        raise stale(record.written)
    may_become_one(act, record, target)
    pair = opened.pair or new_pair(record, target, act.at)
    said = _proposed(pair, record, target)
    if said is None and request.reason is None:
        alike(pair, record, target)
    told = checked_text("reason", request.reason, request.confirm, record.administration)
    agreed = {*(said.agreed if said else ()), *([owner] if owner else [])}
    proposal = Proposal(
        record=record.id,
        into=target.id,
        seen=(record.written, target.written),
        by=said.by if said else speaker(act, record, target),
        at=act.at,
        agreed=tuple(sorted(agreed)),
        reason=request.reason or (said.reason if said else None),
    )
    if agreed >= {record.administration, target.administration}:
        return _commit(store, act, (record, target), opened.pair, pair, proposal, told), pair.id
    _propose(store, act, (record, target), opened.pair, pair, proposal, told)
    return record, pair.id


def _proposed(pair: Pair, record: Record, target: Record) -> Proposal | None:
    """What was said before about this merge, in this direction, of the records as they are, and not refused since."""
    said = pair.merge
    if said is None or pair.state is not PairState.OPEN:
        return None
    same = (said.record, said.into, said.seen) == (record.id, target.id, (record.written, target.written))
    return said if same else None


def _propose(
    store: "PairStore",
    act: Act,
    records: tuple[Record, Record],
    before: Pair | None,
    pair: Pair,
    proposal: Proposal,
    told: Mapping[str, Any],
) -> None:
    known = _proposed(pair, *records)
    if known and (known.agreed, known.reason) == (proposal.agreed, proposal.reason):
        return
    after = changed(pair, state=PairState.OPEN, merge=proposal, members=_members(records), settled=None, aside=())
    entry = audited(act, "proposed", after, comment=proposal.reason, **told)
    if not store.save(before, after, entry, after.members):
        raise Overtaken


def _members(records: tuple[Record, Record]) -> tuple[Member, Member]:
    first, second = sorted(map(member, records), key=lambda one: one.id)
    return first, second


def _commit(
    store: "PairStore",
    act: Act,
    records: tuple[Record, Record],
    before: Pair | None,
    pair: Pair,
    proposal: Proposal,
    told: Mapping[str, Any],
) -> Record:
    record, target = records
    after, standing = merged(record, target.id, act.at), standing_for(target, (*target.absorbed, record.id))
    outcome = PairOutcome(
        at=act.at, by=str(act.caller.administration), reason_code="merged", comment=proposal.reason, bits=pair.bits
    )
    members = _members((after, standing))
    settled = changed(pair, state=PairState.MERGED, settled=outcome, members=members, merge=None)
    why = {"comment": proposal.reason, **told}
    steps = [
        (record, after, service.audited(act, "merged", after, related=_path(target), **why)),
        (target, standing, service.audited(act, "absorbed", standing, related=_path(record))),
    ]
    store.settle(steps, before, settled, audited(act, "merged", settled), act)
    return after


def unmerge(store: "PairStore", act: Act, id: str) -> Done:
    """Everything of the record as it was before the merge, byte by byte; the record that stood for it goes on alone."""
    if not is_id(id):
        raise NoSuchSeizure("There is no such record.")
    for _ in range(_TRIES):
        try:
            opened = store.records.open(id, act)
        except Replay as done:
            return service.replay(store.records, act, done)
        record = service.visible(opened.record, act)
        if act.if_match is not None and not matches(act.if_match, record.written):
            raise stale(record.written)
        try:
            return _unmerge(store, act, record, opened.settings)
        except Overtaken:
            continue
        except StaleVersion:
            if act.if_match is not None:
                raise
    raise Unavailable(retry_after=1)


def _unmerge(store: "PairStore", act: Act, record: Record, settings: AdministrationSettings) -> Done:
    into = record.merged_into or record.id
    opened = store.open(pair_id(record.id, into), [into])
    target = opened.records[into]
    own = own_of(act, record, target)
    if own is None:
        raise NotTheOwner("Only the administrations of the two records undo their merge.")
    lifecycle.UNMERGE.check(record)
    second_person(act, own, settings)
    before = store.records.version(record.id, int(record.merged_from or 0))
    if before is None or opened.pair is None:
        raise NoSuchSeizure("There is no version to go back to.")
    after = restored(record, before)
    standing = standing_for(target, tuple(one for one in target.absorbed if one != record.id))
    outcome = PairOutcome(at=act.at, by=str(act.caller.administration), reason_code="unmerged", bits=opened.pair.bits)
    members = _members((after, standing))
    pair = changed(opened.pair, state=PairState.DISMISSED, settled=outcome, members=members)
    steps = [
        (record, after, service.audited(act, "unmerged", after, related=_path(target))),
        (target, standing, service.audited(act, "released", standing, related=_path(record))),
    ]
    entry = audited(act, "unmerged", pair)
    return service.replayable(store.records, act, lambda: store.settle(steps, opened.pair, pair, entry, act), after)


def absorbed(store: "PairStore", act: Act, id: str) -> list[dict[str, Any]]:
    """Rows of the records that were merged into this one, those that the caller may read."""
    record = service.read(store.records, act, id)
    found = store.records.read_all(record.absorbed)
    return [row(one) for one in found if may_read(act.caller, service.face(one), act.now.date())]


def _path(record: Record) -> str:
    return f"seizures/{record.id}"
