"""The life of an export: which step leads from where to where.

counting ──► counted ──start──► writing ──► ready
    └───────────┴────────────────┴──► failed, cancelled
"""

from dataclasses import dataclass
from typing import Any

from seizures.exports.errors import WrongExportState
from seizures.exports.model import FINAL, ExportStatus, Job

_UNFINISHED = frozenset(ExportStatus) - FINAL


class Overtaken(Exception):
    """Somebody else moved the job on since it was read; `job` is where it stands now."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.id, job.version)
        self.job = job


@dataclass(frozen=True, slots=True)
class Step:
    action: str
    sources: frozenset[ExportStatus]
    target: ExportStatus

    def check(self, status: ExportStatus) -> None:
        """Raises `WrongExportState`."""
        if status not in self.sources:
            detail = f"An export that is {status.value} cannot be {self.action}."
            raise WrongExportState(detail, current_status=status.value)


COUNT = Step("counted", frozenset({ExportStatus.COUNTING}), ExportStatus.COUNTED)
START = Step("started", frozenset({ExportStatus.COUNTED}), ExportStatus.WRITING)
FINISH = Step("finished", frozenset({ExportStatus.WRITING}), ExportStatus.READY)
FAIL = Step("failed", _UNFINISHED, ExportStatus.FAILED)
CANCEL = Step("cancelled", _UNFINISHED, ExportStatus.CANCELLED)


def moved(job: Job, step: Step, at: str, **changes: Any) -> Job:
    """Raises `WrongExportState`."""
    step.check(job.status)
    return changed(job, at, status=step.target, **changes)


def changed(job: Job, at: str, **changes: Any) -> Job:
    return job.model_copy(update={"version": job.version + 1, "updated_at": at, **changes})
