"""Imports in the context's table, besides what every job has there.

    IMPORT#<id>              MAPPING                 what the caller says of the file; expires
                             DONE#<part>#<row>       outcomes that one transaction wrote; expires
                             PART#<part>             counts of outcomes of a part that is done with; expires
    REF#<administration>     <national reference>    as of any record; with the digest of what a file said last
    ROW#<administration>     <digest>                what a file said without a reference, and the record it became

A transaction that enters cases writes their outcomes too, so a worker that dies leaves either both or neither.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen import jsontext
from cen.act import Act
from cen.audit import Entry
from cen.dynamo import Cancelled, Item, put
from cen.paging import Key
from seizures import items
from seizures.imports import job_items
from seizures.imports.errors import NoSuchImport
from seizures.imports.job_items import Done, Guard, Refused
from seizures.imports.mapping import Mapping as FileMapping
from seizures.imports.model import Counts, Job
from seizures.job_store import ABSENT, JobStore
from seizures.model import AdministrationSettings
from seizures.record import Record
from seizures.store import settings_of, version_key

_PAGE = 500


@dataclass(frozen=True, slots=True)
class OpenedPart:
    """`counts`: of a part that is done with already."""

    job: Job | None
    counts: Counts | None
    settings: AdministrationSettings


@dataclass(frozen=True, slots=True)
class ImportStore(JobStore[Job]):
    of = Job
    gone = NoSuchImport

    def request(self, job: Job, mapping: FileMapping, entry: Entry, act: Act) -> None:
        """Raises what `create` raises."""
        kept: Item = {**job_items.key(job.id, "MAPPING"), "doc": mapping.model_dump_json(), "expires_at": job.forget_at}
        self.create(job, entry, act, put(kept))

    def mapping(self, id: str) -> FileMapping:
        item = self.table.get(**job_items.key(id, "MAPPING"))
        return FileMapping() if item is None else FileMapping.model_validate_json(str(item["doc"]))

    def open_part(self, id: str, part: int, administration: str) -> OpenedPart:
        keys = [(f"IMPORT#{id}", "JOB"), (f"IMPORT#{id}", job_items.part(part)), (f"ADM#{administration}", "SETTINGS")]
        job, counts, chosen = self.table.get_many(keys)
        return OpenedPart(
            self.job_of(job) if job else None,
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
