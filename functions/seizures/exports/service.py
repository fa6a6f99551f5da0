"""What can be done with exports. They are their requester's own: for everybody else they do not exist."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cen.act import Act, Replay
from cen.audit import Entry, entry_for
from cen.clock import instant
from cen.ids import is_id, new_id
from cen.paging import Key, Page
from cen.problems import FieldError, Invalid, Unavailable
from cen.requester import requester
from seizures.exports.errors import NoSuchExport, SlotTaken, TooManyExports
from seizures.exports.formats import ExportFormat
from seizures.exports.lifecycle import CANCEL, START, Overtaken, changed, moved
from seizures.exports.model import SLOTS, ExportRequest, ExportStatus, Job
from seizures.search.filters import Validate

if TYPE_CHECKING:
    from seizures.exports.store import ExportStore

KEPT = timedelta(days=7)
# How often a step is tried again that the worker's progress came before.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """`replayed`: the same request had been carried out before, nothing was written now."""

    job: Job
    replayed: bool = False


def create(store: "ExportStore", act: Act, request: ExportRequest, validate: Validate) -> Asked:
    """Raises `TooManyExports` if the caller has as many unfinished ones as one may have."""
    validate(request.search)
    search = _completed(request)
    for _ in range(SLOTS):
        try:
            slot = store.free_slot(act)
            if slot is None:
                raise TooManyExports(f"{SLOTS} exports of yours are not finished. Cancel one or wait.", retry_after=60)
            job = _new_job(act, request, search, slot)
            store.create(job, _entry(act, "requested", job), act)
        except SlotTaken:
            continue
        except Replay as done:
            return Asked(read(store, act, done.id), replayed=True)
        return Asked(job)
    raise Unavailable(retry_after=1)


def _completed(request: ExportRequest) -> Mapping[str, str]:
    """The report is about CITES lines, so that others are not even counted."""
    if request.format is not ExportFormat.AITR:
        return request.search
    if request.search.get("category", "cites") != "cites":
        fault = FieldError("search.category", "not_cites", "The report is about the category cites.")
        raise Invalid("Some filters are not valid.", errors=[fault])
    return {**request.search, "category": "cites"}


def _new_job(act: Act, request: ExportRequest, search: Mapping[str, str], slot: int) -> Job:
    forget = act.now + KEPT
    return Job(
        id=new_id(act.now),
        version=1,
        status=ExportStatus.COUNTING,
        format=request.format,
        search=dict(search),
        start=request.start,
        requester=requester(act.caller),
        slot=slot,
        created_at=act.at,
        updated_at=act.at,
        expires_at=instant(forget),
        forget_at=int(forget.timestamp()),
    )


def find(store: "ExportStore", act: Act, start: Key | None, limit: int) -> Page[Job]:
    page = store.list_of(act.caller.id, start, limit)
    return Page([job for job in page.items if not _forgotten(job, act)], page.next)


def read(store: "ExportStore", act: Act, id: str) -> Job:
    job = store.read(id) if is_id(id) else None
    if job is None or job.requester.id != act.caller.id or _forgotten(job, act):
        raise NoSuchExport("There is no such export of yours.")
    return job


def _forgotten(job: Job, act: Act) -> bool:
    return job.forget_at <= act.now.timestamp()


def start(store: "ExportStore", act: Act, id: str) -> Job:
    """Writes what was counted; while it is being counted, has that go on. What is written is not written again."""

    def step(job: Job) -> Job | None:
        if job.status is ExportStatus.COUNTING:
            return None if job.start else changed(job, act.at, start=True)
        written = job.status in (ExportStatus.WRITING, ExportStatus.READY)
        return None if written else moved(job, START, act.at)

    return _step(store, act, id, START.action, step)


def cancel(store: "ExportStore", act: Act, id: str) -> Job:
    def step(job: Job) -> Job | None:
        return None if job.status is ExportStatus.CANCELLED else moved(job, CANCEL, act.at)

    return _step(store, act, id, CANCEL.action, step)


def has_file(job: Job, act: Act) -> bool:
    """Whether there is one to hand out, and the caller still has the rights it was made with."""
    kept = job.status is ExportStatus.READY and job.file_expires_at is not None and act.at < job.file_expires_at
    now = requester(act.caller)
    return kept and (now.tier, now.administration, now.rilos) == (
        job.requester.tier,
        job.requester.administration,
        job.requester.rilos,
    )


def _step(store: "ExportStore", act: Act, id: str, action: str, make: Callable[[Job], Job | None]) -> Job:
    job = read(store, act, id)
    for _ in range(_TRIES):
        after = make(job)
        if after is None:
            return job
        try:
            store.save(job, after, _entry(act, action, after))
        except Overtaken as overtaken:
            job = overtaken.job
            continue
        return after
    raise Unavailable(retry_after=1)


def _entry(act: Act, action: str, job: Job) -> Entry:
    return entry_for(act.caller, action, act.at, job.version, act.request_id)
