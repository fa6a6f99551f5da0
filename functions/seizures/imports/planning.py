"""What one case becomes: a new record, the next version of one, or nothing. Decided by what stands already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen.act import Act
from cen.problems import Conflict, Forbidden, Invalid
from seizures import lifecycle, service
from seizures.imports import job_items
from seizures.imports.job_items import Done, Guard, Mark
from seizures.imports.judge import Judged
from seizures.imports.model import Job, Outcome
from seizures.imports.revising import Standing, changed_since, losses, patch_of
from seizures.imports.wrong import Fault
from seizures.model import AdministrationSettings, Entry, Status
from seizures.record import Record
from seizures.store import operations


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a case. `same`: the row that says the same; `faults`: why it could not be entered; `warnings`:
    what the sender should know besides what the rules say."""

    outcome: Outcome
    seizure_id: str | None = None
    same: int | None = None
    faults: Sequence[Fault] = ()
    warnings: Sequence[Fault] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """`writes`: of a transaction, with so many characters of documents; `done`: what is true once it is carried out."""

    first: int
    writes: Sequence[dict[str, Any]]
    size: int
    done: Done
    warnings: Sequence[Fault] = ()


def reference_of(case: Judged) -> str | None:
    return case.draft.national_reference if case.draft else None


@dataclass(frozen=True, slots=True)
class Planner:
    """`act`: of the one who sent the file, now."""

    job: Job
    act: Act
    settings: AdministrationSettings

    def key(self, case: Judged) -> tuple[str, str]:
        """Of the guard that a case meets."""
        administration, reference = self.job.administration, reference_of(case)
        if reference is None:
            return job_items.row_key(administration, case.digest)
        return job_items.reference_key(administration, reference)

    def needs_record(self, case: Judged, guard: Guard) -> bool:
        """All but what another row of the file entered just now."""
        return reference_of(case) is not None or guard.import_id != self.job.id

    def __call__(self, case: Judged, guard: Guard | None, standing: Mapping[str, Standing]) -> Planned | Decided:
        """Raises LookupError if a record is needed that is not there."""
        if case.draft is None:
            raise LookupError(case.first)
        try:
            if guard is None:
                return self._new(case, case.draft)
            if not self.needs_record(case, guard):
                return Decided(Outcome.DUPLICATE, guard.seizure_id)
            found = standing[guard.seizure_id]
            if found.record.status is Status.WITHDRAWN and reference_of(case) is None:
                return self._new(case, case.draft, withdrawn=guard.seizure_id)
            return self._change(case, guard, found)
        except (Invalid, Forbidden, Conflict) as problem:
            return Decided(Outcome.REJECTED, faults=[_refused(case, problem)])

    def _hands_in(self, case: Judged) -> bool:
        return self.job.submit and (self.job.accept_warnings or not case.warnings)

    def _new(self, case: Judged, draft: Entry, withdrawn: str | None = None) -> Planned:
        """`withdrawn`: the record that the row became before."""
        act = self._act(case)
        steps = [service.new(act, draft, case.vetted, self.job.administration, "import")]
        if self._hands_in(case):
            steps.append(service.submitted(act, steps[0][0], self.settings))
        record = steps[-1][0]
        mark = self._mark(case, record)
        writes = operations(None, steps, mark)
        if draft.national_reference is None:
            writes.append(job_items.row_guard(record.administration, record.id, mark, withdrawn))
        outcome = Outcome.ACCEPTED_WITH_WARNINGS if case.warnings else Outcome.ACCEPTED
        return Planned(case.first, writes, len(steps) * len(record.document), (outcome, record.id))

    def _change(self, case: Judged, guard: Guard, found: Standing) -> Planned | Decided:
        act, record = self._act(case), found.record
        last, steps, warnings = record, [], []
        if not _said_before(case, guard):
            lifecycle.CHANGE.check(record)
            if made := service.rewrite(act, record, self.settings, patch_of(case, record)):
                steps.append(made)
                last = made[0]
                warnings = losses(case, found, last, accepted=self.job.accept_warnings)
        if warnings and not self.job.accept_warnings:
            return Decided(Outcome.REJECTED, record.id, faults=warnings)
        waits = last.status is Status.DRAFT or (last.status is Status.RETURNED and steps)
        if waits and self._hands_in(case):
            steps.append(service.submitted(act, last, self.settings))
        if not steps:
            untouched = guard.version == record.version
            return Decided(Outcome.UNCHANGED, record.id, warnings=() if untouched else changed_since(act, case, record))
        writes = operations(record, steps)
        if reference := reference_of(case):
            mark = self._mark(case, steps[-1][0])
            writes.append(job_items.remembered(record.administration, reference, record.id, mark))
        size = len(record.document) + len(steps) * len(steps[-1][0].document)
        return Planned(case.first, writes, size, (Outcome.UPDATED, record.id), warnings)

    def _act(self, case: Judged) -> Act:
        """So that the history of the record leads to the row."""
        return Act(self.act.caller, self.act.now, f"{self.job.id}:{case.first}")

    def _mark(self, case: Judged, record: Record) -> Mark:
        return {"digest": case.digest, "import_id": self.job.id, "version": record.version}


def _said_before(case: Judged, guard: Guard) -> bool:
    """A row without a reference is found by what it says."""
    return reference_of(case) is None or guard.digest == case.digest


def _refused(case: Judged, problem: Invalid | Forbidden | Conflict) -> Fault:
    if not problem.errors:
        return Fault(case.first, "", problem.code, problem.detail)
    error = problem.errors[0]
    row, name = case.place_of(error.path)
    return Fault(row, name, error.code, error.message)
