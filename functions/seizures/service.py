"""What can be done with a seizure record, and who may do it to which."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cen import jsontext, members
from cen.act import Act, Replay
from cen.audit import Entry as AuditEntry
from cen.audit import entry_for
from cen.body import model_of
from cen.etag import matches
from cen.ids import is_id, new_id
from cen.problems import PreconditionRequired
from cen.tlp import Tlp, wider
from seizures import guard, lifecycle
from seizures.errors import NoSuchSeizure, NotTheOwner, SamePerson, stale
from seizures.lifecycle import Step
from seizures.model import AdministrationSettings, Entry, Patch, Reason, Status, Verification
from seizures.parties import check_party, is_owner, is_rilo, own_administration, second_person, stands_alone
from seizures.patch import changed_paths, content, patched
from seizures.record import Record, moved, new_record, rewritten
from seizures.vetting import Vetted, checked_text, told, vetted
from seizures.visibility import Face, may_read

if TYPE_CHECKING:
    from seizures.store import Opened, SeizureStore

# The next version of a record and what the audit says of the step to it.
type Made = tuple[Record, AuditEntry]


@dataclass(frozen=True, slots=True)
class Done:
    """`replayed`: the same request had been carried out before, nothing was written now. `warned`: ids of the rules
    that ask for a second look at what was written."""

    record: Record
    replayed: bool = False
    warned: Sequence[str] = ()


def enter(store: "SeizureStore", act: Act, entered: Entry) -> Done:
    administration = own_administration(act)
    found = vetted(entered, administration, act.now.date(), {})
    record, entry = new(act, entered, found, administration, "web" if act.caller.kind == "person" else "api")
    return replayable(store, act, lambda: store.create(record, entry, act), record, found.warned)


def new(act: Act, entered: Entry, found: Vetted, administration: str, channel: str) -> Made:
    """The first version of a record."""
    record = new_record(
        entered,
        id=new_id(act.now),
        administration=administration,
        channel=channel,
        at=act.at,
        actor=act.caller.id,
        unusual=len(found.warnings),
    )
    return record, audited(act, "entered", record, **told(entered.confirm, found))


def read(store: "SeizureStore", act: Act, id: str) -> Record:
    return visible(store.read(id) if is_id(id) else None, act)


def read_version(store: "SeizureStore", act: Act, id: str, version: int) -> Record:
    """For its administration and its RILO only: others may not see what was published by mistake."""
    current = read(store, act, id)
    if not (is_owner(act, current) or is_rilo(act, current)):
        raise NotTheOwner("Earlier versions are for the record's administration and its RILO.")
    found = store.version(id, version)
    if found is None:
        raise NoSuchSeizure("There is no such version of this record.")
    return visible(found, act)


def change(store: "SeizureStore", act: Act, id: str, patch: Patch) -> Done:
    """Applies a merge patch to the content. Needs `If-Match`: nobody overwrites what they have not seen."""
    if act.if_match is None:
        raise PreconditionRequired("Send If-Match with the ETag of the version you have changed.")
    return _on_record(
        store, act, id, lifecycle.CHANGE, lambda record, opened: rewrite(act, record, opened.settings, patch)
    )


def rewrite(act: Act, record: Record, settings: AdministrationSettings, patch: Patch) -> Made | None:
    """The next version, with the patch applied; None if it changes nothing. Raises 422, or 403 if it needs a second
    person."""
    made = proposed(act, record, patch)
    if made is not None:
        may_relabel(act, record, made[0].tlp, settings)
    return made


def proposed(act: Act, record: Record, patch: Patch, **more: Any) -> Made | None:
    """The record with a patch applied, and the audit of it, which says `more`; None if that changes nothing."""
    fields = record.fields
    before = content(fields)
    merged = patched(before, patch.root)
    text = jsontext.dumps(merged)
    draft = model_of(Entry, text, merged, {"today": act.now.date()})
    found = vetted(draft, record.administration, act.now.date(), guard.known_texts(fields, draft))
    after = rewritten(record, draft, at=act.at, actor=act.caller.id)
    changed = changed_paths(before, content(after.fields))
    if not changed:
        return None
    return after, audited(act, "changed", after, changed=changed, **told(draft.confirm, found), **more)


def may_relabel(act: Act, record: Record, label: Tlp, settings: AdministrationSettings) -> None:
    """For more readers a second person; for fewer nobody, while the record stands for others that they would lose."""
    if wider(record.tlp, label):
        second_person(act, record, settings)
    if wider(label, record.tlp):
        stands_alone(record)


def submit(store: "SeizureStore", act: Act, id: str) -> Done:
    """To the national contact point; straight to everybody where the administration works without four eyes."""
    return _on_record(store, act, id, lifecycle.SUBMIT, lambda record, opened: submitted(act, record, opened.settings))


def submitted(act: Act, record: Record, settings: AdministrationSettings) -> Made:
    rilo = members.rilo_of(record.administration, act.now.date())
    server = {"submitted_at": act.at, "status": Status.SUBMITTED, "rilo": rilo, "review": None}
    if not settings.four_eyes:
        server |= {"status": Status.PUBLISHED, "published_at": act.at}
    after = moved(record, at=act.at, submitted_by=act.caller.id, **server)
    return after, audited(act, after.status.value, after)


def approve(store: "SeizureStore", act: Act, id: str) -> Done:
    def step(record: Record, _: "Opened") -> Made:
        if act.caller.id in {record.submitted_by, *record.editors}:
            raise SamePerson("Whoever submitted a record or wrote a part of it cannot approve it.")
        if act.if_match is None and record.fields["updated_at"] != record.fields["submitted_at"]:
            raise PreconditionRequired(
                "It was changed since it was submitted. Send If-Match with the ETag you have read."
            )
        after = moved(record, at=act.at, status=Status.PUBLISHED, published_at=act.at)
        return after, audited(act, "published", after)

    return _on_record(store, act, id, lifecycle.APPROVE, step)


def send_back(store: "SeizureStore", act: Act, id: str, reason: Reason) -> Done:
    review = {"reason_code": reason.reason_code, "comment": reason.comment, "at": act.at}
    return _with_reason(store, act, id, lifecycle.RETURN, reason, status=Status.RETURNED, review=review)


def withdraw(store: "SeizureStore", act: Act, id: str, reason: Reason) -> Done:
    def allowed(act: Act, record: Record, opened: "Opened") -> None:
        second_person(act, record, opened.settings)
        stands_alone(record)

    return _with_reason(store, act, id, lifecycle.WITHDRAW, reason, allowed=allowed, status=Status.WITHDRAWN)


def query(store: "SeizureStore", act: Act, id: str, reason: Reason) -> Done:
    review = {"reason_code": reason.reason_code, "at": act.at}
    return _with_reason(store, act, id, lifecycle.QUERY, reason, verification=Verification.QUERIED, review=review)


def verify(store: "SeizureStore", act: Act, id: str) -> Done:
    def step(record: Record, _: "Opened") -> Made:
        if act.caller.id in {record.submitted_by, *record.editors}:
            raise SamePerson("Whoever submitted a record or wrote a part of it cannot verify it.")
        after = moved(record, at=act.at, verification=Verification.VERIFIED, review=None)
        return after, audited(act, "verified", after)

    return _on_record(store, act, id, lifecycle.VERIFY, step)


def _with_reason(
    store: "SeizureStore",
    act: Act,
    id: str,
    step: Step,
    reason: Reason,
    *,
    allowed: Callable[[Act, Record, "Opened"], None] = lambda *_: None,
    **server: Any,
) -> Done:
    def move(record: Record, opened: "Opened") -> Made:
        allowed(act, record, opened)
        kept = checked_text("comment", reason.comment, reason.confirm, record.administration)
        after = moved(record, at=act.at, **server)
        return after, audited(act, step.action, after, reason_code=reason.reason_code, comment=reason.comment, **kept)

    return _on_record(store, act, id, step, move)


def _on_record(
    store: "SeizureStore",
    act: Act,
    id: str,
    step: Step,
    make: Callable[[Record, "Opened"], "Made | None"],
) -> Done:
    """Reads the record, checks party, version and state, and saves what `make` makes of it, if anything: two calls."""
    if not is_id(id):
        raise NoSuchSeizure("There is no such record.")
    try:
        opened = store.open(id, act)
    except Replay as done:
        return replay(store, act, done)
    record = visible(opened.record, act)
    check_party(act, record, step.party)
    if act.if_match is not None and not matches(act.if_match, record.written):
        raise stale(record.written)
    step.check(record)
    made = make(record, opened)
    if made is None:
        return Done(record)
    after, entry = made
    return replayable(store, act, lambda: store.save(record, after, entry, act), after, entry.warnings)


def replayable(
    store: "SeizureStore", act: Act, write: Callable[[], None], record: Record, warned: Sequence[str] = ()
) -> Done:
    try:
        write()
    except Replay as done:
        return replay(store, act, done)
    return Done(record, warned=warned)


def replay(store: "SeizureStore", act: Act, done: Replay) -> Done:
    """The answer of then, if the caller may still see the record as it is now."""
    visible(store.read(done.id), act)
    return Done(visible(store.version(done.id, done.version), act), replayed=True)


def visible(record: Record | None, act: Act) -> Record:
    if record is None or not may_read(act.caller, face(record), act.now.date()):
        raise NoSuchSeizure("There is no such record, or it is not open to you.")
    return record


def face(record: Record) -> Face:
    return Face(record.status, record.administration, record.rilo, record.tlp)


def audited(act: Act, action: str, record: Record, **more: Any) -> AuditEntry:
    return entry_for(act.caller, action, act.at, record.version, act.request_id, rilo=record.rilo, **more)
