"""Enters the cases of one part: many in a transaction, each once, whatever happens in between.

A transaction writes the records and, beside them, what became of their rows. Whoever comes after a worker that died, or
works on the same part at the same time, finds either both or neither.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cen.patience import patiently
from cen.problems import Unavailable
from seizures.imports import job_items
from seizures.imports.job_items import Done, Refused
from seizures.imports.judge import Judged
from seizures.imports.model import Job, Outcome
from seizures.imports.planning import Decided, Planned, Planner, reference_of
from seizures.imports.store import ImportStore

# What DynamoDB takes in one transaction, but for the marker's place.
MOST_WRITES = 99
_MOST_CHARACTERS = 1_000_000  # a third of the 4 MB, as a letter may take three bytes
_TRIES = 4


@dataclass(slots=True)
class Entering:
    """`decided`: by the first row of the case."""

    store: ImportStore
    job: Job
    part: int
    plan: Planner
    decided: dict[int, Decided] = field(default_factory=dict)

    def known(self) -> Mapping[int, Decided]:
        """What was entered already."""
        self._take_over(self.store.done(self.job.id, self.part))
        return self.decided

    def enter(self, cases: Sequence[Judged]) -> Mapping[int, Decided]:
        """Decides all of them; each has a draft. Raises `Unavailable`: what was entered is known then, and the rest can
        be tried again."""
        for batch in _packed(self._planned(list(self._once(cases)))):
            self._commit(batch, {case.first: case for case in cases})
        return self.decided

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

    def _planned(self, cases: Sequence[Judged]) -> list[Planned]:
        found = self.store.guards([self.plan.key(case) for case in cases])
        guards = {case.first: guard for case, guard in zip(cases, found, strict=True)}
        if any(guard and guard.import_id == self.job.id for guard in found):
            # Another worker has got further, or a row says the same as one of another part.
            self.known()
            cases = [case for case in cases if case.first not in self.decided]
        wanted = {
            guard.seizure_id for case in cases if (guard := guards[case.first]) and self.plan.needs_record(case, guard)
        }
        records = self.store.heads(sorted(wanted))
        planned = []
        for case in cases:
            made = self.plan(case, guards[case.first], records)
            if isinstance(made, Planned):
                planned.append(made)
            else:
                self.decided[case.first] = made
        return planned

    def _commit(self, batch: Sequence[Planned], cases: Mapping[int, Judged]) -> None:
        """All of them together; where something stands in the way of one, each alone."""
        if not self._written(batch):
            for one in batch:
                if one.first not in self.decided:
                    self._alone(cases[one.first])

    def _alone(self, case: Judged) -> None:
        """Somebody changed the record, or used the reference, in between: looked at anew."""
        for _ in range(_TRIES):
            planned = self._planned([case])
            if not planned or self._written(planned) or case.first in self.decided:
                return
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
        self._take_over(outcomes)
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
