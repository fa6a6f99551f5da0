"""Routes of the imports: an API of their own, as only they need what writes workbooks and what signs uploads."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cen.access import Permission
from cen.act import Act
from cen.clock import instant
from cen.ids import new_id
from cen.paging import PageQuery
from cen.routes import Api, Reply, Request
from cen.uploads import Form
from seizures.imports import service
from seizures.imports.files import LINK_SECONDS, XLSX, ImportFiles, report_key, results_key, template_key
from seizures.imports.model import (
    Import,
    ImportFile,
    ImportPage,
    ImportRequest,
    ImportRowPage,
    Job,
    RowQuery,
    TemplateQuery,
    shown,
)
from seizures.imports.store import ImportStore
from seizures.imports.template import Template

type Forms = Callable[[str, int], Form]
type WriteTemplate = Callable[[Path, Template], None]


@dataclass(frozen=True, slots=True)
class ImportStores:
    """`forms`: signs the form by which the file of an import, of so many bytes, is sent. `write_template`: makes the
    workbook."""

    imports: ImportStore
    files: ImportFiles
    forms: Forms
    write_template: WriteTemplate


type _Of[I] = Request[ImportStores, I]

_ENTER = Permission.SEIZURE_ENTER


def register(api: Api[ImportStores]) -> None:
    @api.route("POST", "/v1/imports", permission=_ENTER, body=ImportRequest, answer=Import, status=201)
    def request_import(request: _Of[ImportRequest]) -> Reply:
        """Ask to load a spreadsheet, CSV or JSON lines; answers the form to send the file by"""
        asked = service.create(request.store.imports, request.act, request.input)
        replayed = {"Idempotency-Replayed": "true"} if asked.replayed else {}
        return _shown(request, asked.job, 201, {"Location": f"imports/{asked.job.id}", **replayed})

    @api.route("GET", "/v1/imports", permission=_ENTER, query=PageQuery, answer=ImportPage)
    def list_imports(request: _Of[PageQuery]) -> Reply:
        """List the imports of one's administration, newest first"""
        act, question = request.act, {"imports": request.act.caller.administration}
        start = request.cursors.read(request.input.cursor, act.caller.id, question)
        page = service.find(request.store.imports, act, start, request.input.limit)
        items = [shown(job, service.progress(request.store.imports, job), act.at) for job in page.items]
        return Reply({"items": items, "next": request.cursors.write(page.next, act.caller.id, question)})

    # Before the routes of one import: this is no id.
    @api.route("GET", "/v1/imports/template.xlsx", permission=_ENTER, query=TemplateQuery, answer=ImportFile)
    def make_template(request: _Of[TemplateQuery]) -> Reply:
        """Get a workbook to fill in for one category of goods, with drop-downs and an example"""
        template = Template(request.input.category, request.input.lang)
        key = template_key(new_id(request.act.now))
        with TemporaryDirectory() as folder:
            target = Path(folder) / "template.xlsx"
            request.store.write_template(target, template)
            request.store.files.put(key, target.read_bytes(), XLSX)
        return _file(request.store.files, request.act, key, template.filename)

    @api.route("GET", "/v1/imports/{id}", permission=_ENTER, answer=Import)
    def read_import(request: _Of[None]) -> Reply:
        """See how far an import of one's administration is"""
        return _shown(request, service.read(request.store.imports, request.act, request.path["id"]))

    @api.route("GET", "/v1/imports/{id}/rows", permission=_ENTER, query=RowQuery, answer=ImportRowPage)
    def list_rows(request: _Of[RowQuery]) -> Reply:
        """List what became of the rows that are done with, such as those that were rejected and why"""
        act, id = request.act, request.path["id"]
        question = {"import": id, **request.input.question()}
        start = request.cursors.read(request.input.cursor, act.caller.id, question)
        files = request.store.files
        page = service.rows(
            request.store.imports, act, id, request.input, start, lambda id, part: files.read(results_key(id, part))
        )
        return Reply({"items": list(page.items), "next": request.cursors.write(page.next, act.caller.id, question)})

    @api.route("POST", "/v1/imports/{id}/cancel", permission=_ENTER, answer=Import, keyed=False)
    def cancel_import(request: _Of[None]) -> Reply:
        """Stop an import that is not finished; what was entered stays"""
        return _shown(request, service.cancel(request.store.imports, request.act, request.path["id"]))

    @api.route("GET", "/v1/imports/{id}/report.xlsx", permission=_ENTER, answer=ImportFile)
    def read_report(request: _Of[None]) -> Reply:
        """Get one's own rows with what became of each, ready to be mended and sent again"""
        job = service.report_of(request.store.imports, request.act, request.path["id"])
        return _file(request.store.files, request.act, report_key(job.id), f"cen-import-{job.created_at[:10]}.xlsx")


def _shown(request: _Of[Any], job: Job, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    store, act = request.store, request.act
    upload = asdict(store.forms(job.id, job.size)) if service.awaits_upload(job, act) else None
    return Reply(shown(job, service.progress(store.imports, job), act.at, upload), status, headers or {})


def _file(files: ImportFiles, act: Act, key: str, filename: str) -> Reply:
    """A link, as the gateway hands on no files."""
    expires = instant(act.now + timedelta(seconds=LINK_SECONDS))
    return Reply({"link": files.link(key, filename), "filename": filename, "expires_at": expires})
