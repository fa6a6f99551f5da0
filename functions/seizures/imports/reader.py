"""Reads what was uploaded: from the quarantine to parts that workers enter. A message may come twice, or again after a
reader died: it is then begun anew, as nothing counts before the last step."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from cen import log
from cen.access import RULES, Permission
from cen.audit import entry_for
from cen.clock import Clock, instant, utc_now
from cen.ids import is_id
from cen.uploads import TooLarge, Uploaded
from seizures.imports.failures import Failure, Unreadable
from seizures.imports.files import ImportFiles, part_key, rows_key
from seizures.imports.header import known_in
from seizures.imports.mapping import Mapping
from seizures.imports.model import ENTER, FAIL, READ, ImportStatus, Job
from seizures.imports.reading import limits
from seizures.imports.reading.documents import Documents
from seizures.imports.reading.kinds import kind_of
from seizures.imports.reading.returned import returned
from seizures.imports.reading.rows import Notes, Source
from seizures.imports.reading.text import read_table
from seizures.imports.reading.workbook import read_workbook
from seizures.imports.split import Split, parts, split
from seizures.imports.store import ImportStore
from seizures.jobs import Overtaken, moved

ATTEMPTS = 3


class Uploads(Protocol):
    """`cen.uploads.Quarantine`."""

    def read(self, uploaded: Uploaded, limit: int) -> bytes: ...

    def remove(self, uploaded: Uploaded) -> None: ...


@dataclass(frozen=True, slots=True)
class Reader:
    store: ImportStore
    uploads: Uploads
    files: ImportFiles
    clock: Clock = utc_now
    scratch: Path | None = field(default=None)

    def __call__(self, uploaded: Uploaded) -> None:
        """`uploaded.key`: imports/<id>/file."""
        id = uploaded.key.split("/")[1]
        job = self.store.read(id) if is_id(id) else None
        if job is not None and self._waits(job, uploaded):
            with suppress(Overtaken):
                self._attempt(job, uploaded)
        self.uploads.remove(uploaded)

    def _waits(self, job: Job, uploaded: Uploaded) -> bool:
        """Of two files that were sent by one form, the first that was heard of counts."""
        begun = job.file_version in (None, uploaded.version)
        return begun and job.status in (ImportStatus.AWAITING_UPLOAD, ImportStatus.READING)

    def _attempt(self, job: Job, uploaded: Uploaded) -> None:
        begun = moved(job, READ, self._at, file_version=uploaded.version, attempts=job.attempts + 1)
        self.store.save(job, begun)
        try:
            if not RULES[Permission.SEIZURE_ENTER].allows(job.requester.principal):
                raise Unreadable(Failure.NOT_ALLOWED)
            if job.attempts >= ATTEMPTS:
                raise Unreadable(Failure.GAVE_UP)
            after = self._read(begun, uploaded)
        except Unreadable as unreadable:
            what = {"reason_code": unreadable.failure, "reason_what": unreadable.what[:500]}
            after = moved(begun, FAIL, self._at, **what)
        self._save(begun, after)

    def _read(self, job: Job, uploaded: Uploaded) -> Job:
        with TemporaryDirectory(dir=self.scratch) as folder:
            scratch = Path(folder)
            mapping = self.store.mapping(job.id)
            source, documents = self._open(job, uploaded, mapping, scratch)
            with (scratch / "rows.jsonl").open("w+b") as lines:
                found = split(
                    source,
                    lines,
                    mapping=mapping,
                    category=job.category,
                    today=job.created_at[:10],
                    documents=documents,
                )
                number = 0
                for number, part in enumerate(parts(found, lines), 1):
                    self.files.put(part_key(job.id, number), part)
                lines.seek(0)
                self.files.put(rows_key(job.id), lines)
        told = {"rows": found.rows, "skipped": found.skipped, "parts": number, "headers": found.plan.header_of}
        return moved(job, ENTER, self._at, **told, notes=_notes(source.notes, found))

    def _open(self, job: Job, uploaded: Uploaded, mapping: Mapping, scratch: Path) -> tuple[Source, bool]:
        try:
            content = self.uploads.read(uploaded, limits.MOST_BYTES)
        except (LookupError, TooLarge) as error:
            raise Unreadable(Failure.NOT_UPLOADED) from error
        match kind_of(content, job.filename):
            case "workbook":
                workbook = scratch / "workbook.xlsx"
                workbook.write_bytes(content)
                del content  # its reader needs the room
                return _table(read_workbook(workbook, scratch / "cells.jsonl", mapping.sheet))
            case "jsonl":
                return Documents(content), True
            case "csv":
                return _table(read_table(content, known_in(mapping).known, mapping.encoding))

    @property
    def _at(self) -> str:
        return instant(self.clock())

    def _save(self, before: Job, after: Job) -> None:
        action = "read" if after.status is ImportStatus.ENTERING else "failed"
        self.store.save(
            before, after, entry_for(after.requester.principal, action, after.updated_at, after.version, after.id)
        )
        ours = after.reason_code is Failure.GAVE_UP
        counts = {
            "imports_read": int(after.status is ImportStatus.ENTERING),
            "imports_refused": int(after.status is ImportStatus.FAILED and not ours),
            "imports_failed": int(ours),
            "import_rows": after.rows or 0,
        }
        log.write(
            "import_read",
            self.clock(),
            counts,
            context="seizures",
            import_id=after.id,
            size=after.size,
            parts=after.parts,
            reason_code=after.reason_code,
            caller=after.requester.id,
            administration=after.administration,
        )


def _table(source: Source) -> tuple[Source, bool]:
    """And whether its rows are records as JSON."""
    found = returned(source)
    return (source, False) if found is None else (found, True)


def _notes(notes: Notes, found: Split) -> dict[str, str | int]:
    """What the sender should know of how the file was read."""
    orders = {order for order in found.plan.orders.values() if order}
    told = {
        "encoding": notes.encoding,
        "delimiter": notes.delimiter,
        "sheet": notes.sheet,
        "formulas": notes.formulas or None,
        "merged_cells": notes.merged or None,
        "dates": orders.pop() if len(orders) == 1 else None,
        "decimal": found.plan.mark,
    }
    return {name: value for name, value in told.items() if value is not None}
