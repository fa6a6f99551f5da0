"""What one case becomes: a new record, the next version of one, or nothing. Decided by what stands already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cen.act import Act
from cen.problems import Conflict, Forbidden, Invalid
from seizures import lifecycle, service
from seizures.imports import job_items
from seizures.imports.job_items import Done, Guard
from seizures.imports.judge import Judged
from seizures.imports.merge import column_of
from seizures.imports.model import Job, Outcome
from seizures.imports.wrong import Fault
from seizures.model import AdministrationSettings, Entry, Patch, Status
from seizures.record import Record
from seizures.store import operations


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a case. `same`: the row that says the same; `fault`: why it could not be entered."""

    outcome: Outcome
    seizure_id: str | None = None
    same: int | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """`writes`: of a transaction, with so many characters of documents; `done`: what is true once it is carried out."""

    first: int
    writes: Sequence[dict[str, Any]]
    size: int
    done: Done


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
        """Whether the file says something new of the record, or the record may be handed in."""
        if reference_of(case) is None and guard.import_id == self.job.id:
            return False
        return self._hands_in(case) or not _said_before(case, guard)

    def __call__(self, case: Judged, guard: Guard | None, records: Mapping[str, Record]) -> Planned | Decided:
        """Raises LookupError if a record is needed that is not there."""
        if case.draft is None:
            raise LookupError(case.first)
        try:
            if guard is None:
                return self._new(case, case.draft)
            if self.needs_record(case, guard):
                return self._change(case, guard, records[guard.seizure_id])
        except (Invalid, Forbidden, Conflict) as problem:
            return Decided(Outcome.REJECTED, fault=_refused(case, problem))
        again = reference_of(case) is None and guard.import_id == self.job.id
        return Decided(Outcome.DUPLICATE if again else Outcome.UNCHANGED, guard.seizure_id)

    def _hands_in(self, case: Judged) -> bool:
        return self.job.submit and (self.job.accept_warnings or not case.warnings)

    def _new(self, case: Judged, draft: Entry) -> Planned:
        act = self._act(case)
        steps = [service.new(act, draft, case.vetted, self.job.administration, "import")]
        if self._hands_in(case):
            steps.append(service.submitted(act, steps[0][0], self.settings))
        record = steps[-1][0]
        writes = operations(None, steps, self._mark(case))
        if draft.national_reference is None:
            writes.append(job_items.row_guard(record.administration, case.digest, record.id, self._mark(case)))
        outcome = Outcome.ACCEPTED_WITH_WARNINGS if case.warnings else Outcome.ACCEPTED
        return Planned(case.first, writes, len(steps) * len(record.document), (outcome, record.id))

    def _change(self, case: Judged, guard: Guard, record: Record) -> Planned | Decided:
        act, last, steps = self._act(case), record, []
        if not _said_before(case, guard):
            lifecycle.CHANGE.check(record)
            if made := service.rewrite(act, record, self.settings, _patch(case, record)):
                steps.append(made)
                last = made[0]
        waits = last.status is Status.DRAFT or (last.status is Status.RETURNED and steps)
        if waits and self._hands_in(case):
            steps.append(service.submitted(act, last, self.settings))
        if not steps:
            return Decided(Outcome.UNCHANGED, record.id)
        writes = operations(record, steps)
        if reference := reference_of(case):
            writes.append(job_items.remembered(record.administration, reference, record.id, self._mark(case)))
        size = len(record.document) + len(steps) * len(steps[-1][0].document)
        return Planned(case.first, writes, size, (Outcome.UPDATED, record.id))

    def _act(self, case: Judged) -> Act:
        """So that the history of the record leads to the row."""
        return Act(self.act.caller, self.act.now, f"{self.job.id}:{case.first}")

    def _mark(self, case: Judged) -> dict[str, str]:
        return {"digest": case.digest, "import_id": self.job.id}


def _said_before(case: Judged, guard: Guard) -> bool:
    """A row without a reference is found by what it says."""
    return reference_of(case) is None or guard.digest == case.digest


def _refused(case: Judged, problem: Invalid | Forbidden | Conflict) -> Fault:
    if not problem.errors:
        return Fault(case.first, "", problem.code, problem.detail)
    error = problem.errors[0]
    return Fault(case.first, column_of(error.path)[1], error.code, error.message)


def _patch(case: Judged, record: Record) -> Patch:
    """What the file says replaces what the record says; what it does not say stays. A line whose goods are the same
    keeps what the file has no column for."""
    before, lines = record.fields["lines"], case.content["lines"]
    if len(before) == len(lines):
        lines = [_merged(old, new) for old, new in zip(before, lines, strict=True)]
    return Patch({**case.content, "lines": lines})


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Mapping[str, Any]:
    if (old["category"], old.get("type")) != (new.get("category"), new.get("type")):
        return new
    details = {**old.get("details", {}), **new.get("details", {})}
    return {**old, **new, **({"details": details} if details else {})}
