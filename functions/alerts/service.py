"""What can be done with an alert, and who may do it to which."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts.errors import NoSuchAlert, NotTheOffice, Replay
from alerts.model import AlertEntry
from alerts.readers import Reader, may_read
from alerts.record import Record, new_record
from cen.act import Act
from cen.audit import entry_for
from cen.ids import is_id, new_id
from cen.problems import FieldError, Invalid

if TYPE_CHECKING:
    from alerts.store import AlertStore


@dataclass(frozen=True, slots=True)
class Done:
    """`replayed`: the same request had been carried out before, nothing was written now."""

    record: Record
    replayed: bool = False


def draft(store: "AlertStore", act: Act, entry: AlertEntry) -> Done:
    publisher = _publisher(act, entry.publisher)
    author = f"person:{act.caller.id}" if act.caller.kind == "person" else publisher
    record = new_record(entry, id=new_id(act.now), publisher=publisher, author=author, at=act.at)
    try:
        store.create(record, entry_for(act.caller, "drafted", act.at, record.version, act.request_id), act)
    except Replay as done:
        return Done(read(store, act, done.id), replayed=True)
    return Done(record)


def read(store: "AlertStore", act: Act, id: str) -> Record:
    record = store.read(id) if is_id(id) else None
    if record is None or not may_read(record.head, Reader.of(act.caller), act.now.date()):
        raise NoSuchAlert("There is no such alert, or it is not open to you.")
    return record


def _publisher(act: Act, wanted: str | None) -> str:
    offices = sorted(Reader.of(act.caller).offices)
    if wanted is None and len(offices) == 1:
        return offices[0]
    if wanted is None:
        fault = FieldError("publisher", "required", "Say for which of your offices you write.", {"allowed": offices})
        raise Invalid("Some fields are not valid.", errors=[fault])
    if wanted not in offices:
        raise NotTheOffice(f"You do not write for {wanted}.")
    return wanted
