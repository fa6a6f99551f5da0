"""Jobs in the context's table.

EXPORT#<id>          JOB                     the job as it is now; expires
                     AUDIT#<time>#<version>  who did what; its insertion is the event the workers hear
EXPORTS#<owner>      <id>                    that it is the owner's; expires
                     SLOT#<n>                the owner's n-th unfinished one; expires
IDEM#<caller>        <idempotency key>       what a key was used for; expires

Those of imports begin with IMPORT.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from cen import idempotency, jsontext
from cen.act import Act
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, delete, put
from cen.paging import Key, Page
from cen.problems import NotFound
from seizures.jobs import SLOTS, Job, Overtaken, SlotTaken
from seizures.store import check

ABSENT = "attribute_not_exists(#pk)"
_FREE = f"{ABSENT} OR #expires_at < :now"


@dataclass(frozen=True, slots=True)
class JobStore[J: Job]:
    """`of`: J itself, which a class variable cannot be typed by."""

    table: Table
    of: ClassVar[type[Any]]
    gone: ClassVar[type[NotFound]]

    def free_slot(self, act: Act, owner: str) -> int | None:
        """The first of the owner's slots that is free. Raises `Replay` if this was asked for before."""
        now = int(act.now.timestamp())
        keys = [(_pk(self.of, owner, "S"), f"SLOT#{number}") for number in range(SLOTS)]
        found = self.table.get_many([*keys, *idempotency.keys(act)])
        check(act, *found[SLOTS:])
        return next((n for n, slot in enumerate(found[:SLOTS]) if not slot or int(slot["expires_at"]) < now), None)

    def create(self, job: J, entry: Entry, act: Act, *more: Mapping[str, Any]) -> None:
        """Raises `SlotTaken`, `IdempotencyKeyReused` or `Replay`."""
        operations = [
            put(_item(job), ABSENT),
            *more,
            put(_audit(job, entry)),
            put({"pk": _pk(job, job.owner, "S"), "sk": job.id, "expires_at": job.forget_at}),
            put(_slot(job), _FREE, {"now": int(act.now.timestamp())}),
            *idempotency.note(act, case_id=job.id, case_version=job.version),
        ]
        try:
            self.table.transact(operations)
        except Cancelled as cancelled:
            check(act, *(item for item in cancelled.standing if item and idempotency.is_note(item)))
            raise SlotTaken from cancelled

    def read(self, id: str) -> J | None:
        item = self.table.get(pk=_pk(self.of, id), sk="JOB")
        return self.job_of(item) if item else None

    def job_of(self, item: Item) -> J:
        job: J = self.of.model_validate_json(str(item["doc"]))
        return job

    def list_of(self, owner: str, start: Key | None, limit: int) -> Page[J]:
        """The owner's, newest first."""
        between = ("sk", "0", "8")  # ids begin with a digit below 8, slots do not
        page = self.table.query({"pk": _pk(self.of, owner, "S")}, between=between, start=start, limit=limit)
        if not page.items:
            return Page([], page.next)
        found = self.table.get_many([(_pk(self.of, str(item["sk"])), "JOB") for item in page.items])
        return Page([self.job_of(item) for item in found if item], page.next)

    def save(self, before: J, after: J, entry: Entry | None = None) -> None:
        """Raises `Overtaken` if the job is no longer the one that was read, so that a cancel is never overwritten."""
        operations = [put(_item(after), "#version = :version", {"version": before.version})]
        if entry:
            operations.append(put(_audit(after, entry)))
        slot = _slot(after)
        if after.status in after.final:
            operations.append(delete(str(slot["pk"]), str(slot["sk"])))
        elif after.slot_until != before.slot_until:
            operations.append(put(slot))
        try:
            self.table.transact(operations)
        except Cancelled as cancelled:
            standing = cancelled.standing[0]
            if not standing:
                raise self.gone(f"The {after.kind} is gone.") from cancelled
            raise Overtaken(self.job_of(standing)) from cancelled


def _pk(job: Job | type[Job], id: str, many: str = "") -> str:
    """`many`: "S" for what an owner has, `id` being the owner's."""
    return f"{job.kind.upper()}{many}#{id}"


def _item(job: Job) -> Item:
    return {
        "pk": _pk(job, job.id),
        "sk": "JOB",
        "version": job.version,
        "status": job.status,
        "expires_at": job.forget_at,
        "doc": job.model_dump_json(exclude_none=True),
    }


def _slot(job: Job) -> Item:
    pk, sk = _pk(job, job.owner, "S"), f"SLOT#{job.slot}"
    return {"pk": pk, "sk": sk, f"{job.kind}_id": job.id, "expires_at": job.slot_until}


def _audit(job: Job, entry: Entry) -> Item:
    """Who loaded or took out what stays known after the job is forgotten, so this does not expire."""
    item: Item = {
        "pk": _pk(job, job.id),
        "sk": f"AUDIT#{entry.at}#{entry.version:08d}",
        "entry": jsontext.dumps(entry.document()),
        job.kind: jsontext.dumps(job.told),
    }
    return item | ({"administration": entry.administration} if entry.administration else {})
