"""What people do about pairs of records: look at them, dismiss them; and whose word it takes to merge them.

A merge takes a record out of everybody's sight as a withdrawal does. So it takes what a withdrawal takes: the word of
who may withdraw the administration's record of the two. Others of it propose, as RILOs do.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.audit import Entry, entry_for
from cen.paging import Key, Page
from cen.principal import Principal, Tier
from cen.problems import Unavailable
from cen.tlp import Tlp
from seizures import lifecycle, service
from seizures.answers import Agreement
from seizures.duplicates.errors import NoSuchPair, NotToBeMerged, Overtaken, PairSettled
from seizures.duplicates.find import LIKELY
from seizures.duplicates.model import Dismissal, Pair, PairOutcome, PairQuery, PairState, changed
from seizures.duplicates.score import Background, score
from seizures.duplicates.traits import traits_of
from seizures.errors import NotTheOwner
from seizures.model import AdministrationSettings
from seizures.parties import is_owner, is_rilo, is_second_person
from seizures.record import Record, row
from seizures.vetting import checked_text
from seizures.visibility import may_know_operation, may_read

if TYPE_CHECKING:
    from seizures.duplicates.store import PairStore

# Records that one may stand for.
MOST_ABSORBED = 50
_TRIES = 3


def tray_of(act: Act, query: PairQuery) -> str | None:
    """Whose pairs are meant: `rilo-WE` or `FR`; None: the caller has no tray. A cursor is bound to this."""
    if act.caller.rilos and query.tray != "administration":
        return f"rilo-{min(act.caller.rilos)}"
    return None if query.tray == "rilo" else act.caller.administration


def find(store: "PairStore", act: Act, query: PairQuery, start: Key | None) -> Page[dict[str, Any]]:
    whose = tray_of(act, query)
    if whose is None:
        return Page([])
    page = store.list_of(whose, PairState(query.state), start, query.limit)
    records = store.records_of(page.items)
    return Page([shown(pair, act, records) for pair in page.items if _any_open(pair, act, records)], page.next)


def read(store: "PairStore", act: Act, id: str) -> dict[str, Any]:
    pair = _own(store.read(id), act)
    return shown(pair, act, store.records_of([pair]))


def dismiss(store: "PairStore", act: Act, id: str, dismissal: Dismissal) -> dict[str, Any]:
    """For everybody, if the caller sees both records; else only out of the caller's own tray: whether the record that
    they do not see is of the same case, others have to say."""
    for _ in range(_TRIES):
        pair = _own(store.read(id), act)
        records = store.records_of([pair])
        if pair.state is PairState.DISMISSED:
            return shown(pair, act, records)
        if pair.state is not PairState.OPEN:
            raise PairSettled("The pair is not open any more.", state=pair.state.value)
        told = checked_text("comment", dismissal.comment, dismissal.confirm, pair.owners[0])
        after = _dismissed(pair, act, dismissal) if _all_open(pair, act, records) else _put_aside(pair, act)
        action = "dismissed" if after.state is PairState.DISMISSED else "put_aside"
        entry = audited(act, action, after, reason_code=dismissal.reason_code, comment=dismissal.comment, **told)
        try:
            store.save(pair, after, entry, ())
        except Overtaken:
            continue
        return shown(after, act, records)
    raise Unavailable(retry_after=1)


def _dismissed(pair: Pair, act: Act, dismissal: Dismissal) -> Pair:
    by = mine(pair, act.caller)[0]
    outcome = PairOutcome(
        at=act.at, by=by, reason_code=dismissal.reason_code, comment=dismissal.comment, bits=pair.bits
    )
    return changed(pair, state=PairState.DISMISSED, settled=outcome)


def _put_aside(pair: Pair, act: Act) -> Pair:
    return changed(pair, aside=tuple(sorted({*pair.aside, *mine(pair, act.caller)})))


def mine(pair: Pair, caller: Principal) -> list[str]:
    """As which parties of the pair the caller speaks, its administration first."""
    if caller.tier is not Tier.UNRESTRICTED:
        return []
    own = {caller.administration, *(f"rilo-{rilo}" for rilo in caller.rilos)}
    return [party for party in pair.parties if party in own]


def _own(pair: Pair | None, act: Act) -> Pair:
    if pair is None or not mine(pair, act.caller):
        raise NoSuchPair("There is no such pair, or it is none of yours.")
    return pair


def _open_to(act: Act, record: Record | None) -> bool:
    return record is not None and may_read(act.caller, service.face(record), act.now.date())


def _any_open(pair: Pair, act: Act, records: Mapping[str, Record]) -> bool:
    return any(_open_to(act, records.get(member.id)) for member in pair.members)


def _all_open(pair: Pair, act: Act, records: Mapping[str, Record]) -> bool:
    return all(_open_to(act, records.get(member.id)) for member in pair.members)


def shown(pair: Pair, act: Act, records: Mapping[str, Record]) -> dict[str, Any]:
    """A `DuplicatePair`. Of a record that is not open to the caller nothing but that it is there: what the two have in
    common would tell what it says."""
    members = [
        {"restricted": False, "seizure": row(records[member.id])}
        if _open_to(act, records.get(member.id))
        else {"restricted": True}
        for member in pair.members
    ]
    found: dict[str, Any] = {"id": pair.id, "state": pair.state, "found_at": pair.found_at, "records": members}
    if not _all_open(pair, act, records):
        return found
    found |= {"score": pair.bits, "reasons": [reason.model_dump() for reason in _known(pair, act, records)]}
    if pair.merge and pair.state is PairState.OPEN:
        found["merge"] = pair.merge.model_dump(exclude={"seen"}, exclude_none=True) | {"waiting_for": pair.waiting_for}
    if pair.settled:
        found["settled"] = pair.settled.model_dump(exclude_none=True, exclude={"bits"})
    return found


def _known(pair: Pair, act: Act, records: Mapping[str, Record]) -> list[Agreement]:
    """Without that the two came of one operation, for who may not know it of both."""
    faces = [service.face(records[member.id]) for member in pair.members]
    known = all(may_know_operation(act.caller, face) for face in faces)
    return [reason for reason in pair.reasons if known or reason.field != "operation"]


def audited(act: Act, action: str, pair: Pair, **more: Any) -> Entry:
    return entry_for(act.caller, action, act.at, pair.step, act.request_id, **more)


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
