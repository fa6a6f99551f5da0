"""Routes of corrections; they belong to the API of the CEN database."""

from cen.access import Permission
from cen.paging import PageQuery
from cen.routes import Api, Reply, Request
from seizures.corrections import proposing, service
from seizures.corrections.model import (
    CorrectionAcceptance,
    CorrectionPage,
    CorrectionQuery,
    CorrectionRefusal,
    CorrectionRequest,
    ShownCorrection,
)
from seizures.corrections.store import CorrectionStore
from seizures.stores import Stores

type _Of[I] = Request[Stores, I]

_PROPOSE, _DECIDE = Permission.CORRECTION_PROPOSE, Permission.CORRECTION_DECIDE
_OF_RECORD, _ONE = "/v1/seizures/{id}/corrections", "/v1/corrections/{id}"


def register(api: Api[Stores]) -> None:
    @api.route("POST", _OF_RECORD, permission=_PROPOSE, body=CorrectionRequest, answer=ShownCorrection, status=201)
    def propose_correction(request: _Of[CorrectionRequest]) -> Reply:
        """Propose changes to another administration's published record, with a reason"""
        done = proposing.propose(_store(request), request.act, request.path["id"], request.input)
        replayed = {"Idempotency-Replayed": "true"} if done.replayed else {}
        return Reply(done.correction, 201, {"Location": f"../../corrections/{done.correction['id']}", **replayed})

    @api.route("GET", _OF_RECORD, permission=_PROPOSE, query=PageQuery, answer=CorrectionPage)
    def list_corrections_of_seizure(request: _Of[PageQuery]) -> Reply:
        """Corrections of a record: all for its administration and RILO, others see their own"""
        id, caller = request.path["id"], request.act.caller.id
        question = {"corrections": id}
        start = request.cursors.read(request.input.cursor, caller, question)
        page = service.of_record(_store(request), request.act, id, start, request.input.limit)
        return Reply({"items": page.items, "next": request.cursors.write(page.next, caller, question)})

    @api.route("GET", "/v1/corrections", permission=_PROPOSE, query=CorrectionQuery, answer=CorrectionPage)
    def list_corrections(request: _Of[CorrectionQuery]) -> Reply:
        """Corrections that one's administration received, or that one's own side proposed; newest first"""
        act, query = request.act, request.input
        question = {**query.question(), "whose": service.tray_of(act, query)}
        start = request.cursors.read(query.cursor, act.caller.id, question)
        page = service.find(_store(request), act, query, start)
        return Reply({"items": page.items, "next": request.cursors.write(page.next, act.caller.id, question)})

    @api.route("GET", _ONE, permission=_PROPOSE, answer=ShownCorrection)
    def read_correction(request: _Of[None]) -> Reply:
        """Read a correction: what the record says now beside what is proposed"""
        return Reply(service.read(_store(request), request.act, request.path["id"]))

    @api.route(
        "POST", f"{_ONE}/accept", permission=_DECIDE, body=CorrectionAcceptance, answer=ShownCorrection, keyed=False
    )
    def accept_correction(request: _Of[CorrectionAcceptance]) -> Reply:
        """Accept a correction: the record changes, as by one's own hand"""
        return Reply(service.accept(_store(request), request.act, request.path["id"], request.input))

    @api.route(
        "POST", f"{_ONE}/decline", permission=_DECIDE, body=CorrectionRefusal, answer=ShownCorrection, keyed=False
    )
    def decline_correction(request: _Of[CorrectionRefusal]) -> Reply:
        """Decline a correction, saying why"""
        return Reply(service.decline(_store(request), request.act, request.path["id"], request.input))

    @api.route("POST", f"{_ONE}/withdraw", permission=_PROPOSE, answer=ShownCorrection, keyed=False)
    def withdraw_correction(request: _Of[None]) -> Reply:
        """Take back a correction that one's own side proposed"""
        return Reply(service.withdraw(_store(request), request.act, request.path["id"]))


def _store[I](request: _Of[I]) -> CorrectionStore:
    return CorrectionStore(request.store.records)
