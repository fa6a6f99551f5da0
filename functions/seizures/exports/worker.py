"""Makes the files: counts what a search finds, then reads and writes it record by record.

A message says only that an export may have something to do: it may come twice, late, or for a job that was left by a
worker that died, which is then begun anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import batched
from typing import Protocol

from cen import jsontext, log
from cen.access import RULES, Permission
from cen.clock import Clock, instant, utc_now
from cen.events import ExportRequested
from cen.patience import patiently
from cen.principal import Principal
from cen.problems import Unavailable
from seizures.exports.about import About
from seizures.exports.columns import Document
from seizures.exports.errors import TooManyRows
from seizures.exports.model import (
    COUNT,
    FAIL,
    FINAL,
    FINISH,
    MOST_ROWS,
    START,
    ExportFailure,
    ExportFormat,
    ExportStatus,
    Job,
)
from seizures.exports.run import Run, Stopped, TookTooLong
from seizures.exports.sheets import write_aitr, write_xlsx
from seizures.exports.sink import UploadedFile
from seizures.exports.store import ExportStore, Found
from seizures.exports.writers import Writer, write_csv, write_jsonl
from seizures.jobs import moved
from seizures.model import Status
from seizures.record import without_operation
from seizures.visibility import may_know_operation, may_read

WRITERS: Mapping[ExportFormat, Writer] = {
    ExportFormat.CSV: write_csv,
    ExportFormat.XLSX: write_xlsx,
    ExportFormat.JSONL: write_jsonl,
    ExportFormat.AITR: write_aitr,
}
ATTEMPTS = 3
FILE_KEPT = timedelta(days=1)
_BATCH = 100
_SAMPLE = 50


class Walk(Protocol):
    """One page of a search as the caller may make it: ids of records, newest seizure first, and where to go on (None:
    that was the last page)."""

    def __call__(
        self, caller: Principal, search: Mapping[str, str], after: Mapping[str, str] | None
    ) -> tuple[Sequence[str], Mapping[str, str] | None]: ...


class Files(Protocol):
    def open(self, job: Job) -> UploadedFile: ...

    def remove(self, job: Job) -> None: ...


@dataclass(frozen=True, slots=True)
class Worker:
    """`every`: records between two reports of progress."""

    store: ExportStore
    walk: Walk
    files: Files
    clock: Clock = utc_now
    every: int = 1000
    most_rows: Mapping[ExportFormat, int] = field(default_factory=lambda: MOST_ROWS)

    def __call__(self, event: ExportRequested) -> None:
        """Does what there is to do. Raises `Unavailable` while another worker is at it, and what may go better another
        time; the message is then to come back."""
        job = self.store.read(event.export_id)
        if job is None or not self._waits(job):
            return
        if job.lease is not None and instant(self.clock()) < job.lease:
            raise Unavailable("Another worker is at it.")
        run = Run(self.store, self.clock, job, self.every)
        done = False
        try:
            self._attempt(run)
            done = True
        finally:
            if not done:
                with suppress(Stopped):
                    run.release()
        self._log(run.job)

    def _waits(self, job: Job) -> bool:
        if job.status in FINAL or job.forgotten(self.clock()):
            return False
        return job.status is not ExportStatus.COUNTED or job.start

    def _attempt(self, run: Run) -> None:
        failure = None
        with suppress(Stopped):
            try:
                failure = self._work(run)
            except TooManyRows:
                failure = ExportFailure.TOO_MANY_ROWS
            except TookTooLong:
                failure = ExportFailure.TOOK_TOO_LONG
            if failure:
                run.step(lambda job: moved(job, FAIL, run.at, reason_code=failure, lease=None))

    def _work(self, run: Run) -> ExportFailure | None:
        if not RULES[Permission.SEIZURE_EXPORT].allows(run.job.requester.principal):
            return ExportFailure.NOT_ALLOWED
        if run.job.attempts >= ATTEMPTS:
            return ExportFailure.GAVE_UP
        run.begin()
        if run.job.status is ExportStatus.COUNTING:
            self._count(run)
        if run.job.status is ExportStatus.COUNTED and run.job.start:
            run.step(lambda job: job if job.status is ExportStatus.WRITING else moved(job, START, run.at))
        if run.job.status is ExportStatus.WRITING:
            self._write(run)
        return None

    def _count(self, run: Run) -> None:
        total = 0
        sample: list[str] = []
        for ids in self._pages(run.job):
            total += len(ids)
            sample += ids[: _SAMPLE - len(sample)]
            if total > self.most_rows[run.job.format]:
                raise TooManyRows
            run.progress(total, rows=total)
        size = self._estimate(run.job, sample, total)
        run.step(lambda job: moved(job, COUNT, run.at, rows=total, estimated_bytes=size, lease=None))

    def _pages(self, job: Job) -> Iterator[Sequence[str]]:
        after: Mapping[str, str] | None = None
        while True:
            ids, after = self.walk(job.requester.principal, job.search, after)
            yield ids
            if after is None:
                return

    def _estimate(self, job: Job, sample: Sequence[str], total: int) -> int:
        """What the records of a sample add to an empty file, as often as there are so many."""
        documents = self._readable(job, list(dict.fromkeys(sample))) if sample else []
        empty = self._size(job, [])
        each = (self._size(job, documents) - empty) / max(1, len(documents))
        return empty + round(each * total)

    def _size(self, job: Job, documents: Iterable[Document]) -> int:
        scale = _Scale()
        WRITERS[job.format](self._about(job), documents, scale)
        return scale.size

    def _about(self, job: Job) -> About:
        most = self.most_rows[job.format]
        return About(job.format, job.search, self.clock(), job.requester.administration, most)

    def _write(self, run: Run) -> None:
        run.told = 0
        with self.files.open(run.job) as file:
            tally = WRITERS[run.job.format](self._about(run.job), self._documents(run), file)
            run.go_on(written=tally.records)  # a cancel up to here leaves no file
            file.complete()
        made = {
            "bytes": file.size,
            "file_expires_at": instant(self.clock() + FILE_KEPT),
            "lease": None,
        }
        try:
            run.step(lambda job: moved(job, FINISH, run.at, **made))
        except Stopped:
            self.files.remove(run.job)

    def _documents(self, run: Run) -> Iterator[Document]:
        """A record whose date was changed while the pages were walked may be found again: it is written once."""
        read: set[str] = set()
        for page in self._pages(run.job):
            for ids in batched([id for id in page if id not in read], _BATCH, strict=False):
                yield from self._readable(run.job, ids)
                read.update(ids)
                run.progress(len(read), written=len(read))

    def _readable(self, job: Job, ids: Sequence[str]) -> list[Document]:
        """What the search found may have been withdrawn or marked since: decided anew, by the record as it is now."""
        caller, today = job.requester.principal, self.clock().date()
        return [
            _document(found, caller)
            for found in patiently(lambda: self.store.records(ids))
            if found.face.status is Status.PUBLISHED and may_read(caller, found.face, today)
        ]

    def _log(self, job: Job) -> None:
        log.write(
            "export",
            self.clock(),
            {
                "exports_ready": int(job.status is ExportStatus.READY),
                "exports_failed": int(job.reason_code is not None),
            },
            context="seizures",
            export=job.id,
            status=job.status,
            format=job.format,
            records=job.written,
            size=job.bytes,
            reason_code=job.reason_code,
            caller=job.requester.id,
            administration=job.requester.administration,
        )


def _document(found: Found, caller: Principal) -> Document:
    known = may_know_operation(caller, found.face)
    document: Document = jsontext.loads(found.document if known else without_operation(found.document))
    return document


@dataclass(slots=True)
class _Scale:
    """A sink that only weighs."""

    size: int = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return len(data)
