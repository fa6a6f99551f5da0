"""Enters one part of an import, and closes the import after the last.

A message may come twice, late, or while another worker is at the same part: what was entered is known by the markers
beside it, and counts are set from what each part says, never added up.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from cen import jsontext, log
from cen.access import RULES, Permission
from cen.act import Act
from cen.clock import Clock, utc_now
from cen.events import ImportPartReady
from cen.patience import patiently
from seizures.imports.entering import Entering
from seizures.imports.files import ImportFiles, part_key, results_key
from seizures.imports.judge import Judge, Judged
from seizures.imports.model import FINISH, Counts, ImportStatus, Job, Outcome, total
from seizures.imports.plan import Plan
from seizures.imports.planning import Decided, Planner
from seizures.imports.results import counted, packed, results_of
from seizures.imports.store import ImportStore
from seizures.imports.wrong import Fault
from seizures.jobs import changed, moved, stepped
from seizures.model import AdministrationSettings

_NOT_ALLOWED = "The account that sent the file may no longer enter records."


@dataclass(frozen=True, slots=True)
class Parts:
    store: ImportStore
    files: ImportFiles
    clock: Clock = utc_now

    def __call__(self, event: ImportPartReady) -> None:
        """Raises `Unavailable` where it may go better another time."""
        opened = patiently(lambda: self.store.open_part(event.import_id, event.part, event.administration))
        job = opened.job
        if job is None or job.closed or job.parts is None or job.forgotten(self.clock()):
            return
        if opened.counts is None:
            with _uncollected():
                self._work(job, event.part, opened.settings)
        self._close(job)

    def _work(self, job: Job, part: int, settings: AdministrationSettings) -> None:
        content = self.files.read(part_key(job.id, part))
        head, *lines = content.rstrip(b"\n").split(b"\n")
        plan = Plan.model_validate_json(head)
        judge = Judge(plan, job.administration)
        cases = [judge(jsontext.loads(line)) for line in lines]
        decided = self._decide(job, part, settings, cases)
        results = list(results_of(cases, decided, plan.header_of))
        self.files.put(results_key(job.id, part), packed(results))
        counts = counted(results)
        self.store.close(job, part, counts)
        self._log(job, part, counts)

    def _decide(
        self, job: Job, part: int, settings: AdministrationSettings, cases: Sequence[Judged]
    ) -> Mapping[int, Decided]:
        caller = job.requester.principal
        act = Act(caller, self.clock(), job.id)
        entering = Entering(self.store, job, part, Planner(job, act, settings))
        if job.status is ImportStatus.CANCELLED:
            return entering.known()
        right = [case for case in cases if case.draft is not None]
        if not RULES[Permission.SEIZURE_ENTER].allows(caller):
            return {
                case.first: Decided(Outcome.REJECTED, faults=[Fault(case.first, "", "not_allowed", _NOT_ALLOWED)])
                for case in right
            }
        return entering.enter(right)

    def _close(self, job: Job) -> None:
        """After the last part, whichever that is."""
        act = Act(job.requester.principal, self.clock(), job.id)
        stepped(self.store.save, act, job, lambda job: self._closed(job, act.at))

    def _closed(self, job: Job, at: str) -> tuple[str, Job] | None:
        counts = self.store.counts(job.id)
        if job.closed or job.parts is None or len(counts) < job.parts:
            return None
        told = {"closed": True, "counts": total(counts.values())}
        if job.status is ImportStatus.ENTERING:
            return FINISH.action, moved(job, FINISH, at, **told)
        # A cancelled import stays cancelled, and gets its report all the same.
        return "closed", changed(job, at, **told)

    def _log(self, job: Job, part: int, counts: Counts) -> None:
        log.write(
            "import_part",
            self.clock(),
            {"import_rows_rejected": counts.get(Outcome.REJECTED, 0), "import_rows_done": sum(counts.values())},
            context="seizures",
            import_id=job.id,
            part=part,
            caller=job.requester.id,
            administration=job.administration,
        )


@contextmanager
def _uncollected() -> Iterator[None]:
    """A part is small and leaves nothing behind: looking for garbage in it takes a quarter of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
