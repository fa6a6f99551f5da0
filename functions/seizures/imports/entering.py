"""Enters the cases of one part: many in a transaction, each once, whatever happens in between.

A transaction writes the records and, beside them, what became of their rows. Whoever comes after a worker that died, or
works on the same part at the same time, finds either both or neither.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cen.patience import patiently
from cen.problems import Unavailable
from seizures.imports import job_items
from seizures.imports.job_items import Done, Guard, Refused
from seizures.imports.judge import Judged
from seizures.imports.model import ImportStatus, Job, Outcome
from seizures.imports.planning import Decided, Planned, Planner, reference_of
from seizures.imports.revising import Standing
from seizures.imports.store import ImportStore

# What DynamoDB takes in one transaction, but for the marker's place.
MOST_WRITES = 99
_MOST_CHARACTERS = 1_000_000  # a third of the 4 MB, as a letter may take three bytes
_TRIES = 4
# Cases that are entered between two looks at whether the import was cancelled.
_LOOKED_AFTER = 150
# Cases that are looked up before anything is written, to see whether the file is new.
_SAMPLE = 100


@dataclass(slots=True)
class Entering:
    """`decided`: by the first row of the case."""

    store: ImportStore
    job: Job
    part: int
    plan: Planner
    decided: dict[int, Decided] = field(default_factory=dict)
    _entered_since: int = 0
    _stopped: bool = False

    def known(self) -> Mapping[int, Decided]:
        """What was entered already."""
        self._take_over(self.store.done(self.job.id, self.part))
        return self.decided

    def enter(self, cases: Sequence[Judged]) -> Mapping[int, Decided]:
        """Decides all of them, as long as the import is not cancelled; each has a draft. Raises `Unavailable`: what was
        entered is known then, and the rest can be tried again."""
        by_row = {case.first: case for case in cases}
        waiting = list(self._once(cases))
        some, rest = waiting[:_SAMPLE], waiting[_SAMPLE:]
        found = self._guards(some)
        self._write(self._planned(some, found), by_row)
        # Of a file that is new, nothing stands anywhere: then it is enough that every write asks its guard.
        self._write(self._planned(rest, self._guards(rest) if any(found.values()) else {}), by_row)
        return self.decided

    def _write(self, planned: Sequence[Planned], cases: Mapping[int, Judged]) -> None:
        for batch in _packed(planned):
            if self._cancelled(len(batch)):
                return
            if not self._written(batch):
                self._again([cases[one.first] for one in batch])

    def _cancelled(self, more: int) -> bool:
        """Not asked before every transaction: that would be as many calls again as there are writes."""
        if self._entered_since >= _LOOKED_AFTER:
            job = self.store.read(self.job.id)
            self._entered_since, self._stopped = 0, job is None or job.status is ImportStatus.CANCELLED
        self._entered_since += more
        return self._stopped

    def _take_over(self, done: Mapping[int, Done]) -> None:
        self.decided |= {row: Decided(outcome, id) for row, (outcome, id) in done.items()}

    def _once(self, cases: Sequence[Judged]) -> Iterator[Judged]:
        """What is not decided yet. Rows without a reference that say the same in other words are one."""
        seen: dict[str, int] = {}
        for case in cases:
            if reference_of(case) is None:
                first = case.same or seen.setdefault(case.digest, case.first)
                if first != case.first:
                    self.decided[case.first] = Decided(Outcome.DUPLICATE, same=first)
            if case.first not in self.decided:
                yield case

    def _guards(self, cases: Sequence[Judged]) -> dict[int, Guard | None]:
        found = self.store.guards([self.plan.key(case) for case in cases])
        return {case.first: guard for case, guard in zip(cases, found, strict=True)}

    def _planned(self, cases: Sequence[Judged], guards: Mapping[int, Guard | None]) -> list[Planned]:
        """Writes of what is not decided yet, and is not decided by what stands."""
        if any(guard and guard.import_id == self.job.id for guard in guards.values()):
            # Another worker has got further, or a row says the same as one of another part.
            self.known()
        waiting = [(case, guards.get(case.first)) for case in cases if case.first not in self.decided]
        met = [guard for case, guard in waiting if guard and self.plan.needs_record(case, guard)]
        standing = self._standing(met)
        planned = []
        for case, guard in waiting:
            made = self.plan(case, guard, standing)
            if isinstance(made, Planned):
                planned.append(made)
            else:
                self.decided[case.first] = made
        return planned

    def _standing(self, met: Sequence[Guard]) -> Mapping[str, Standing]:
        """Records as they are, and as they were when a file last said something of them, where that is not the same."""
        heads = self.store.heads(sorted({guard.seizure_id for guard in met})) if met else {}
        left = {
            guard.seizure_id: guard.version
            for guard in met
            if guard.version and guard.seizure_id in heads and heads[guard.seizure_id].version != guard.version
        }
        before = self.store.versions(left)
        return {id: Standing(head, before.get(id, head)) for id, head in heads.items()}

    def _again(self, cases: Sequence[Judged]) -> None:
        """Something stood in the way of one of them: all are looked up; if that does not do, each is written alone."""
        planned = self._planned(cases, self._guards(cases))
        if planned and self._written(planned):
            return
        for case in cases:
            for _ in range(_TRIES if case.first not in self.decided else 0):
                planned = self._planned([case], self._guards([case]))
                if not planned or self._written(planned):
                    break
            if case.first not in self.decided:
                raise Unavailable

    def _written(self, batch: Sequence[Planned]) -> bool:
        outcomes = {one.first: one.done for one in batch}
        writes = [write for one in batch for write in one.writes]
        writes.append(job_items.marker(self.job, self.part, outcomes))
        try:
            patiently(lambda: self.store.commit(writes))
        except Refused as refused:
            # A marker is another worker's, or of an attempt of ours whose answer was lost.
            self._take_over(refused.outcomes)
            return False
        self.decided |= {one.first: Decided(*one.done, warnings=one.warnings) for one in batch}
        return True


def _packed(planned: Sequence[Planned]) -> Iterator[list[Planned]]:
    batch: list[Planned] = []
    writes = size = 0
    for one in planned:
        if batch and (writes + len(one.writes) > MOST_WRITES or size + one.size > _MOST_CHARACTERS):
            yield batch
            batch, writes, size = [], 0, 0
        batch.append(one)
        writes, size = writes + len(one.writes), size + one.size
    if batch:
        yield batch
