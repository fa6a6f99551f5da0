"""How an alert ends, and goes on: renewed, superseded, withdrawn, expired, closed."""

from datetime import datetime
from typing import TYPE_CHECKING

from alerts import lifecycle
from alerts.citing import representatives
from alerts.errors import NoSuchAlert
from alerts.model import AlertReason, AlertRenewal, AlertStatus, Superseding
from alerts.offices import addressee
from alerts.publishing import going_out, refuse
from alerts.readers import Reader, may_read
from alerts.record import Record, as_of, moved
from alerts.steps import Done, Made, always, content_of, entry, on_record, reasoned, released, settled, visible
from alerts.told import Notice, Told
from cen.act import Act
from cen.audit import Entry
from cen.clock import instant
from cen.problems import FieldError, StaleVersion

if TYPE_CHECKING:
    from alerts.store import AlertStore, Opened
    from alerts.stores import Stores

_CLOCK = "clock"


def renew(stores: "Stores", act: Act, id: str, renewal: AlertRenewal) -> Done:
    """What is valid, or was, is valid until another day."""

    def make(record: Record, opened: "Opened") -> Made:
        new = {"acknowledge_by": None, **renewal.model_dump()}
        content = content_of(record, act, new)
        going = going_out(stores, act, record, content, record.head.publisher, opened.census)
        told, forgotten = settled(record)
        inside = {**forgotten, **going.inside, "closed": None}
        after = moved(record, at=act.at, inside=inside, status=AlertStatus.PUBLISHED, **new)
        return after, entry(act, "renewed", after, changed=["valid_until"]), told + going.told

    return on_record(stores, act, id, always(lifecycle.RENEW), make)


def withdraw(stores: "Stores", act: Act, id: str, reason: AlertReason) -> Done:
    """It leaves every list but its office's own, and nobody else can read it."""

    def make(record: Record, _: "Opened") -> Made:
        said = reasoned(act, reason)
        told, forgotten = settled(record)
        after = moved(record, at=act.at, inside=forgotten, status=AlertStatus.WITHDRAWN, rilo=None, review=None)
        return after, entry(act, "withdrawn", after, **said), told + released(record) + _proposer_told(record)

    return on_record(stores, act, id, always(lifecycle.WITHDRAW), make)


def _proposer_told(record: Record) -> Told:
    """What it had proposed, and its RILO had published, it can no longer read."""
    if "taken_over" not in record.inside:
        return Told()
    to = addressee(str(record.inside["origin"]))
    return Told([Notice(f"alert:{record.id}:withdrawn", to, "alert.withdrawn", f"alerts/{record.id}")])


def supersede(stores: "Stores", act: Act, id: str, superseding: Superseding) -> Done:
    """By another alert of the same office, which everybody can read who could read this one: its readers are led on."""

    def make(record: Record, _: "Opened") -> Made:
        successor = _successor(stores, act, record, superseding.by)
        told, forgotten = settled(record)
        status = AlertStatus.SUPERSEDED
        after = moved(record, at=act.at, inside=forgotten, status=status, superseded_by=successor.id)
        return after, entry(act, "superseded", after), told + released(record)

    return on_record(stores, act, id, always(lifecycle.SUPERSEDE), make)


def _successor(stores: "Stores", act: Act, record: Record, by: str) -> Record:
    try:
        successor = visible(stores.alerts.read(by) if by != record.id else None, act, stores.seats)
    except NoSuchAlert:
        successor = record
    faults = {
        "not_found": successor is record,
        "not_published": successor.status is not AlertStatus.PUBLISHED,
        "other_office": successor.head.publisher != record.head.publisher,
        "narrower": not _leads_on(record, successor, act),
    }
    code = next((code for code, wrong in faults.items() if wrong), None)
    if code:
        says = "Name a published alert of your office that everybody can read who can read this one."
        refuse([FieldError("by", code, says)])
    return successor


def _leads_on(record: Record, successor: Record, act: Act) -> bool:
    day = act.now.date()
    people = [Reader.in_groups(id, name, groups) for id, name, *groups in record.inside.get("people", ())]
    return all(may_read(successor.head, reader, day) for reader in representatives(record.head, people, day))


def close(stores: "Stores", act: Act, id: str) -> Done:
    """Its author has seen that it expired, and leaves it at that."""

    def make(record: Record, _: "Opened") -> Made | None:
        if record.inside.get("closed"):
            return None
        told, forgotten = settled(record)
        after = moved(record, at=act.at, inside={**forgotten, "closed": True})
        return after, entry(act, "closed", after), told

    return on_record(stores, act, id, always(lifecycle.CLOSE), make)


def expire(store: "AlertStore", id: str, now: datetime) -> bool:
    """What was valid until now is marked so, and its office, of which its author is, is asked to renew or close it: an
    author may have left, and what was proposed is its RILO's. Whether this did it: the alert may have been renewed, or
    marked, meanwhile."""
    at = instant(now)
    record = store.read(id)
    if record is None or as_of(record, at).status is record.status:
        return False
    version = record.version + 1
    after = moved(record, at=at, inside={"expired": version}, status=AlertStatus.EXPIRED)
    key = f"alert:{id}:expired:{version}"
    ended = Notice(key, addressee(record.head.publisher), "alert.expired", f"alerts/{id}", must_act=True)
    said = Entry(lifecycle.EXPIRE, at, version, _CLOCK, "system", None, _CLOCK)
    try:
        store.save(record, after, said, released(record) + Told([ended]), None)
    except StaleVersion:
        return False
    return True
