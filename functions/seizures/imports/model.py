"""What is asked for, the job that does it, and what its administration sees of it. Pure.

awaiting_upload ──► reading ──► entering ──► finished
        └──────────────┴────────────┴──► failed (not while entering), cancelled

What was entered before a cancel stays.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from cen.fields import CodeOf, Line, Model
from cen.paging import PageQuery
from seizures import jobs
from seizures.imports.failures import Failure, says
from seizures.imports.mapping import Mapping as FileMapping
from seizures.imports.mapping import category_of
from seizures.imports.reading.limits import MOST_BYTES
from seizures.jobs import Step


class ImportStatus(StrEnum):
    AWAITING_UPLOAD = "awaiting_upload"
    READING = "reading"
    ENTERING = "entering"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = frozenset({ImportStatus.FINISHED, ImportStatus.FAILED, ImportStatus.CANCELLED})


class Outcome(StrEnum):
    """What became of a row. `duplicate`: it says what another row of the file says; `unchanged`: what a file said
    before, or what the record says already."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_WARNINGS = "accepted_with_warnings"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


type Counts = dict[Outcome, int]


def total(parts: Iterable[Counts]) -> Counts:
    counts = dict.fromkeys(Outcome, 0)
    for part in parts:
        for outcome, count in part.items():
            counts[outcome] += count
    return counts


def _category(text: str) -> str:
    if not category_of(text):
        raise PydanticCustomError("unknown_code", "Not a category of goods: see the top of the list commodity.")
    return text


Category = Annotated[str, CodeOf("commodity"), AfterValidator(_category)]


class ImportRequest(Model):
    """`size`: bytes of the file, exactly. `category`: of goods, where the file does not say it. `submit`: hands in what
    is entered or changed, as far as no rule asks for a second look; `accept_warnings`: that too, and rows that take out
    lines of a record or replace what was edited in it. Left out, records are drafts."""

    filename: Line
    size: Annotated[int, Field(ge=1, le=MOST_BYTES)]
    category: Category | None = None
    mapping: FileMapping = FileMapping()
    submit: bool = False
    accept_warnings: bool = False


class Job(jobs.Job):
    """`file_version`: of the upload that is imported. `parts`: into how many it was cut. `closed`: every part is done
    with."""

    kind = "import"
    final = FINAL

    status: ImportStatus
    filename: str
    size: int
    category: str | None = None
    submit: bool
    accept_warnings: bool
    administration: str
    upload_until: str
    file_version: str | None = None
    rows: int | None = None
    skipped: int = 0
    parts: int | None = None
    headers: dict[str, str] = {}  # noqa: RUF012 - pydantic copies it
    notes: dict[str, str | int] = {}  # noqa: RUF012
    counts: dict[Outcome, int] | None = None
    closed: bool = False
    report_bytes: int | None = None
    reason_code: Failure | None = None
    reason_what: str = ""

    @property
    def owner(self) -> str:
        return self.administration

    @property
    def slot_until(self) -> int:
        """What has begun keeps its slot until it is done."""
        waits = self.status is ImportStatus.AWAITING_UPLOAD
        return int(datetime.fromisoformat(self.upload_until).timestamp()) if waits else self.forget_at

    @property
    def told(self) -> dict[str, Any]:
        """Without the name of the file: people put names into it."""
        who = {"requester": self.requester.id, "person": self.requester.kind == "person"}
        return {"rows": self.rows, "counts": self.counts, "parts": self.parts, **who}


_UNREAD = frozenset({ImportStatus.AWAITING_UPLOAD, ImportStatus.READING})
READ = Step[Job]("read", _UNREAD, ImportStatus.READING)
ENTER = Step[Job]("entered", frozenset({ImportStatus.READING}), ImportStatus.ENTERING)
FINISH = Step[Job]("finished", frozenset({ImportStatus.ENTERING}), ImportStatus.FINISHED)
FAIL = Step[Job]("failed", _UNREAD, ImportStatus.FAILED)
CANCEL = Step[Job]("cancelled", frozenset(ImportStatus) - FINAL, ImportStatus.CANCELLED)


class Upload(BaseModel):
    """A form to send the file by: every field of `fields`, then the file as `file`, to `url`."""

    url: str
    fields: dict[str, str]
    expires_at: str


class Import(BaseModel):
    """`rows`: of the file, without empty ones; `skipped`: left out by the mapping. `counts`: rows by outcome, so far.
    `notes`: how the file was read. `report`: whether `…/report.xlsx` is there."""

    id: str
    status: ImportStatus
    filename: str
    size: int
    category: str | None = None
    submit: bool
    accept_warnings: bool
    created_by: str
    created_at: str
    updated_at: str
    expires_at: str
    rows: int | None = None
    skipped: int = 0
    done: int
    counts: dict[Outcome, int]
    notes: dict[str, str | int] = {}
    report: bool
    reason_code: Failure | None = None
    reason: str | None = None
    upload: Upload | None = None


class ImportPage(BaseModel):
    items: list[Import]
    next: str | None


class RowFault(BaseModel):
    """`field`: name of a column of the template; `column`: what the file calls it; `value`: what stood there."""

    field: str | None = None
    column: str | None = None
    code: str
    message: str
    message_fr: str | None = None
    value: str | None = None
    nearest: list[str] | None = None


class ImportRow(BaseModel):
    """`row`: as a spreadsheet counts it. `same_as`: the row that says the same."""

    row: int
    outcome: Outcome
    seizure_id: str | None = None
    same_as: int | None = None
    errors: list[RowFault] = []
    warnings: list[RowFault] = []


class ImportRowPage(BaseModel):
    items: list[ImportRow]
    next: str | None


class RowQuery(PageQuery):
    outcome: Outcome | None = None


class TemplateQuery(BaseModel):
    model_config = PageQuery.model_config

    category: Category
    lang: Literal["en", "fr"] = "en"


class ImportFile(BaseModel):
    """`link`: good for some minutes, for whoever has it."""

    link: str
    filename: str
    expires_at: str


def shown(job: Job, counts: Counts, now: str, upload: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """An `Import`; what is not known yet is left out."""
    fields = job.model_dump(include=set(Import.model_fields) - {"counts"}, exclude_none=True)
    done = sum(counts.values())
    fields |= {"counts": counts, "done": done, "created_by": job.requester.name, "report": job.report_bytes is not None}
    failure, what = job.reason_code, job.reason_what
    if job.status is ImportStatus.AWAITING_UPLOAD and now > job.upload_until:
        fields["status"], failure = ImportStatus.FAILED, Failure.NOT_UPLOADED
    if failure:
        fields |= {"reason_code": failure, "reason": says(failure, what)}
    return fields | ({"upload": upload} if upload else {})
