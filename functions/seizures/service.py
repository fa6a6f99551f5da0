"""What can be done with a seizure record, and who may do it to which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cen import jsontext, members
from cen.act import Act
from cen.audit import Entry as AuditEntry
from cen.audit import entry_for
from cen.body import model_of
from cen.etag import matches
from cen.ids import is_id, new_id
from cen.problems import PreconditionRequired
from seizures import guard, lifecycle
from seizures.errors import NoSuchSeizure, NotTheOwner, Replay, SamePerson, stale
from seizures.lifecycle import Party, Step
from seizures.model import Confirmation, Draft, Entry, Patch, Reason, Status, Verification
from seizures.record import Record, changed_paths, content, merge_patch, moved, new_record, rewritten
from seizures.visibility import Face, may_read

if TYPE_CHECKING:
    from seizures.store import Opened, SeizureStore


@dataclass(frozen=True, slots=True)
class Done:
    """`replayed`: the same request had been carried out before, nothing was written now."""

    record: Record
    replayed: bool = False


def enter(store: "SeizureStore", act: Act, entered: Entry) -> Done:
    administration = _own_administration(act)
    overrides = _checked_text(entered, entered.confirm, administration, {})
    record = new_record(
        entered,
        id=new_id(act.now),
        administration=administration,
        channel="web" if act.caller.kind == "person" else "api",
        at=act.at,
        actor=act.caller.id,
    )
    entry = _entry(act, "entered", record, overrides=overrides, comment=_why(entered.confirm, overrides))
    return _replayable(store, lambda: store.create(record, entry, act), record)


def read(store: "SeizureStore", act: Act, id: str) -> Record:
    return _visible(store.read(id) if is_id(id) else None, act)


def read_version(store: "SeizureStore", act: Act, id: str, version: int) -> Record:
    """For its administration and its RILO only: others may not see what was published by mistake."""
    current = read(store, act, id)
    if not is_party(act, current):
        raise NotTheOwner("Earlier versions are for the record's administration and its RILO.")
    found = store.version(id, version)
    if found is None:
        raise NoSuchSeizure("There is no such version of this record.")
    return _visible(found, act)


def change(store: "SeizureStore", act: Act, id: str, patch: Patch) -> Done:
    """Applies a merge patch to the content. Needs `If-Match`: nobody overwrites what they have not seen."""
    if act.if_match is None:
        raise PreconditionRequired("Send If-Match with the ETag of the version you have changed.")
    return _on_record(store, act, id, lifecycle.CHANGE, lambda record, _: _rewrite(act, record, patch))


def _rewrite(act: Act, record: Record, patch: Patch) -> tuple[Record, AuditEntry]:
    fields = record.fields
    before = content(fields)
    merged = merge_patch(before, patch.root)
    text = jsontext.dumps(merged)
    draft = model_of(Entry, text, merged, {"today": act.now.date()})
    overrides = _checked_text(draft, draft.confirm, record.administration, guard.known_texts(fields, draft))
    after = rewritten(record, draft, at=act.at, actor=act.caller.id)
    changed = changed_paths(before, content(after.fields))
    why = _why(draft.confirm, overrides)
    return after, _entry(act, "changed", after, changed=changed, overrides=overrides, comment=why)


def submit(store: "SeizureStore", act: Act, id: str) -> Done:
    """To the national contact point; straight to everybody where the administration works without four eyes."""

    def step(record: Record, opened: "Opened") -> tuple[Record, AuditEntry]:
        rilo = members.rilo_of(record.administration, act.now.date())
        server = {"submitted_at": act.at, "status": Status.SUBMITTED, "rilo": rilo, "review": None}
        if not opened.settings.four_eyes:
            server |= {"status": Status.PUBLISHED, "published_at": act.at}
        after = moved(record, at=act.at, submitted_by=act.caller.id, **server)
        return after, _entry(act, after.status.value, after)

    return _on_record(store, act, id, lifecycle.SUBMIT, step)


def approve(store: "SeizureStore", act: Act, id: str) -> Done:
    def step(record: Record, _: "Opened") -> tuple[Record, AuditEntry]:
        if act.caller.id in {record.submitted_by, record.edited_by}:
            raise SamePerson("Whoever submitted or last changed a record cannot approve it.")
        after = moved(record, at=act.at, status=Status.PUBLISHED, published_at=act.at)
        return after, _entry(act, "published", after)

    return _on_record(store, act, id, lifecycle.APPROVE, step)


def send_back(store: "SeizureStore", act: Act, id: str, reason: Reason) -> Done:
    review = {"reason_code": reason.reason_code, "comment": reason.comment, "at": act.at}
    return _with_reason(store, act, id, lifecycle.RETURN, reason, status=Status.RETURNED, review=review)


def withdraw(store: "SeizureStore", act: Act, id: str, reason: Reason) -> Done:
    return _with_reason(store, act, id, lifecycle.WITHDRAW, reason, status=Status.WITHDRAWN)


def query(store: "SeizureStore", act: Act, id: str, reason: Reason) -> Done:
    review = {"reason_code": reason.reason_code, "at": act.at}
    return _with_reason(store, act, id, lifecycle.QUERY, reason, verification=Verification.QUERIED, review=review)


def verify(store: "SeizureStore", act: Act, id: str) -> Done:
    def step(record: Record, _: "Opened") -> tuple[Record, AuditEntry]:
        after = moved(record, at=act.at, verification=Verification.VERIFIED, review=None)
        return after, _entry(act, "verified", after)

    return _on_record(store, act, id, lifecycle.VERIFY, step)


def _with_reason(
    store: "SeizureStore",
    act: Act,
    id: str,
    step: Step,
    reason: Reason,
    **server: Any,
) -> Done:
    def move(record: Record, _: "Opened") -> tuple[Record, AuditEntry]:
        texts = iter([("comment", reason.comment)] if reason.comment else [])
        overrides = guard.overrides(guard.findings(texts, record.administration, {}), reason.confirm)
        after = moved(record, at=act.at, **server)
        entry = _entry(
            act, step.action, after, reason_code=reason.reason_code, comment=reason.comment, overrides=overrides
        )
        return after, entry

    return _on_record(store, act, id, step, move)


def _on_record(
    store: "SeizureStore",
    act: Act,
    id: str,
    step: Step,
    make: Callable[[Record, "Opened"], tuple[Record, AuditEntry]],
) -> Done:
    """Reads the record, checks party, version and state, and saves what `make` makes of it: two calls."""
    if not is_id(id):
        raise NoSuchSeizure("There is no such record.")
    try:
        opened = store.open(id, act)
    except Replay as done:
        return _replay(store, done)
    record = _visible(opened.record, act)
    _check_party(act, record, step.party)
    if act.if_match is not None and not matches(act.if_match, record.version):
        raise stale(record.version)
    step.check(record.status, record.verification)
    after, entry = make(record, opened)
    return _replayable(store, lambda: store.save(record, after, entry, act), after)


def _replayable(store: "SeizureStore", write: Callable[[], None], record: Record) -> Done:
    try:
        write()
    except Replay as done:
        return _replay(store, done)
    return Done(record)


def _replay(store: "SeizureStore", done: Replay) -> Done:
    record = store.version(done.id, done.version)
    if record is None:
        raise NoSuchSeizure("The record of this Idempotency-Key is gone.")
    return Done(record, replayed=True)


def _visible(record: Record | None, act: Act) -> Record:
    if record is None or not may_read(act.caller, face(record), act.now.date()):
        raise NoSuchSeizure("There is no such record, or it is not open to you.")
    return record


def face(record: Record) -> Face:
    return Face(record.status, record.administration, record.rilo, record.tlp)


def is_party(act: Act, record: Record) -> bool:
    return act.caller.administration == record.administration or record.rilo in act.caller.rilos


def _check_party(act: Act, record: Record, party: Party) -> None:
    ours = {
        Party.OWNER: act.caller.administration == record.administration,
        Party.RILO: record.rilo is not None and record.rilo in act.caller.rilos,
    }
    if not ours[party]:
        raise NotTheOwner(f"Only {party.value} can do this.")


def _own_administration(act: Act) -> str:
    if act.caller.administration is None:
        raise NotTheOwner("Only a member of an administration enters records.")
    return act.caller.administration


def _checked_text(draft: Draft, confirm: Confirmation | None, administration: str, known: dict[str, str]) -> list[str]:
    return guard.overrides(guard.findings(guard.free_texts(draft), administration, known), confirm)


def _why(confirm: Confirmation | None, overrides: list[str]) -> str | None:
    return confirm.personal_data if confirm and overrides else None


def _entry(act: Act, action: str, record: Record, **more: Any) -> AuditEntry:
    return entry_for(act.caller, action, act.at, record.version, act.request_id, rilo=record.rilo, **more)
