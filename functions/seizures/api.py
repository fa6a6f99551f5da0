"""Routes of the CEN database."""

from typing import Any

from cen import jsontext
from cen.access import Permission
from cen.etag import etag
from cen.http import handler as lambda_handler
from cen.paging import PageQuery
from cen.problems import NotFound
from cen.routes import Api, Reply, Request
from seizures import checks, service, settings, worklists
from seizures.answers import Facets, HistoryPage, SeizurePage, SimilarCases, Verdict
from seizures.checks import Candidate
from seizures.corrections.routes import register as register_corrections
from seizures.duplicates.routes import register as register_duplicates
from seizures.exports.routes import register as register_exports
from seizures.history import history
from seizures.model import (
    AdministrationSettings,
    Chosen,
    Entry,
    Patch,
    QueryReason,
    ReturnReason,
    Seizure,
    SettingsPatch,
    WithdrawReason,
)
from seizures.parties import document_for
from seizures.payback.routes import register as register_payback
from seizures.record import Record
from seizures.search.filters import filters_of
from seizures.search.find import facets, key_of, scopes
from seizures.search.find import find as search
from seizures.search.keys import entry_of
from seizures.search.question import Filter, SeizureQuery
from seizures.search.similar import similar
from seizures.service import Done
from seizures.stores import Stores, open_stores
from seizures.watches.routes import register as register_searches

api = Api("seizures", open_stores)

type _Of[I] = Request[Stores, I]

_ENTER, _READ = Permission.SEIZURE_ENTER, Permission.SEIZURE_READ
_APPROVE, _VERIFY = Permission.SEIZURE_APPROVE, Permission.SEIZURE_VERIFY


@api.route("POST", "/v1/seizures", permission=_ENTER, body=Entry, answer=Seizure, status=201)
def enter(request: _Of[Entry]) -> Reply:
    """Enter a seizure as a draft"""
    done = service.enter(request.store.records, request.act, request.input)
    return _done(request, done, status=201, headers={"Location": f"seizures/{done.record.id}"})


@api.route("POST", "/v1/seizures/checks", permission=_ENTER, body=Candidate, answer=Verdict, keyed=False)
def check(request: _Of[Candidate]) -> Reply:
    """Say what entering this would say, without entering it"""
    return Reply(checks.check(request.store, request.act, request.input))


@api.route("GET", "/v1/seizures", permission=_READ, query=SeizureQuery, answer=SeizurePage)
def find(request: _Of[SeizureQuery]) -> Reply:
    """Find published records by any filters together, or list what waits for somebody; newest seizure first"""
    return _worklist(request) if worklists.asked_for(request.act, request.input) else _search(request)


def _search(request: _Of[SeizureQuery]) -> Reply:
    act = request.act
    question = {**request.input.question(), "scopes": scopes(act.caller, act.now.date())}
    start = request.cursors.read(request.input.cursor, act.caller.id, question)
    found = search(request.store.index.read, act, request.input, start)
    more = request.cursors.write(key_of(found.next), act.caller.id, question)
    # Rows are JSON texts already.
    rows = ",".join(posting.row for posting in found.postings)
    return Reply(f'{{"items":[{rows}],"next":{jsontext.dumps(more)}}}')


def _worklist(request: _Of[SeizureQuery]) -> Reply:
    caller = request.act.caller.id
    question = {**request.input.question(), "whose": worklists.whose(request.act, request.input)}
    start = request.cursors.read(request.input.cursor, caller, question)
    page = worklists.find(request.store.records, request.act, request.input, start)
    return Reply({"items": page.items, "next": request.cursors.write(page.next, caller, question)})


@api.route("GET", "/v1/seizures/facets", permission=_READ, query=Filter, answer=Facets)
def count(request: _Of[Filter]) -> Reply:
    """Count published records by value, newest first; says if it could not count all of them"""
    return Reply(facets(request.store.index.read, request.act, request.input))


register_duplicates(api)


@api.route("GET", "/v1/seizures/{id}", permission=_READ, answer=Seizure)
def read(request: _Of[None]) -> Reply:
    """Read a record; of one that was merged, `merged_into` and the link say which stands for it"""
    record = service.read(request.store.records, request.act, request.path["id"])
    return _record(
        request, record, headers={"Link": f'<{record.merged_into}>; rel="canonical"'} if record.merged_into else None
    )


@api.route("PATCH", "/v1/seizures/{id}", permission=_ENTER, body=Patch, answer=Seizure)
def change(request: _Of[Patch]) -> Reply:
    """Change the content of one's own record by a JSON merge patch; needs If-Match"""
    return _done(request, service.change(request.store.records, request.act, request.path["id"], request.input))


@api.route("GET", "/v1/seizures/{id}/history", permission=_READ, query=PageQuery, answer=HistoryPage)
def read_history(request: _Of[PageQuery]) -> Reply:
    """What happened to a record, newest first"""
    id, caller = request.path["id"], request.act.caller.id
    question = {"history": id}
    start = request.cursors.read(request.input.cursor, caller, question)
    page = history(request.store.records, request.act, id, start, request.input.limit)
    return Reply({"items": page.items, "next": request.cursors.write(page.next, caller, question)})


