"""Seizures that were reported in an operation become records of the sender's administration: once for each message.

OPERATION#<id>  <number>  which record was made of that message; written with the record, so there is one at most
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cen import jsontext, personal_data
from cen.act import Act
from cen.audit import Entry as AuditEntry
from cen.body import model_of
from cen.doors import Drafted, Reported
from cen.dynamo import Cancelled, put
from cen.principal import Principal, Tier
from cen.problems import Conflict, FieldError, Invalid
from seizures import guard, service
from seizures.model import Entry, Status
from seizures.record import Record
from seizures.store import SeizureStore

_MASKED = "Masked as the case was made of an operation's message, which still holds it."


@dataclass(frozen=True, slots=True)
class ReportedStore(SeizureStore):
    """A store in which a record is created together with the note which message it was made of."""

    operation: str = ""
    message: int = 0
    masked: tuple[str, ...] = ()

    def create(self, record: Record, entry: AuditEntry, act: Act) -> None:
        fields = record.fields | {"channel": "comm", "operation_message": self.message}
        if self.masked:
            entry = replace(entry, overrides=self.masked, override_reason=_MASKED)
        # Named, as a dataclass with slots is another class than the one it was written as.
        SeizureStore.create(self, replace(record, document=jsontext.dumps(fields)), entry, act)

    def commit(self, writes: Sequence[Mapping[str, Any]], act: Act, id: str, version: int) -> None:
        if version == 1:
            pk, sk = self._note
            writes = [*writes, put({"pk": pk, "sk": sk, "made": id}, "attribute_not_exists(#pk)")]
        SeizureStore.commit(self, writes, act, id, version)

    @property
    def _note(self) -> tuple[str, str]:
        return f"OPERATION#{self.operation}", f"{self.message:08d}"

    def made(self) -> Record | None:
        """The record of the message, if there is one."""
        pk, sk = self._note
        note = self.table.get(pk=pk, sk=sk)
        return None if note is None else self.read(str(note["made"]))


def draft(store: SeizureStore, reported: Reported, act: Act) -> Drafted:
    """`act`: whose caller is the service itself; the case is made by the hand of the sender. What would be refused as
    personal data is masked: nothing of it goes into the shared database, and the message keeps it for its sender."""
    act = replace(act, caller=_sender(reported))
    own = ReportedStore(store.table, reported.operation_id, reported.message)
    record = own.made()
    if record is None:
        try:
            entered, masked = _entry(reported, act)
            own = replace(own, masked=masked)
            service.enter(own, act, entered)
        except Invalid as invalid:
            return Drafted(errors=_told(invalid.errors))
        except Conflict as conflict:
            return Drafted(errors=[{"path": "national_reference", "code": conflict.code, "message": conflict.detail}])
        except Cancelled:
            if own.made() is None:  # it was not the note that stood in the way
                raise
        record = own.made()
    if record is None:
        raise LookupError(reported.operation_id)
    return _drafted(_submitted(store, act, record))


def _sender(reported: Reported) -> Principal:
    return Principal(reported.person, reported.name, "person", Tier.UNRESTRICTED, reported.administration)


def _submitted(store: SeizureStore, act: Act, record: Record) -> Record:
    """Where the administration has chosen so; also if that was all that was left to do."""
    chosen = store.settings(record.administration).settings.operation_cases
    if chosen == "draft" or record.status is not Status.DRAFT or record.version > 1:
        return record
    return service.submit(store, act, record.id).record


def _drafted(record: Record) -> Drafted:
    return Drafted(record.id, record.version, record.status)


def _told(errors: Sequence[FieldError]) -> list[dict[str, str]]:
    """Fields as the message has them."""
    return [{"path": f"record.{one.path}", "code": one.code, "message": one.message} for one in errors]


def _entry(reported: Reported, act: Act) -> tuple[Entry, tuple[str, ...]]:
    """What is entered, and which of its texts were masked. Raises `Invalid`."""
    document: dict[str, Any] = {**reported.record, "operation_id": reported.operation_id}
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
