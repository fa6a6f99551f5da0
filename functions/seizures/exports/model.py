"""What is asked for and as which kind of file, the job that makes it, and what its owner sees of it. Pure.

counting ──► counted ──start──► writing ──► ready
    └───────────┴────────────────┴──► failed, cancelled
"""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from cen.fields import Model
from seizures import jobs
from seizures.jobs import Step
from seizures.search.filters import Filters


class ExportFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    AITR = "aitr"

    @property
    def extension(self) -> str:
        return "xlsx" if self is ExportFormat.AITR else self.value

    @property
    def content_type(self) -> str:
        return _CONTENT_TYPES[self.extension]

    @property
    def most_rows(self) -> int:
        return MOST_ROWS[self]


# Of records when they are counted, and of rows of the file when it is written.
MOST_ROWS = {
    ExportFormat.CSV: 100_000,
    ExportFormat.XLSX: 50_000,
    ExportFormat.JSONL: 100_000,
    ExportFormat.AITR: 100_000,
}
_CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportStatus(StrEnum):
    COUNTING = "counting"
    COUNTED = "counted"
    WRITING = "writing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = frozenset({ExportStatus.READY, ExportStatus.FAILED, ExportStatus.CANCELLED})


class ExportFailure(StrEnum):
    """Why an export failed."""

    TOO_MANY_ROWS = "too_many_rows"
    NOT_ALLOWED = "not_allowed"
    TOOK_TOO_LONG = "took_too_long"
    GAVE_UP = "gave_up"


_REASONS = {
    ExportFailure.TOO_MANY_ROWS: "The file would have more than {most} rows. Narrow the search, by dates for instance.",
    ExportFailure.NOT_ALLOWED: "The account that asked may no longer export records.",
    ExportFailure.TOOK_TOO_LONG: "Writing took too long. Narrow the search, by dates for instance.",
    ExportFailure.GAVE_UP: "Something failed on our side, several times. Ask for the export again.",
}


class ExportRequest(Model):
    """`search`: filters of `GET /v1/seizures` by name. `start`: false counts first and waits for `…/start`."""

    search: Filters = {}  # noqa: RUF012 - pydantic copies it
    format: ExportFormat
    start: bool = True


class Job(jobs.Job):
    """`lease`: until when a worker holds it."""

    kind = "export"
    final = FINAL

    status: ExportStatus
    format: ExportFormat
    search: dict[str, str]
    start: bool
    lease: str | None = None
    rows: int | None = None
    estimated_bytes: int | None = None
    written: int = 0
    bytes: int | None = None
    file_expires_at: str | None = None
    reason_code: ExportFailure | None = None

    @property
    def told(self) -> dict[str, Any]:
        return {"format": self.format, "search": self.search, "rows": self.rows}


_UNFINISHED = frozenset(ExportStatus) - FINAL
COUNT = Step[Job]("counted", frozenset({ExportStatus.COUNTING}), ExportStatus.COUNTED)
START = Step[Job]("started", frozenset({ExportStatus.COUNTED}), ExportStatus.WRITING)
FINISH = Step[Job]("finished", frozenset({ExportStatus.WRITING}), ExportStatus.READY)
FAIL = Step[Job]("failed", _UNFINISHED, ExportStatus.FAILED)
CANCEL = Step[Job]("cancelled", _UNFINISHED, ExportStatus.CANCELLED)


class Export(BaseModel):
    """`rows`: records found; one of several commodity lines makes several rows of a table. `written`: how many of them
    were read and written so far. `file_expires_at`: until when `link` can be asked for; each link is good for minutes,
    and is there only for who still has the rights the export was made with."""

    id: str
    status: ExportStatus
    format: ExportFormat
    search: dict[str, str]
    rows: int | None = None
    estimated_bytes: int | None = None
    written: int
    bytes: int | None = None
    created_at: str
    updated_at: str
    expires_at: str
    file_expires_at: str | None = None
    reason_code: ExportFailure | None = None
    reason: str | None = None
    link: str | None = None


class ExportPage(BaseModel):
    items: list[Export]
    next: str | None


def shown(job: Job, link: str | None = None) -> dict[str, Any]:
    """An `Export`; what is not known yet is left out."""
    fields = job.model_dump(include=set(Export.model_fields), exclude_none=True)
    if job.reason_code:
        fields["reason"] = _REASONS[job.reason_code].format(most=f"{job.format.most_rows:,}")
    return fields | ({"link": link} if link else {})
