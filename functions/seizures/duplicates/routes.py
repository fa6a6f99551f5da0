"""Routes of pairs and merges; they belong to the API of the CEN database."""

from typing import Any

from cen.access import Permission
from cen.etag import etag
from cen.routes import Api, Reply, Request
from seizures.answers import RecordList
from seizures.duplicates import merging, service
from seizures.duplicates.model import Dismissal, DuplicatePair, MergeRequest, PairPage, PairQuery
from seizures.duplicates.store import PairStore
from seizures.model import Seizure
from seizures.parties import document_for
from seizures.record import Record
from seizures.stores import Stores

type _Of[I] = Request[Stores, I]

_REVIEW, _READ = Permission.DUPLICATE_REVIEW, Permission.SEIZURE_READ
_PAIRS = "/v1/seizures/duplicates"


def register(api: Api[Stores]) -> None:
    """Before the routes of one record, whose id could be any word."""

    @api.route("GET", _PAIRS, permission=_REVIEW, query=PairQuery, answer=PairPage)
    def list_pairs(request: _Of[PairQuery]) -> Reply:
        """List records that may be of one case, for their administrations and RILOs, newest found first"""
        act, query = request.act, request.input
        question = {"pairs": service.tray_of(act, query), "state": query.state}
        start = request.cursors.read(query.cursor, act.caller.id, question)
        page = service.find(_store(request), act, query, start)
        return Reply({"items": page.items, "next": request.cursors.write(page.next, act.caller.id, question)})

    @api.route("GET", f"{_PAIRS}/{{pair}}", permission=_REVIEW, answer=DuplicatePair)
    def read_pair(request: _Of[None]) -> Reply:
        """Read a pair of records that may be of one case"""
        return Reply(service.read(_store(request), request.act, request.path["pair"]))

    @api.route(
        "POST", f"{_PAIRS}/{{pair}}/dismiss", permission=_REVIEW, body=Dismissal, answer=DuplicatePair, keyed=False
    )
    def dismiss_pair(request: _Of[Dismissal]) -> Reply:
        """Say that two records are not of one case; the pair does not come back unless it becomes much likelier"""
        return Reply(service.dismiss(_store(request), request.act, request.path["pair"], request.input))

    @api.route("POST", "/v1/seizures/{id}/merge", permission=_REVIEW, body=MergeRequest, answer=Seizure, keyed=False)
    def merge_seizure(request: _Of[MergeRequest]) -> Reply:
        """Let another record stand for this one; merged as soon as the administrations of both have agreed to it"""
        record, pair = merging.merge(_store(request), request.act, request.path["id"], request.input)
        return _record(request, record, {"Link": f'<../duplicates/{pair}>; rel="related"'})

    @api.route("POST", "/v1/seizures/{id}/unmerge", permission=_REVIEW, answer=Seizure)
    def unmerge_seizure(request: _Of[None]) -> Reply:
        """Undo a merge: the record is again exactly what it was"""
        done = merging.unmerge(_store(request), request.act, request.path["id"])
        return _record(request, done.record, {"Idempotency-Replayed": "true"} if done.replayed else {})

    @api.route("GET", "/v1/seizures/{id}/merged", permission=_READ, answer=RecordList)
    def list_merged(request: _Of[None]) -> Reply:
        """The records that were merged into this one"""
        return Reply({"items": merging.absorbed(_store(request), request.act, request.path["id"])})


def _record(request: _Of[Any], record: Record, headers: dict[str, str]) -> Reply:
    return Reply(document_for(request.act, record), headers={"ETag": etag(record.written), **headers})


def _store[I](request: _Of[I]) -> PairStore:
    return PairStore(request.store.records)
