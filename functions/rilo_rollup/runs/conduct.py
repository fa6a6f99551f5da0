"""Conducts a run: hands out cells, then years, then writes the drafts; whoever does the last part of a step sends the
next one on its way.

Every step may be taken twice: parts are counted by name, and the run changes only as it was read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from time import perf_counter
from typing import Any

from cen import log
from cen.act import Act
from cen.audit import Entry, entry_for
from cen.clock import Clock, instant, utc_now
from cen.ids import new_id
from cen.problems import Unavailable
from cen.usage import spent
from rilo_rollup.cells.areas import NONE, regions_of
from rilo_rollup.cells.months import of_day
from rilo_rollup.desk import Desk
from rilo_rollup.keep.rows import Cell
from rilo_rollup.keep.runs import Overtaken, RunStore
from rilo_rollup.model import ENDED, LONGEST, Failure, Outcome, Run, RunStatus
from rilo_rollup.runs.counting import CONTEXT, Counting
from rilo_rollup.runs.merging import Merging
from rilo_rollup.runs.reporting import draft

CELLS_AT_ONCE = 10
_ATTEMPTS = 5
MOST_CELLS = 20_000  # of one run; the next one goes on
_MOST_FAILURES = 100  # that a run names
# Clean: a worker counted it, and died before it said so.
_TOUCHED = frozenset({"counted", "failed", "clean"})
SCHEDULE = "schedule"

type Message = Mapping[str, Any]
type Send = Callable[[Sequence[Message]], None]


@dataclass(frozen=True, slots=True)
class Conductor:
    runs: RunStore
    counting: Counting
    merging: Merging
    desk: Desk
    send: Send
    clock: Clock = utc_now

    def start(self, rilo: str | None, act: Act | None = None) -> Run:
        """Raises `RunUnderWay`, `IdempotencyKeyReused` or `Replay`."""
        now = self.clock()
        self._abandon(rilo, now)
        cells = list(self._dirty(rilo, now))[:MOST_CELLS]
        parts = [*batched(cells, CELLS_AT_ONCE, strict=False)]
        run = Run(
            id=new_id(now),
            rilo=rilo,
            asked_by="person" if act else SCHEDULE,
            started_at=instant(now),
            cells=len(cells),
            parts=len(parts),
        )
        entry = (
            entry_for(act.caller, "run_started", run.started_at, 1, act.request_id)
            if act
            else self._entry("run_started", run.started_at)
        )
        self.runs.start(run, entry, int((now + LONGEST).timestamp()), int(now.timestamp()), act)
        messages = [_count_message(run.id, f"{number:05d}", some) for number, some in enumerate(parts)]
        self.send(messages or [{"run": run.id, "step": "plan"}])
        return run

    def _dirty(self, rilo: str | None, now: datetime) -> Iterator[Cell]:
        """Of one RILO's members of today, and of those whose month it is; or all."""
        today = of_day(now.date())
        for administration, month in self.counting.cells.dirty():
            if rilo is None or rilo in (regions_of(administration, today)[0], regions_of(administration, month)[0]):
                yield administration, month

    def _abandon(self, rilo: str | None, now: datetime) -> None:
        """What a run left by its workers has not counted is dirty still."""
        standing = self.runs.under_way(Run(id="", rilo=rilo, asked_by="", started_at="").guard)
        if standing is None or standing.status in ENDED:
            return
        if datetime.fromisoformat(standing.started_at) + LONGEST < now:
            with suppress(Overtaken):
                self.runs.save(standing, status=RunStatus.ABANDONED, ended_at=instant(now))
                log.write("run_abandoned", now, {"runs_abandoned": 1}, context=CONTEXT, run=standing.id)

    def count(self, run_id: str, part: str, cells: Sequence[Cell], *, give_up: bool = False) -> None:
        """`give_up`: too often tried already, by workers that did not live to tell."""
        if give_up:
            outcome = Outcome(cells=[self.counting.give_up(cell) for cell in cells])
        else:
            outcome = self.counting.count(cells)
        self._counted(run_id, part, outcome)

    def split(self, run_id: str, part: str, cells: Sequence[Cell]) -> None:
        """Has the cells counted one by one. More parts are waited for before this one is done with."""
        for _ in range(_ATTEMPTS):
            run = self.runs.read(run_id)
            if run is None or run.status is not RunStatus.COUNTING:
                return  # what was not counted is dirty still
            if part in run.split:
                break
            with suppress(Overtaken):
                self.runs.save(run, parts=run.parts + len(cells), split=[*run.split, part])
        else:
            raise Unavailable("Others are at the same run.")
        self.send([_count_message(run_id, f"{part}.{number:02d}", [cell]) for number, cell in enumerate(cells)])
        self._counted(run_id, part, Outcome())

    def _counted(self, run_id: str, part: str, outcome: Outcome) -> None:
        finished = self.runs.done(run_id, "count", part, outcome, int(self.clock().timestamp()))
        run = self.runs.read(run_id)
        if run and run.status is RunStatus.COUNTING and finished >= run.parts:
            self.send([{"run": run_id, "step": "plan"}])

    def plan(self, run_id: str) -> None:
        run = self.runs.read(run_id)
        if run is None or run.status not in (RunStatus.COUNTING, RunStatus.MERGING):
            return
        if run.status is RunStatus.COUNTING:
            run = self.runs.save(run, status=RunStatus.MERGING, years=self.merging.years())
        merges: list[Message] = [{"run": run_id, "step": "merge", "year": year} for year in run.years]
        self.send(merges or [{"run": run_id, "step": "finish"}])

    def merge(self, run_id: str, year: str) -> None:
        before, started = spent.snapshot(), perf_counter()
        self.merging.merge(year)
        calls, units = spent.since(before)
        took = round((perf_counter() - started) * 1000, 1)
        outcome = Outcome(calls=calls, capacity_units=units, milliseconds=took)
        finished = self.runs.done(run_id, "merge", year, outcome, int(self.clock().timestamp()))
        run = self.runs.read(run_id)
        if run and run.status is RunStatus.MERGING and finished >= len(run.years):
            self.send([{"run": run_id, "step": "finish"}])

    def finish(self, run_id: str) -> None:
        run = self.runs.read(run_id)
        if run is None or run.status not in (RunStatus.MERGING, RunStatus.REPORTING):
            return
        if run.status is RunStatus.MERGING:
            run = self.runs.save(run, status=RunStatus.REPORTING)
        drafts = [rilo for rilo in self._regions(run) if self._draft(run, rilo)]
        now = self.clock()
        seconds = round((now - datetime.fromisoformat(run.started_at)).total_seconds(), 1)
        totals = _totals(self.runs.outcomes(run_id))
        done = self.runs.save(
            run, status=RunStatus.DONE, ended_at=instant(now), seconds=seconds, drafts=drafts, **totals
        )
        self._log(done)

    def _regions(self, run: Run) -> list[str]:
        """Whose reports may have changed: the run's own RILO's, or those of all cells that it counted."""
        if run.rilo:
            return [run.rilo]
        counted = [cell for outcome in self.runs.outcomes(run.id) for cell in outcome.cells]
        touched = {regions_of(cell.administration, cell.month)[0] for cell in counted if cell.outcome in _TOUCHED}
        return sorted(touched - {NONE})

    def _draft(self, run: Run, rilo: str) -> bool:
        """Whether it says anything that the last one did not."""
        made = draft(self.desk, run.id, rilo, self.clock().date())
        if self.runs.drafted(rilo, made.month) == made.digest:
            return False
        entry = self._entry("drafted", instant(self.clock()), rilo=rilo)
        self.runs.save_draft(run, rilo, made.month, made.text, made.digest, entry)
        return True

    def _entry(self, action: str, at: str, rilo: str | None = None) -> Entry:
        return Entry(action, at, 1, SCHEDULE, "service", None, "schedule", rilo=rilo)

    def _log(self, run: Run) -> None:
        counts = {
            "runs_done": 1,
            "run_cells": run.cells,
            "run_cells_failed": run.failed,
            "run_seconds": run.seconds or 0,
        }
        log.write("run", self.clock(), counts, context=CONTEXT, run=run.id, rilo=run.rilo, status=run.status)


def _count_message(run_id: str, part: str, cells: Sequence[Cell]) -> Message:
    return {"run": run_id, "step": "count", "part": part, "cells": ["#".join(cell) for cell in cells]}


def _totals(outcomes: Iterator[Outcome]) -> dict[str, Any]:
    totals: dict[str, Any] = dict.fromkeys(("counted", "unchanged", "held", "failed", "clean"), 0)
    totals |= {"cases_read": 0, "bytes_read": 0, "calls": 0, "capacity_units": 0.0, "milliseconds": 0.0}
    failures: list[Failure] = []
    for outcome in outcomes:
        for name in ("calls", "capacity_units", "milliseconds"):
            totals[name] += getattr(outcome, name)
        for cell in outcome.cells:
            totals[cell.outcome] += 1
            totals["cases_read"] += cell.cases
            totals["bytes_read"] += cell.bytes
            if cell.outcome == "failed":
                named = cell.model_dump(include={"administration", "month", "error", "in_a_row"})
                failures.append(Failure(**named))
    totals["unchanged"] += totals.pop("clean")
    totals["milliseconds"] = round(totals["milliseconds"], 1)
    return {**totals, "failures": failures[:_MOST_FAILURES]}
