"""Routes of the exports; they belong to the API of the CEN database."""

from collections.abc import Callable

from cen.access import Permission
from cen.paging import PageQuery
from cen.routes import Api, Reply, Request
from seizures.exports import service
from seizures.exports.model import Export, ExportPage, ExportRequest, Job, shown
from seizures.exports.store import ExportStore
from seizures.search.filters import Validate
from seizures.stores import Stores

type Link = Callable[[Job], str]
type _Of[I] = Request[Stores, I]

_EXPORT = Permission.SEIZURE_EXPORT


def _presigned(job: Job) -> str:
    from seizures.exports.sink import presigned  # S3 is loaded by who asks for a file

    return presigned(job)


def register(api: Api[Stores], validate: Validate, link: Link = _presigned) -> None:
    """`validate`: checks the filters of a search; `link`: makes the address at which a file can be fetched."""

    @api.route("POST", "/v1/exports", permission=_EXPORT, body=ExportRequest, answer=Export, status=202)
    def request_export(request: _Of[ExportRequest]) -> Reply:
        """Ask for published records as a file"""
        asked = service.create(_store(request), request.act, request.input, validate)
        replayed = {"Idempotency-Replayed": "true"} if asked.replayed else {}
        return Reply(shown(asked.job), 202, {"Location": f"exports/{asked.job.id}", **replayed})

    @api.route("GET", "/v1/exports", permission=_EXPORT, query=PageQuery, answer=ExportPage)
    def list_exports(request: _Of[PageQuery]) -> Reply:
        """List one's own exports, newest first"""
        caller, question = request.act.caller.id, {"exports": "own"}
        start = request.cursors.read(request.input.cursor, caller, question)
        page = service.find(_store(request), request.act, start, request.input.limit)
        items = [shown(job) for job in page.items]
        return Reply({"items": items, "next": request.cursors.write(page.next, caller, question)})

    @api.route("GET", "/v1/exports/{id}", permission=_EXPORT, answer=Export)
    def read_export(request: _Of[None]) -> Reply:
        """See how far one's own export is, and get the link to its file"""
        job = service.read(_store(request), request.act, request.path["id"])
        return Reply(shown(job, link(job) if service.has_file(job, request.act) else None))

    @api.route("POST", "/v1/exports/{id}/start", permission=_EXPORT, answer=Export, keyed=False)
    def start_export(request: _Of[None]) -> Reply:
        """Write what was counted"""
        return Reply(shown(service.start(_store(request), request.act, request.path["id"])))

    @api.route("POST", "/v1/exports/{id}/cancel", permission=_EXPORT, answer=Export, keyed=False)
    def cancel_export(request: _Of[None]) -> Reply:
        """Cancel an export that is not finished"""
        return Reply(shown(service.cancel(_store(request), request.act, request.path["id"])))


def _store[I](request: _Of[I]) -> ExportStore:
    return ExportStore(request.store.records.table)
