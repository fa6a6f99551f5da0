"""Exports in the context's table.

EXPORT#<id>          JOB                     the job as it is now; expires
                     AUDIT#<time>#<version>  who asked for what; its insertion is the event the worker hears
EXPORTS#<caller>     <id>                    that it is the caller's; expires
                     SLOT#<n>                the caller's n-th unfinished export; expires
IDEM#<caller>        <idempotency key>       what a key was used for; expires
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cen import idempotency, jsontext
from cen.act import Act
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, delete, put
from cen.paging import Key, Page
from cen.problems import Unavailable
from cen.tlp import Tlp
from seizures.exports.errors import NoSuchExport, SlotTaken
from seizures.exports.lifecycle import Overtaken
from seizures.exports.model import FINAL, SLOTS, Job
from seizures.model import Status
from seizures.store import check
from seizures.visibility import Face

_ABSENT = "attribute_not_exists(#pk)"
_FREE = f"{_ABSENT} OR #expires_at < :now"


@dataclass(frozen=True, slots=True)
class Found:
    """A record as the worker needs it: what visibility is decided on, and the document."""

    face: Face
    document: str


@dataclass(frozen=True, slots=True)
class ExportStore:
    table: Table

    def free_slot(self, act: Act) -> int | None:
        """The first slot of the caller that is free. Raises `Replay` if this was asked for before."""
        owner, now = f"EXPORTS#{act.caller.id}", int(act.now.timestamp())
        keys = [(owner, f"SLOT#{number}") for number in range(SLOTS)]
        found = self.table.get_many([*keys, *idempotency.keys(act)])
        check(act, *found[SLOTS:])
        return next((n for n, slot in enumerate(found[:SLOTS]) if not slot or int(slot["expires_at"]) < now), None)

    def create(self, job: Job, entry: Entry, act: Act) -> None:
        """Raises `SlotTaken`, `IdempotencyKeyReused` or `Replay`."""
        owner, now = f"EXPORTS#{job.requester.id}", {"now": int(act.now.timestamp())}
        operations = [
            put(_item(job), _ABSENT),
            put(_audit(job, entry)),
            put({"pk": owner, "sk": job.id, "expires_at": job.forget_at}),
            put({**_slot(job), "export_id": job.id, "expires_at": job.forget_at}, _FREE, now),
            *idempotency.note(act, case_id=job.id, case_version=job.version),
        ]
        try:
            self.table.transact(operations)
        except Cancelled as cancelled:
            check(act, *(item for item in cancelled.standing if item and idempotency.is_note(item)))
            raise SlotTaken from cancelled

    def read(self, id: str) -> Job | None:
        item = self.table.get(pk=f"EXPORT#{id}", sk="JOB")
        return None if item is None else _job(item)

    def list_of(self, caller_id: str, start: Key | None, limit: int) -> Page[Job]:
        """The caller's own, newest first."""
        between = ("sk", "0", "8")  # ids begin with a digit below 8, slots do not
        page = self.table.query({"pk": f"EXPORTS#{caller_id}"}, between=between, start=start, limit=limit)
        if not page.items:
            return Page([], page.next)
        found = self.table.get_many([(f"EXPORT#{item['sk']}", "JOB") for item in page.items])
        return Page([_job(item) for item in found if item], page.next)

    def save(self, before: Job, after: Job, entry: Entry | None = None) -> None:
        """Raises `Overtaken` if the job is no longer the one that was read, so that a cancel is never overwritten."""
        operations = [put(_item(after), "#version = :version", {"version": before.version})]
        if entry:
            operations.append(put(_audit(after, entry)))
        if after.status in FINAL:
            slot = _slot(after)
            operations.append(delete(slot["pk"], slot["sk"]))
        try:
            self.table.transact(operations)
        except Cancelled as cancelled:
            standing = cancelled.standing[0]
            if not standing:
                raise NoSuchExport("The export is gone.") from cancelled
            raise Overtaken(_job(standing)) from cancelled

    def records(self, ids: Sequence[str]) -> list[Found]:
        """Those of the records that are there, in the order asked for, 100 at most; in halves where they are too large
        for one answer."""
        try:
            items = self.table.get_many([(f"CASE#{id}", "HEAD") for id in ids])
        except Unavailable:
            if len(ids) == 1:
                raise
            middle = len(ids) // 2
            return self.records(ids[:middle]) + self.records(ids[middle:])
        return [_found(item) for item in items if item]


def _item(job: Job) -> Item:
    return {
        "pk": f"EXPORT#{job.id}",
        "sk": "JOB",
        "version": job.version,
        "status": job.status,
        "expires_at": job.forget_at,
        "doc": job.model_dump_json(exclude_none=True),
    }


def _job(item: Item) -> Job:
    return Job.model_validate_json(str(item["doc"]))


def _slot(job: Job) -> dict[str, str]:
    return {"pk": f"EXPORTS#{job.requester.id}", "sk": f"SLOT#{job.slot}"}


def _audit(job: Job, entry: Entry) -> Item:
    """What was taken out of the database stays known after the job is forgotten, so this does not expire."""
    item: Item = {
        "pk": f"EXPORT#{job.id}",
        "sk": f"AUDIT#{entry.at}#{entry.version:08d}",
        "entry": jsontext.dumps(entry.document()),
        "export": jsontext.dumps({"format": job.format, "search": job.search, "rows": job.rows}),
    }
    return item | ({"administration": entry.administration} if entry.administration else {})


def _found(item: Item) -> Found:
    rilo: Any = item.get("rilo")
    face = Face(Status(str(item["status"])), str(item["administration"]), rilo, Tlp(str(item["tlp"])))
    return Found(face, str(item["doc"]))
