"""What can be done with imports. They are their administration's: for everybody else they do not exist."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cen import jsontext
from cen.act import Act
from cen.clock import instant
from cen.ids import is_id
from cen.paging import Key, Page
from seizures.imports.errors import NoSuchImport, ReportNotReady, TooManyImports
from seizures.imports.mapping import check
from seizures.imports.model import CANCEL, FINAL, Counts, ImportRequest, ImportStatus, Job, Outcome, RowQuery, total
from seizures.jobs import SLOTS, Asked, asked, begun, cancelled, entry
from seizures.parties import own_administration

if TYPE_CHECKING:
    from seizures.imports.store import ImportStore

# A form is good for five minutes; what was begun with it may still be under way.
_UPLOADING = timedelta(minutes=20)
# Parts whose results are read for one page of rows.
_MOST_READS = 4

# Results of a part, one JSON object a line.
type ReadResults = Callable[[str, int], bytes]


def create(store: "ImportStore", act: Act, request: ImportRequest) -> Asked[Job]:
    """Raises `TooManyImports` if the administration has as many unfinished ones as one may have."""
    administration = own_administration(act)
    check(request.mapping)

    def make() -> Job:
        slot = store.free_slot(act, administration)
        if slot is None:
            detail = f"{SLOTS} imports of your administration are not finished. Cancel one or wait."
            raise TooManyImports(detail, retry_after=60)
        job = _new_job(act, administration, request, slot)
        store.request(job, request.mapping, entry(act, "requested", job), act)
        return job

    return asked(make, lambda id: read(store, act, id))


def _new_job(act: Act, administration: str, request: ImportRequest, slot: int) -> Job:
    return Job(
        status=ImportStatus.AWAITING_UPLOAD,
        filename=request.filename,
        size=request.size,
        category=request.category,
        submit=request.submit,
        accept_warnings=request.accept_warnings,
        administration=administration,
        upload_until=instant(act.now + _UPLOADING),
        **begun(act, slot),
    )


def find(store: "ImportStore", act: Act, start: Key | None, limit: int) -> Page[Job]:
    page = store.list_of(own_administration(act), start, limit)
    return Page([job for job in page.items if not job.forgotten(act.now)], page.next)


def read(store: "ImportStore", act: Act, id: str) -> Job:
    job = store.read(id) if is_id(id) else None
    if job is None or job.administration != act.caller.administration or job.forgotten(act.now):
        raise NoSuchImport("There is no such import of your administration.")
    return job


def awaits_upload(job: Job, act: Act) -> bool:
    return job.status is ImportStatus.AWAITING_UPLOAD and act.at <= job.upload_until


def progress(store: "ImportStore", job: Job) -> Counts:
    """Rows by outcome: of a closed import as they were set then, of another what its parts say so far."""
    if job.counts is not None:
        return total([job.counts])
    return total(store.counts(job.id).values()) if job.parts else total([])


def cancel(store: "ImportStore", act: Act, id: str) -> Job:
    """What was entered stays; what was not yet, is not."""
    return cancelled(store.save, act, read(store, act, id), CANCEL)


def report_of(store: "ImportStore", act: Act, id: str) -> Job:
    """The import whose report is there. Raises `ReportNotReady`."""
    job = read(store, act, id)
    if job.report_bytes is None:
        why = "It is being written." if job.closed else "It is written when every row is done with."
        raise ReportNotReady(why, current_status=job.status.value, final=job.status in FINAL)
    return job


def rows(
    store: "ImportStore", act: Act, id: str, query: RowQuery, start: Key | None, results: ReadResults
) -> Page[Mapping[str, Any]]:
    """Rows that are done with, in the order of the parts. `start`: part, and how many of its rows were shown."""
    job = read(store, act, id)
    counts = store.counts(job.id)
    found: list[Mapping[str, Any]] = []
    part, at = (int(start["part"]), int(start["at"])) if start else (1, 0)
    last = max(counts, default=0)
    for _ in range(_MOST_READS):
        while part <= last and not _has(counts.get(part), query.outcome):
            part, at = part + 1, 0
        if part > last:
            return Page(found)
        wanted = [row for row in _read(results(job.id, part)) if query.outcome in (None, row["outcome"])]
        room = query.limit - len(found)
        found += wanted[at : at + room]
        if len(wanted) > at + room:
            return Page(found, {"part": str(part), "at": str(at + room)})
        part, at = part + 1, 0
        if len(found) == query.limit:
            break
    return Page(found, {"part": str(part), "at": "0"} if part <= last else None)


def _has(counts: Counts | None, outcome: Outcome | None) -> bool:
    if not counts:
        return False
    return outcome is None or counts.get(outcome, 0) > 0


def _read(content: bytes) -> list[Mapping[str, Any]]:
    return [jsontext.loads(line) for line in content.splitlines()]
