"""Making one of two records, and two of one again.

Nothing of a record is lost by a merge: both keep their ids, documents and histories, and who could find the one can
find the other. It takes the word of the administrations of both records, and is undone by either.
"""

from typing import TYPE_CHECKING, Any

from cen.act import Act, Replay
from cen.etag import matches
from cen.ids import is_id
from cen.principal import Principal, Tier
from cen.problems import StaleVersion, Unavailable
from cen.tlp import Tlp
from seizures import lifecycle, service
from seizures.duplicates.errors import NotToBeMerged, Overtaken, SameRecord
from seizures.duplicates.model import Pair, PairOutcome, PairState, Proposal, changed, member, new_pair, pair_id
from seizures.duplicates.service import audited
from seizures.errors import NoSuchSeizure, NotTheOwner, stale
from seizures.parties import is_rilo
from seizures.record import Record, merged, restored, row, standing_for
from seizures.service import Done
from seizures.visibility import may_read

if TYPE_CHECKING:
    from seizures.duplicates.store import PairStore

# Records that one may stand for.
MOST_ABSORBED = 50
_TRIES = 3


def merge(store: "PairStore", act: Act, id: str, into: str) -> tuple[Record, str]:
    """The record as it stands then, and the id of the pair. It is merged if the administrations of both records have
    said so, the caller's among them; else it stays as it is, and the pair says who is waited for."""
    if id == into:
        raise SameRecord("Name another record.")
    if not is_id(id):
        raise NoSuchSeizure("There is no such record.")
    for _ in range(_TRIES):
        try:
            return _merge(store, act, id, into)
        except Overtaken:
            continue
        except StaleVersion:
            if act.if_match is not None:
                raise
    raise Unavailable(retry_after=1)


def _merge(store: "PairStore", act: Act, id: str, into: str) -> tuple[Record, str]:
    opened = store.open(pair_id(id, into), [id, into])
    record, target = (service.visible(opened.records.get(one), act) for one in (id, into))
    owner = _speaks_for(act, record, target)
    if record.merged_into == target.id:
        return record, pair_id(id, into)
    if act.if_match is not None and not matches(act.if_match, record.written):
        raise stale(record.written)
    _may_become_one(act, record, target)
    pair = opened.pair or new_pair(record, target, act.at)
    said = _proposed(pair, record, target)
    agreed = {*(said.agreed if said else ()), *([owner] if owner else [])}
    if agreed >= {record.administration, target.administration}:
        return _commit(store, act, record, target, opened.pair, pair), pair.id
    _propose(store, act, record, target, opened.pair, pair, agreed)
    return record, pair.id


def _speaks_for(act: Act, record: Record, target: Record) -> str | None:
    """The caller's administration, if one of the records is its own; None for a RILO, which can only propose."""
    owners = {record.administration, target.administration}
    if act.caller.tier is Tier.UNRESTRICTED and act.caller.administration in owners:
        return act.caller.administration
    if is_rilo(act, record) or is_rilo(act, target):
        return None
    raise NotTheOwner("Only the administrations of the two records merge them, and their RILOs propose it.")


def _may_become_one(act: Act, record: Record, target: Record) -> None:
    for one in (record, target):
        lifecycle.MERGE.check(one.status, one.verification)
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


def _proposed(pair: Pair, record: Record, target: Record) -> Proposal | None:
    """What was said before about this merge, in this direction, of the records as they are, and not refused since."""
    said = pair.merge
    if said is None or pair.state is not PairState.OPEN:
        return None
    same = (said.record, said.into, said.seen) == (record.id, target.id, (record.written, target.written))
    return said if same else None


def _propose(
    store: "PairStore", act: Act, record: Record, target: Record, before: Pair | None, pair: Pair, agreed: set[str]
) -> None:
    known = _proposed(pair, record, target)
    if known and set(known.agreed) == agreed:
        return
    proposal = Proposal(
        record=record.id,
        into=target.id,
        seen=(record.written, target.written),
        by=known.by if known else _speaker(act, record, target),
        at=act.at,
        agreed=tuple(sorted(agreed)),
    )
    members = tuple(member(one) for one in sorted((record, target), key=lambda one: one.id))
    after = changed(pair, state=PairState.OPEN, merge=proposal, members=members, settled=None, aside=())
    if not store.save(before, after, audited(act, "proposed", after), after.members):
        raise Overtaken


def _speaker(act: Act, record: Record, target: Record) -> str:
    if act.caller.administration in (record.administration, target.administration):
        return str(act.caller.administration)
    rilos = {one.rilo for one in (record, target)} & set(act.caller.rilos)
    return f"rilo-{min(rilo for rilo in rilos if rilo)}"


def _commit(store: "PairStore", act: Act, record: Record, target: Record, before: Pair | None, pair: Pair) -> Record:
    after, standing = merged(record, target.id, act.at), standing_for(target, (*target.absorbed, record.id))
    outcome = PairOutcome(at=act.at, by=str(act.caller.administration), reason_code="merged")
    members = tuple(member(one) for one in sorted((after, standing), key=lambda one: one.id))
    settled = changed(pair, state=PairState.MERGED, settled=outcome, members=members, merge=None)
    steps = [
        (record, after, service.audited(act, "merged", after, related=_path(target))),
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
            return _unmerge(store, act, record)
        except Overtaken:
            continue
        except StaleVersion:
            if act.if_match is not None:
                raise
    raise Unavailable(retry_after=1)


def _unmerge(store: "PairStore", act: Act, record: Record) -> Done:
    into = record.merged_into or record.id
    opened = store.open(pair_id(record.id, into), [into])
    target = opened.records[into]
    if act.caller.tier is not Tier.UNRESTRICTED or act.caller.administration not in {
        record.administration,
        target.administration,
    }:
        raise NotTheOwner("Only the administrations of the two records undo their merge.")
    lifecycle.UNMERGE.check(record.status, record.verification)
    before = store.records.version(record.id, int(record.merged_from or 0))
    if before is None or opened.pair is None:
        raise NoSuchSeizure("There is no version to go back to.")
    after = restored(record, before)
    standing = standing_for(target, tuple(one for one in target.absorbed if one != record.id))
    outcome = PairOutcome(at=act.at, by=str(act.caller.administration), reason_code="unmerged", bits=opened.pair.bits)
    members = tuple(member(one) for one in sorted((after, standing), key=lambda one: one.id))
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
