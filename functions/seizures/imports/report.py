"""Writes the report of an import that is closed: the sender's rows with what became of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cen import jsontext, log
from cen.clock import Clock, instant, utc_now
from cen.events import ImportClosed
from seizures.imports.files import XLSX, ImportFiles, part_key, report_key, results_key, rows_key
from seizures.imports.model import Job
from seizures.imports.plan import Plan
from seizures.imports.sheets import write_report
from seizures.imports.store import ImportStore
from seizures.jobs import Overtaken, changed


@dataclass(frozen=True, slots=True)
class Reporter:
    store: ImportStore
    files: ImportFiles
    clock: Clock = utc_now

    def __call__(self, event: ImportClosed) -> None:
        """A message that comes twice finds the report written."""
        job = self.store.read(event.import_id)
        if job is None or not job.closed or job.report_bytes is not None or not job.parts:
            return
        if job.forgotten(self.clock()):
            return
        with TemporaryDirectory() as folder:
            target = Path(folder) / "report.xlsx"
            write_report(target, self._headers(job), self._rows(job), self._results(job))
            size = target.stat().st_size
            with target.open("rb") as content:
                self.files.put(report_key(job.id), content, XLSX)
        try:
            self.store.save(job, changed(job, instant(self.clock()), report_bytes=size))
        except Overtaken:
            return  # another worker wrote the same
        told = {"import_id": job.id, "rows": job.rows, "size": size}
        log.write("import_report", self.clock(), {"import_reports": 1}, context="seizures", **told)

    def _headers(self, job: Job) -> tuple[str, ...]:
        head = next(self.files.lines(part_key(job.id, 1)))
        return Plan.model_validate_json(head).headers

    def _rows(self, job: Job) -> Iterator[Mapping[str, Any]]:
        for line in self.files.lines(rows_key(job.id)):
            yield jsontext.loads(line)

    def _results(self, job: Job) -> Mapping[int, Mapping[str, Any]]:
        """Of rows that have any; rows that were not entered before a cancel have none."""
        found = {}
        for part in range(1, (job.parts or 0) + 1):
            for line in self.files.read(results_key(job.id, part)).splitlines():
                result = jsontext.loads(line)
                found[result["row"]] = result
        return found
