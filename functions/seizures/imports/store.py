"""Imports in the context's table.

    IMPORT#<id>              JOB                     the job as it is now; expires
                             MAPPING                 what the caller says of the file; expires
                             AUDIT#<time>#<version>  who did what; its insertion is the event the workers hear
                             DONE#<part>#<row>       outcomes that one transaction wrote; expires
                             PART#<part>             counts of outcomes of a part that is done with; expires
    IMPORTS#<administration> <id>                    that it is the administration's; expires
                             SLOT#<n>                the administration's n-th unfinished import; expires
    REF#<administration>     <national reference>    as of any record; with the digest of what a file said last
    ROW#<administration>     <digest>                what a file said without a reference, and the record it became

A transaction that enters cases writes their outcomes too, so a worker that dies leaves either both or neither.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen import idempotency, jsontext
from cen.act import Act
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, Table, delete, put
from cen.paging import Key, Page
from seizures import items
from seizures.imports import job_items
from seizures.imports.errors import NoSuchImport, SlotTaken
from seizures.imports.job_items import ABSENT, Done, Guard, Refused
from seizures.imports.lifecycle import Overtaken
from seizures.imports.mapping import Mapping as FileMapping
from seizures.imports.model import FINAL, SLOTS, Counts, Job
from seizures.model import AdministrationSettings
from seizures.record import Record
from seizures.store import check, settings_of, version_key

_FREE = f"{ABSENT} OR #expires_at < :now"
_PAGE = 500


@dataclass(frozen=True, slots=True)
class OpenedPart:
    """`counts`: of a part that is done with already."""

    job: Job | None
    counts: Counts | None
    settings: AdministrationSettings


@dataclass(frozen=True, slots=True)
class ImportStore:
    table: Table

    def free_slot(self, act: Act) -> int | None:
        """The first slot of the administration that is free. Raises `Replay` if this was asked for before."""
        owner, now = f"IMPORTS#{act.caller.administration}", int(act.now.timestamp())
        keys = [(owner, f"SLOT#{number}") for number in range(SLOTS)]
        found = self.table.get_many([*keys, *idempotency.keys(act)])
        check(act, *found[SLOTS:])
        return next((n for n, slot in enumerate(found[:SLOTS]) if not slot or int(slot["expires_at"]) < now), None)

    def create(self, job: Job, mapping: FileMapping, entry: Entry, act: Act, slot_until: int) -> None:
        """Raises `SlotTaken`, `IdempotencyKeyReused` or `Replay`."""
        now = {"now": int(act.now.timestamp())}
        kept: Item = {**job_items.key(job.id, "MAPPING"), "doc": mapping.model_dump_json(), "expires_at": job.forget_at}
        operations = [
            put(job_items.job(job), ABSENT),
            put(kept),
            put(job_items.audit(job, entry)),
            put({**job_items.listed(job), "expires_at": job.forget_at}),
            put({**job_items.slot(job), "import_id": job.id, "expires_at": slot_until}, _FREE, now),
            *idempotency.note(act, case_id=job.id, case_version=job.version),
        ]
        try:
            self.table.transact(operations)
        except Cancelled as cancelled:
            check(act, *(item for item in cancelled.standing if item and idempotency.is_note(item)))
            raise SlotTaken from cancelled

    def read(self, id: str) -> Job | None:
        item = self.table.get(**job_items.key(id, "JOB"))
        return None if item is None else job_items.job_of(item)

    def mapping(self, id: str) -> FileMapping:
        item = self.table.get(**job_items.key(id, "MAPPING"))
        return FileMapping() if item is None else FileMapping.model_validate_json(str(item["doc"]))

    def list_of(self, administration: str, start: Key | None, limit: int) -> Page[Job]:
        """The administration's, newest first."""
        between = ("sk", "0", "8")  # ids begin with a digit below 8, slots do not
        page = self.table.query({"pk": f"IMPORTS#{administration}"}, between=between, start=start, limit=limit)
        if not page.items:
            return Page([], page.next)
        found = self.table.get_many([(f"IMPORT#{item['sk']}", "JOB") for item in page.items])
        return Page([job_items.job_of(item) for item in found if item], page.next)

    def save(self, before: Job, after: Job, entry: Entry | None = None) -> None:
        """Raises `Overtaken` if the job is no longer the one that was read, so that a cancel is never overwritten."""
        operations = [put(job_items.job(after), "#version = :version", {"version": before.version})]
        if entry:
            operations.append(put(job_items.audit(after, entry)))
        if after.status in FINAL:
            slot = job_items.slot(after)
            operations.append(delete(slot["pk"], slot["sk"]))
        elif after.status is not before.status:
            # What has begun keeps its slot until it is done.
            operations.append(put({**job_items.slot(after), "import_id": after.id, "expires_at": after.forget_at}))
        try:
            self.table.transact(operations)
        except Cancelled as cancelled:
            standing = cancelled.standing[0]
            if not standing:
                raise NoSuchImport("The import is gone.") from cancelled
            raise Overtaken(job_items.job_of(standing)) from cancelled

    def open_part(self, id: str, part: int, administration: str) -> OpenedPart:
        keys = [(f"IMPORT#{id}", "JOB"), (f"IMPORT#{id}", job_items.part(part)), (f"ADM#{administration}", "SETTINGS")]
        job, counts, chosen = self.table.get_many(keys)
        return OpenedPart(
            job_items.job_of(job) if job else None,
            job_items.counts_of(counts) if counts else None,
            settings_of(chosen),
        )

    def done(self, id: str, part: int) -> dict[int, Done]:
        """Outcomes of cases that transactions wrote, by first row."""
        found: dict[int, Done] = {}
        for item in self._all(id, job_items.done(part)):
            found |= job_items.outcomes_of(item)
        return found

    def close(self, job: Job, part: int, counts: Counts) -> None:
        """Once: a second worker's counts are dropped."""
        item: Item = {
            **job_items.key(job.id, job_items.part(part)),
            "counts": jsontext.dumps({outcome: count for outcome, count in counts.items() if count}),
            "expires_at": job.forget_at,
        }
        try:
            self.table.transact([put(item, ABSENT)])
        except Cancelled:
            return

    def counts(self, id: str) -> dict[int, Counts]:
        """Of every part that is done with, by its number."""
        return {int(str(item["sk"]).rpartition("#")[2]): job_items.counts_of(item) for item in self._all(id, "PART#")}

    def _all(self, id: str, prefix: str) -> Iterable[Item]:
        start: Key | None = None
        while True:
            page = self.table.query(
                {"pk": f"IMPORT#{id}"},
                between=("sk", prefix, f"{prefix}~"),
                start=start,
                limit=_PAGE,
                newest_first=False,
            )
            yield from page.items
            start = page.next
            if start is None:
                return

    def guards(self, keys: Sequence[tuple[str, str]]) -> list[Guard | None]:
        """In the order asked for, a call for each hundred."""
        return [job_items.guard_of(item) if item else None for item in self.table.get_all(keys)]

    def heads(self, ids: Sequence[str]) -> dict[str, Record]:
        found = self.table.get_all([(f"CASE#{id}", "HEAD") for id in ids])
        return {id: items.record_of(item) for id, item in zip(ids, found, strict=True) if item}

    def versions(self, wanted: Mapping[str, int]) -> dict[str, Record]:
        """Earlier versions of records by id, as far as they are kept."""
        keys = [(f"CASE#{id}", version_key(version)) for id, version in wanted.items()]
        found = self.table.get_all(keys) if keys else []
        return {id: items.record_of(item) for id, item in zip(wanted, found, strict=True) if item}

    def commit(self, operations: Sequence[Mapping[str, Any]]) -> None:
        """The last of them is a marker. Raises `Refused`."""
        try:
            self.table.transact_many(operations)
        except Cancelled as cancelled:
            standing = cancelled.standing[-1]
            raise Refused(job_items.outcomes_of(standing) if standing else {}) from cancelled
