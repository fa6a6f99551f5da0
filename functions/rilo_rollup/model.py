"""Runs: one computation of what has changed, from the cells to the world."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from cen.fields import CodeOf, Model

# A run that has not ended by then was left by its workers; the next one begins where it stopped.
LONGEST = timedelta(hours=2)
WORLD = "world"


class RunStatus(StrEnum):
    COUNTING = "counting"
    MERGING = "merging"
    REPORTING = "reporting"
    DONE = "done"
    ABANDONED = "abandoned"


ENDED = frozenset({RunStatus.DONE, RunStatus.ABANDONED})


class Failure(BaseModel):
    """A cell that could not be counted. `in_a_row`: so many runs have failed on it."""

    administration: str
    month: str
    error: str
    in_a_row: int


class Run(BaseModel):
    """`rilo`: whose region, or None: everything. `cells`: that were to be counted; `counted`, `unchanged`, `held` (by
    another run), `failed`: what became of them. `split`: parts whose cells are counted one by one, as a worker did not
    come back from them. `milliseconds`, `calls`, `capacity_units`: of all workers together. `drafts`: RILOs that a
    draft was written for. Of those, in the answer of one run, `filed`: whose draft the alerts took as the report of its
    month; `not_filed`: who had touched or published that already, and were told of the run."""

    model_config = ConfigDict(frozen=True)

    id: str
    version: int = 1
    rilo: str | None = None
    status: RunStatus = RunStatus.COUNTING
    asked_by: str
    started_at: str
    ended_at: str | None = None
    seconds: float | None = None
    cells: int = 0
    parts: int = 0
    split: list[str] = []
    years: list[str] = []
    counted: int = 0
    unchanged: int = 0
    held: int = 0
    failed: int = 0
    cases_read: int = 0
    bytes_read: int = 0
    calls: int = 0
    capacity_units: float = 0
    milliseconds: float = 0
    failures: list[Failure] = []
    drafts: list[str] = []
    filed: list[str] | None = None
    not_filed: list[str] | None = None

    @property
    def guard(self) -> str:
        return self.rilo or WORLD


class Counted(BaseModel):
    """What became of a cell in a run. `outcome`: counted, unchanged, held, failed, or clean: nothing was to be done."""

    model_config = ConfigDict(frozen=True)

    administration: str
    month: str
    outcome: str
    cases: int = 0
    bytes: int = 0
    error: str = ""
    in_a_row: int = 0


class Outcome(BaseModel):
    """What a message of a run came to."""

    model_config = ConfigDict(frozen=True)

    cells: list[Counted] = []
    calls: int = 0
    capacity_units: float = 0
    milliseconds: float = 0


class RunRequest(Model):
    """`rilo`: whose region; left out, the management team runs everything, and an officer of one RILO its region."""

    rilo: Annotated[str, CodeOf("rilo")] | None = None


class RunPage(BaseModel):
    items: list[Run]
    next: str | None
