"""What can be done with exports. They are their requester's own: for everybody else they do not exist."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cen.act import Act
from cen.ids import is_id
from cen.paging import Key, Page
from cen.problems import FieldError, Invalid
from cen.requester import requester
from seizures.exports.errors import NoSuchExport, TooManyExports
from seizures.exports.model import CANCEL, START, ExportFormat, ExportRequest, ExportStatus, Job
from seizures.jobs import SLOTS, Asked, asked, begun, cancelled, changed, entry, moved, stepped
from seizures.search.filters import Validate

if TYPE_CHECKING:
    from seizures.exports.store import ExportStore


def create(store: "ExportStore", act: Act, request: ExportRequest, validate: Validate) -> Asked[Job]:
    """Raises `TooManyExports` if the caller has as many unfinished ones as one may have."""
    validate(request.search)
    search = _completed(request)

    def make() -> Job:
        slot = store.free_slot(act, act.caller.id)
        if slot is None:
            raise TooManyExports(f"{SLOTS} exports of yours are not finished. Cancel one or wait.", retry_after=60)
        job = _new_job(act, request, search, slot)
        store.create(job, entry(act, "requested", job), act)
        return job

    return asked(make, lambda id: read(store, act, id))


def _completed(request: ExportRequest) -> Mapping[str, str]:
    """The report is about CITES lines, so that others are not even counted."""
    if request.format is not ExportFormat.AITR:
        return request.search
    if request.search.get("category", "cites") != "cites":
        fault = FieldError("search.category", "not_cites", "The report is about the category cites.")
        raise Invalid("Some filters are not valid.", errors=[fault])
    return {**request.search, "category": "cites"}


def _new_job(act: Act, request: ExportRequest, search: Mapping[str, str], slot: int) -> Job:
    return Job(
        status=ExportStatus.COUNTING,
        format=request.format,
        search=dict(search),
        start=request.start,
        **begun(act, slot),
    )


def find(store: "ExportStore", act: Act, start: Key | None, limit: int) -> Page[Job]:
    page = store.list_of(act.caller.id, start, limit)
    return Page([job for job in page.items if not job.forgotten(act.now)], page.next)


def read(store: "ExportStore", act: Act, id: str) -> Job:
    job = store.read(id) if is_id(id) else None
    if job is None or job.owner != act.caller.id or job.forgotten(act.now):
        raise NoSuchExport("There is no such export of yours.")
    return job


def start(store: "ExportStore", act: Act, id: str) -> Job:
    """Writes what was counted; while it is being counted, has that go on. What is written is not written again."""

    def step(job: Job) -> tuple[str, Job] | None:
        if job.status is ExportStatus.COUNTING:
            return None if job.start else (START.action, changed(job, act.at, start=True))
        written = job.status in (ExportStatus.WRITING, ExportStatus.READY)
        return None if written else (START.action, moved(job, START, act.at))

    return stepped(store.save, act, read(store, act, id), step)


def cancel(store: "ExportStore", act: Act, id: str) -> Job:
    return cancelled(store.save, act, read(store, act, id), CANCEL)


def has_file(job: Job, act: Act) -> bool:
    """Whether there is one to hand out, and the caller still has the rights it was made with."""
    kept = job.status is ExportStatus.READY and job.file_expires_at is not None and act.at < job.file_expires_at
    now = requester(act.caller)
    return kept and (now.tier, now.administration, now.rilos) == (
        job.requester.tier,
        job.requester.administration,
        job.requester.rilos,
    )
