"""What people do about pairs of records: look at them, dismiss them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.audit import Entry, entry_for
from cen.paging import Key, Page
from cen.principal import Principal, Tier
from cen.problems import Unavailable
from seizures import service
from seizures.answers import Agreement
from seizures.duplicates.errors import NoSuchPair, Overtaken, PairSettled
from seizures.duplicates.model import Dismissal, Pair, PairOutcome, PairQuery, PairState, changed
from seizures.record import Record, row
from seizures.vetting import checked_text
from seizures.visibility import may_know_operation, may_read

if TYPE_CHECKING:
    from seizures.duplicates.store import PairStore

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
