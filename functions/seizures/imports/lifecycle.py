"""The life of an import: which step leads from where to where.

awaiting_upload ──► reading ──► entering ──► finished
        └──────────────┴────────────┴──► failed (not while entering), cancelled

What was entered before a cancel stays.
"""

from dataclasses import dataclass
from typing import Any

from seizures.imports.errors import WrongImportState
from seizures.imports.model import FINAL, ImportStatus, Job

_UNFINISHED = frozenset(ImportStatus) - FINAL
_UNREAD = frozenset({ImportStatus.AWAITING_UPLOAD, ImportStatus.READING})


class Overtaken(Exception):
    """Somebody else moved the job on since it was read; `job` is where it stands now."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.id, job.version)
        self.job = job


@dataclass(frozen=True, slots=True)
class Step:
    action: str
    sources: frozenset[ImportStatus]
    target: ImportStatus

    def check(self, status: ImportStatus) -> None:
        """Raises `WrongImportState`."""
        if status not in self.sources:
            detail = f"An import that is {status.value} cannot be {self.action}."
            raise WrongImportState(detail, current_status=status.value)


READ = Step("read", _UNREAD, ImportStatus.READING)
ENTER = Step("entered", frozenset({ImportStatus.READING}), ImportStatus.ENTERING)
FINISH = Step("finished", frozenset({ImportStatus.ENTERING}), ImportStatus.FINISHED)
FAIL = Step("failed", _UNREAD, ImportStatus.FAILED)
CANCEL = Step("cancelled", _UNFINISHED, ImportStatus.CANCELLED)


def moved(job: Job, step: Step, at: str, **changes: Any) -> Job:
    """Raises `WrongImportState`."""
    step.check(job.status)
    return changed(job, at, status=step.target, **changes)


def changed(job: Job, at: str, **changes: Any) -> Job:
    return job.model_copy(update={"version": job.version + 1, "updated_at": at, **changes})
