"""What is asked for, the job that makes it, and what its owner sees of it. Pure."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field

from cen.fields import Model
from seizures.exports.formats import ExportFormat
from seizures.requester import Requester


class ExportStatus(StrEnum):
    COUNTING = "counting"
    COUNTED = "counted"
    WRITING = "writing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = frozenset({ExportStatus.READY, ExportStatus.FAILED, ExportStatus.CANCELLED})
# Unfinished exports that one caller may have.
SLOTS = 5


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

    search: Annotated[
        dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=500)]], Field(max_length=40)
    ] = {}  # noqa: RUF012 - pydantic copies it
    format: ExportFormat
    start: bool = True


class Job(Model):
    """`slot`: which of the unfinished exports that one caller may have. `attempts`: how often a worker began on it.
    `lease`: until when a worker holds it. `forget_at`: epoch seconds, from when on it is gone."""

    id: str
    version: int
    status: ExportStatus
    format: ExportFormat
    search: dict[str, str]
    start: bool
    requester: Requester
    slot: int
    created_at: str
    updated_at: str
    expires_at: str
    forget_at: int
    attempts: int = 0
    lease: str | None = None
    rows: int | None = None
    estimated_bytes: int | None = None
    written: int = 0
    bytes: int | None = None
    file_expires_at: str | None = None
    reason_code: ExportFailure | None = None


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
