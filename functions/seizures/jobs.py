"""What imports and exports have in common: a job that somebody asks for, that workers move on from step to step, and
that its owner may cancel meanwhile. An owner has a few unfinished ones at a time."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from cen.act import Act, Replay
from cen.audit import Entry, entry_for
from cen.clock import instant
from cen.fields import Model
from cen.ids import new_id
from cen.problems import Conflict, Unavailable
from cen.requester import Requester, requester

KEPT = timedelta(days=7)
# Unfinished jobs of one kind that one owner may have.
SLOTS = 5
# How often a step is tried again that somebody else's came before.
_TRIES = 5


class WrongJobState(Conflict):
    """The life of the job has no such step from where it stands; `current_status` says where."""

    code, title = "wrong_state", "Not possible in this state"


class SlotTaken(Exception):
    """Another request of the same owner came first."""


class Overtaken(Exception):
    """Somebody else moved the job on since it was read; `job` is where it stands now."""

    def __init__(self, job: Any) -> None:
        super().__init__(job.id, job.version)
        self.job = job


class Job(Model):
    """`slot`: which of the unfinished ones that its owner may have. `attempts`: how often a worker began on it.
    `forget_at`: epoch seconds, from when on it is gone. `kind`: as keys and people name it."""

    kind: ClassVar[str]
    final: ClassVar[frozenset[str]]

    id: str
    version: int
    status: str
    requester: Requester
    slot: int
    created_at: str
    updated_at: str
    expires_at: str
    forget_at: int
    attempts: int = 0

    @property
    def owner(self) -> str:
        return self.requester.id

    @property
    def slot_until(self) -> int:
        return self.forget_at

    @property
    @abstractmethod
    def told(self) -> dict[str, Any]:
        """What its history says of it."""

    def forgotten(self, now: datetime) -> bool:
        return self.forget_at <= now.timestamp()


@dataclass(frozen=True, slots=True)
class Step[J: Job]:
    action: str
    sources: frozenset[str]
    target: str

    def check(self, job: J) -> None:
        """Raises `WrongJobState`."""
        if job.status not in self.sources:
            detail = f"An {job.kind} that is {job.status} cannot be {self.action}."
            raise WrongJobState(detail, current_status=job.status)


def moved[J: Job](job: J, step: Step[J], at: str, **changes: Any) -> J:
    """Raises `WrongJobState`."""
    step.check(job)
    return changed(job, at, status=step.target, **changes)


def changed[J: Job](job: J, at: str, **changes: Any) -> J:
    return job.model_copy(update={"version": job.version + 1, "updated_at": at, **changes})


@dataclass(frozen=True, slots=True)
class Asked[J: Job]:
    """`replayed`: the same request had been carried out before, nothing was written now."""

    job: J
    replayed: bool = False


def asked[J: Job](make: Callable[[], J], read: Callable[[str], J]) -> Asked[J]:
    """`make`: takes the first free slot."""
    for _ in range(SLOTS):
        try:
            return Asked(make())
        except SlotTaken:
            continue
        except Replay as done:
            return Asked(read(done.id), replayed=True)
    raise Unavailable(retry_after=1)


def begun(act: Act, slot: int) -> dict[str, Any]:
    """What every new job says."""
    forget = act.now + KEPT
    return {
        "id": new_id(act.now),
        "version": 1,
        "requester": requester(act.caller),
        "slot": slot,
        "created_at": act.at,
        "updated_at": act.at,
        "expires_at": instant(forget),
        "forget_at": int(forget.timestamp()),
    }


type Save[J: Job] = Callable[[J, J, Entry], None]


def stepped[J: Job](save: Save[J], act: Act, job: J, make: Callable[[J], tuple[str, J] | None]) -> J:
    """`make`: the name of the step and what it makes of the job; None if there is nothing to do."""
    for _ in range(_TRIES):
        made = make(job)
        if made is None:
            return job
        action, after = made
        try:
            save(job, after, entry(act, action, after))
        except Overtaken as overtaken:
            job = overtaken.job
            continue
        return after
    raise Unavailable(retry_after=1)


def cancelled[J: Job](save: Save[J], act: Act, job: J, cancel: Step[J]) -> J:
    """Twice is the same as once."""

    def step(job: J) -> tuple[str, J] | None:
        return None if job.status == cancel.target else (cancel.action, moved(job, cancel, act.at))

    return stepped(save, act, job, step)


def entry(act: Act, action: str, job: Job) -> Entry:
    return entry_for(act.caller, action, act.at, job.version, act.request_id)