@api.route("GET", "/v1/seizures/{id}/versions/{version}", permission=_READ, answer=Seizure)
def read_version(request: _Of[None]) -> Reply:
    """Read a version of a record, for its administration and its RILO"""
    version = request.path["version"]
    if not version.isascii() or not version.isdigit() or len(version) > 8:
        raise NotFound("Versions are numbers.")
    return _record(request, service.read_version(request.store.records, request.act, request.path["id"], int(version)))


@api.route("GET", "/v1/seizures/{id}/similar", permission=_READ, answer=SimilarCases)
def find_similar(request: _Of[None]) -> Reply:
    """Published cases that share what is rare with this one, each with what it shares"""
    record = service.read(request.store.records, request.act, request.path["id"])
    return Reply({"items": similar(request.store.index.read, request.act, entry_of(record).keys, record.id)})


@api.route("POST", "/v1/seizures/{id}/submit", permission=_ENTER, answer=Seizure)
def submit(request: _Of[None]) -> Reply:
    """Submit a draft or a returned record"""
    return _done(request, service.submit(request.store.records, request.act, request.path["id"]))


@api.route("POST", "/v1/seizures/{id}/approve", permission=_APPROVE, answer=Seizure)
def approve(request: _Of[None]) -> Reply:
    """Approve what somebody else submitted; it is published"""
    return _done(request, service.approve(request.store.records, request.act, request.path["id"]))


@api.route("POST", "/v1/seizures/{id}/return", permission=_APPROVE, body=ReturnReason, answer=Seizure)
def send_back(request: _Of[ReturnReason]) -> Reply:
    """Return a submitted record to the officer"""
    return _done(request, service.send_back(request.store.records, request.act, request.path["id"], request.input))


@api.route("POST", "/v1/seizures/{id}/withdraw", permission=_ENTER, body=WithdrawReason, answer=Seizure)
def withdraw(request: _Of[WithdrawReason]) -> Reply:
    """Withdraw one's own record; it leaves every list but one's own"""
    return _done(request, service.withdraw(request.store.records, request.act, request.path["id"], request.input))


@api.route("POST", "/v1/seizures/{id}/verify", permission=_VERIFY, answer=Seizure)
def verify(request: _Of[None]) -> Reply:
    """Mark a published record of one's region as verified"""
    return _done(request, service.verify(request.store.records, request.act, request.path["id"]))


@api.route("POST", "/v1/seizures/{id}/query", permission=_VERIFY, body=QueryReason, answer=Seizure)
def query(request: _Of[QueryReason]) -> Reply:
    """Ask the owner of a published record of one's region about it"""
    return _done(request, service.query(request.store.records, request.act, request.path["id"], request.input))


_SETTINGS = "/v1/administrations/{code}/settings"


@api.route("GET", _SETTINGS, permission=Permission.SETTINGS_READ, answer=AdministrationSettings)
def read_settings(request: _Of[None]) -> Reply:
    """Read how one's own administration enters records"""
    return _settings(settings.read(request.store.records, request.act, request.path["code"]))


@api.route(
    "PATCH",
    _SETTINGS,
    permission=Permission.SETTINGS_CHANGE,
    body=SettingsPatch,
    answer=AdministrationSettings,
    keyed=False,
)
def change_settings(request: _Of[SettingsPatch]) -> Reply:
    """Change how one's own administration enters records"""
    return _settings(settings.change(request.store.records, request.act, request.path["code"], request.input))


@api.route("GET", f"{_SETTINGS}/history", permission=Permission.SETTINGS_READ, query=PageQuery, answer=HistoryPage)
def read_settings_history(request: _Of[PageQuery]) -> Reply:
    """Who changed how one's own administration enters records, newest first"""
    code, caller = request.path["code"], request.act.caller.id
    question = {"settings": code}
    start = request.cursors.read(request.input.cursor, caller, question)
    page = settings.history(request.store.records, request.act, code, start, request.input.limit)
    return Reply({"items": page.items, "next": request.cursors.write(page.next, caller, question)})


def _settings(chosen: Chosen) -> Reply:
    return Reply(chosen.settings, headers={"ETag": etag(chosen.version)})


register_exports(api, filters_of(Filter))
register_searches(api, filters_of(Filter))
register_corrections(api)
register_payback(api)


def _done(request: _Of[Any], done: Done, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    told = {"Idempotency-Replayed": "true"} if done.replayed else {}
    if done.warned:
        told["Plausibility-Warnings"] = ", ".join(done.warned)
    return _record(request, done.record, status, (headers or {}) | told)


def _record(request: _Of[Any], record: Record, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    return Reply(document_for(request.act, record), status, {"ETag": etag(record.written), **(headers or {})})


handler = lambda_handler(api)
