"""Seizures that were reported in an operation become records of the sender's administration: one for each message,
which follows the message as long as nobody else has touched it.

OPERATION#<id>  <number>  what is known of that message's record (`Note`); written with the record, so there is one at
                          most, and it is known which of its versions are the message's
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cen import jsontext, personal_data
from cen.act import Act
from cen.audit import Entry as AuditEntry
from cen.body import model_of
from cen.doors import Drafted, Reported
from cen.dynamo import Cancelled, Item, put
from cen.etag import etag
from cen.principal import Principal, Tier
from cen.problems import Conflict, FieldError, Forbidden, Invalid, StaleVersion, Unavailable
from cen.tlp import Tlp
from seizures import guard, lifecycle, service
from seizures.model import Entry, Reason, Status
from seizures.patch import changed_paths, content
from seizures.record import Record, rewritten
from seizures.store import SeizureStore
from seizures.vetting import told, vetted

_MASKED = "Masked as the case was made of an operation's message, which still holds it."
_WITHDRAWN = Reason(reason_code="other", comment="The message of an operation that it was made of was withdrawn.")
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Note:
    """`made`: id of the record; empty where the message was withdrawn before there was one. `message`: the version of
    the message that was heard of last; `record`: the version that the record had when it was last written here."""

    made: str
    message: int
    record: int
    behind: bool = False


@dataclass(frozen=True, slots=True)
class ReportedStore(SeizureStore):
    """A store in which a record is written together with the note of the message it is of. `said_in`: the version
    of the message; `before`: the note as it was read."""

    operation: str = ""
    message: int = 0
    said_in: int = 0
    before: Note | None = None
    masked: tuple[str, ...] = ()

    def create(self, record: Record, entry: AuditEntry, act: Act) -> None:
        fields = {**record.fields, "channel": "comm", "operation_message": self.message}
        # Named, as a dataclass with slots is another class than the one it was written as.
        SeizureStore.create(
            self, replace(record, document=jsontext.dumps(fields)), replace(entry, **self.overridden), act
        )

    @property
    def overridden(self) -> dict[str, Any]:
        """For the audit."""
        return {"overrides": self.masked, "override_reason": _MASKED} if self.masked else {}

    def commit(self, writes: Sequence[Mapping[str, Any]], act: Act, id: str, version: int) -> None:
        SeizureStore.commit(self, [*writes, self._noted(Note(id, self.said_in, version))], act, id, version)

    def keep(self, note: Note) -> None:
        self.table.transact([self._noted(note)])

    def _noted(self, note: Note) -> dict[str, Any]:
        pk, sk = _place(self.operation, self.message)
        item: Item = {"pk": pk, "sk": sk, "made": note.made, "behind": int(note.behind)}
        item |= {"message_version": note.message, "record_version": note.record}
        if self.before is None:
            return put(item, "attribute_not_exists(#pk)")
        unless = "#message_version = :message AND #record_version = :record"
        return put(item, unless, {"message": self.before.message, "record": self.before.record})


def _place(operation: str, message: int) -> tuple[str, str]:
    return f"OPERATION#{operation}", f"{message:08d}"


def _note(store: SeizureStore, reported: Reported) -> Note | None:
    pk, sk = _place(reported.operation_id, reported.message)
    item = store.table.get(pk=pk, sk=sk)
    if item is None:
        return None
    return Note(str(item["made"]), int(item["message_version"]), int(item["record_version"]), bool(item["behind"]))


def draft(store: SeizureStore, reported: Reported, act: Act) -> Drafted:
    """`act`: whose caller is the service itself; the case is made by the hand of the sender. What would be refused as
    personal data is masked: nothing of it goes into the shared database, and the message keeps it for its sender."""
    act = replace(act, caller=_sender(reported))
    for _ in range(_TRIES):
        note = _note(store, reported)
        own = ReportedStore(store.table, reported.operation_id, reported.message, reported.version, note)
        try:
            return _made(own, reported, act) if note is None else _followed(own, note, reported, act)
        except (Cancelled, StaleVersion):  # somebody else wrote meanwhile
            continue
    raise Unavailable("Others write to this record.")


def _made(own: ReportedStore, reported: Reported, act: Act) -> Drafted:
    if reported.record is None:
        own.keep(Note("", reported.version, 0))
        return Drafted()
    try:
        entered, masked = _entry(reported.record, reported, act)
        made = service.enter(replace(own, masked=masked), act, entered).record
    except (Invalid, Conflict) as refused:
        return Drafted(errors=_told(refused))
    return _submitted(own, Note(made.id, reported.version, made.version), act, made)


def _followed(own: ReportedStore, note: Note, reported: Reported, act: Act) -> Drafted:
    if not note.made:
        return Drafted()
    record = own.read(note.made)
    if record is None:
        raise LookupError(reported.operation_id)
    if note.message >= reported.version:
        return _submitted(own, note, act, record)
    try:
        after = _brought_up(own, note, record, reported, act)
    except (Invalid, Conflict, Forbidden) as refused:
        return _left_behind(own, note, record, _told(refused))
    if after is None:
        return _left_behind(own, note, record)
    return _submitted(own, Note(after.id, reported.version, after.version), act, after)


def _brought_up(own: ReportedStore, note: Note, record: Record, reported: Reported, act: Act) -> Record | None:
    """The record as the message says now; None if somebody else has written it. Raises what its owner would be refused
    for."""
    if reported.record is None and record.status is Status.WITHDRAWN:
        own.keep(Note(record.id, reported.version, note.record))
        return record
    if record.version != note.record:
        return None
    if reported.record is None:
        as_read = replace(act, if_match=etag(record.written))
        return service.withdraw(own, as_read, record.id, _WITHDRAWN).record
    lifecycle.CHANGE.check(record)
    entered, masked = _entry(reported.record, reported, act)
    found = vetted(entered, record.administration, act.now.date(), guard.known_texts(record.fields, entered))
    service.may_relabel(act, record, Tlp(entered.tlp), own.settings(record.administration).settings)
    after = rewritten(record, entered, at=act.at, actor=act.caller.id)
    changed = changed_paths(content(record.fields), content(after.fields))
    if not changed:
        own.keep(Note(record.id, reported.version, record.version))
        return record
    entry = service.audited(act, "changed", after, changed=changed, **told(None, found))
    own.save(record, after, replace(entry, **replace(own, masked=masked).overridden), act)
    return after


def _left_behind(own: ReportedStore, note: Note, record: Record, errors: Sequence[Mapping[str, str]] = ()) -> Drafted:
    own.keep(replace(note, message=own.said_in, behind=True))
    return Drafted(record.id, record.version, record.status, errors, behind=True)


def _submitted(own: ReportedStore, note: Note, act: Act, record: Record) -> Drafted:
    """Where the administration has chosen so; also if that was all that was left to do."""
    chosen = own.settings(record.administration).settings.operation_cases
    untouched = record.status is Status.DRAFT and record.version == note.record
    if untouched and chosen == "submitted" and not note.behind:
        record = service.submit(replace(own, before=note, said_in=note.message), act, record.id).record
    return Drafted(record.id, record.version, record.status, behind=note.behind)


def _sender(reported: Reported) -> Principal:
    return Principal(reported.person, reported.name, "person", Tier.UNRESTRICTED, reported.administration)


def _told(refused: Invalid | Conflict | Forbidden) -> list[dict[str, str]]:
    """Fields as the message has them."""
    if isinstance(refused, Invalid):
        return [{"path": f"record.{one.path}", "code": one.code, "message": one.message} for one in refused.errors]
    return [{"path": "national_reference", "code": refused.code, "message": refused.detail}]


def _entry(record: Mapping[str, Any], reported: Reported, act: Act) -> tuple[Entry, tuple[str, ...]]:
    """What is entered, and which of its texts were masked. Raises `Invalid`."""
    document: dict[str, Any] = {**record, "operation_id": reported.operation_id}
    document.pop("confirm", None)
    context = {"today": act.now.date()}
    entered = model_of(Entry, jsontext.dumps(document), document, context)
    found = guard.findings(guard.free_texts(entered), reported.administration, {})
    if not found:
        return entered, ()
    masked = _masked(document, found)
    return model_of(Entry, jsontext.dumps(masked), masked, context), tuple(
        dict.fromkeys(f"{error.more['kind']} in {error.path}" for error in found)
    )


def _masked(document: Mapping[str, Any], found: Sequence[FieldError]) -> dict[str, Any]:
    """A copy with marks such as `[e-mail]` in the place of findings. A reference is left out, as it has a set form."""
    copy: dict[str, Any] = jsontext.loads(jsontext.dumps(document))
    for path in dict.fromkeys(error.path for error in found):
        if path == "national_reference":
            del copy[path]
            continue
        *steps, last = path.split(".")
        target: Any = copy
        for step in steps:
            target = target[int(step)] if isinstance(target, list) else target[step]
        target[last] = personal_data.mask(target[last], [_finding(error) for error in found if error.path == path])
    return copy


def _finding(error: FieldError) -> personal_data.Finding:
    return personal_data.Finding(error.more["kind"], error.more["start"], error.more["end"], "")
