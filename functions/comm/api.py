"""Routes of CENcomm, confidential messaging for joint operations."""

from typing import Any

from cen.access import Permission
from cen.etag import etag
from cen.http import handler as lambda_handler
from cen.routes import Api, Reply, Request
from comm import consent, leaving, listing, membership, service
from comm.board.routes import register as register_board
from comm.files.routes import register as register_files
from comm.messages.routes import register as register_messages
from comm.model import (
    Member,
    MemberList,
    MemberRemoved,
    NewMember,
    NewOperation,
    Operation,
    OperationPage,
    OperationPatch,
    OperationQuery,
    OverseenPage,
    OverseenQuery,
    Refusal,
)
from comm.operation import Head
from comm.room import enter
from comm.stores import Stores, open_rooms

api = Api("comm", open_rooms)

type _Of[I] = Request[Stores, I]

_USE, _OPEN, _CONSENT = Permission.COMM_USE, Permission.COMM_OPEN, Permission.COMM_CONSENT
_ONE = "/v1/operations/{id}"


@api.route("POST", "/v1/operations", permission=_OPEN, body=NewOperation, answer=Operation, status=201)
def open_operation(request: _Of[NewOperation]) -> Reply:
    """Open an operation; an officer's waits for the consent of a RILO"""
    made, replayed = service.create(request.store, request.act, request.input)
    headers = {"Location": f"operations/{made['id']}", "ETag": etag(made["version"])}
    return Reply(made, 201, headers | ({"Idempotency-Replayed": "true"} if replayed else {}))


@api.route("GET", "/v1/operations", permission=_USE, query=OperationQuery, answer=OperationPage)
def list_operations(request: _Of[OperationQuery]) -> Reply:
    """List the operations that one is a member of, newest first, or those that wait for one's RILO"""
    caller, question = request.act.caller.id, {"operations": request.input.question()}
    start = request.cursors.read(request.input.cursor, caller, question)
    page = listing.find(request.store, request.act, request.input, start)
    return Reply({"items": page.items, "next": request.cursors.write(page.next, caller, question)})


@api.route(
    "GET",
    "/v1/operations/overseen",
    permission=Permission.COMM_OVERSEE,
    query=OverseenQuery,
    answer=OverseenPage,
)
def oversee(request: _Of[OverseenQuery]) -> Reply:
    """List all operations without their names, for auditors"""
    caller, question = request.act.caller.id, {"operations": "overseen"}
    start = request.cursors.read(request.input.cursor, caller, question)
    page = listing.oversee(request.store, request.act, start, request.input.limit)
    return Reply({"items": page.items, "next": request.cursors.write(page.next, caller, question)})


@api.route("GET", _ONE, permission=_USE, answer=Operation)
def read_operation(request: _Of[None]) -> Reply:
    """Read an operation"""
    return _shown(service.read(request.store, request.act, request.path["id"]))


@api.route("PATCH", _ONE, permission=_USE, body=OperationPatch, answer=Operation, keyed=False)
def change_operation(request: _Of[OperationPatch]) -> Reply:
    """Change an operation by a JSON merge patch, as a coordinator; needs If-Match"""
    return _shown(service.change(request.store, request.act, request.path["id"], request.input))


@api.route("POST", f"{_ONE}/consent", permission=_CONSENT, answer=Operation, keyed=False)
def give_consent(request: _Of[None]) -> Reply:
    """Consent, as the RILO that was asked"""
    return _shown(consent.give(request.store, request.act, request.path["id"]))


@api.route("POST", f"{_ONE}/refuse", permission=_CONSENT, body=Refusal, answer=Operation, keyed=False)
def refuse_consent(request: _Of[Refusal]) -> Reply:
    """Refuse the consent; the operation is closed"""
    return _shown(consent.refuse(request.store, request.act, request.path["id"], request.input))


@api.route("POST", f"{_ONE}/start", permission=_USE, answer=Operation, keyed=False)
def start_operation(request: _Of[None]) -> Reply:
    """Start a planned operation before its day, as a coordinator"""
    return _shown(service.start(request.store, request.act, request.path["id"]))


@api.route("POST", f"{_ONE}/close", permission=_USE, answer=Operation, keyed=False)
def close_operation(request: _Of[None]) -> Reply:
    """Close an operation, as a coordinator; everything can still be read"""
    return _shown(service.close(request.store, request.act, request.path["id"]))


@api.route("GET", f"{_ONE}/members", permission=_USE, answer=MemberList)
def list_members(request: _Of[None]) -> Reply:
    """List who is or was a member"""
    room = enter(request.store, request.act, request.path["id"])
    return Reply({"items": membership.find(request.store.store, room)})


@api.route("POST", f"{_ONE}/members", permission=_USE, body=NewMember, answer=Member, status=201, keyed=False)
def add_member(request: _Of[NewMember]) -> Reply:
    """Let in an administration or a person, as a coordinator"""
    made = membership.add(request.store, request.store.find_person, request.act, request.path["id"], request.input)
    return Reply(made, 201)


@api.route("DELETE", f"{_ONE}/members/{{member}}", permission=_USE, answer=MemberRemoved, keyed=False)
def remove_member(request: _Of[None]) -> Reply:
    """Leave, as a contact point with one's administration, or expel as a coordinator; acts with the next request"""
    store, act, id, member = request.store, request.act, request.path["id"], request.path["member"]
    return Reply(leaving.remove(store, store.find_account, act, id, member))


register_messages(api)
register_files(api)
register_board(api)


def _shown(found: tuple[dict[str, Any], Head]) -> Reply:
    shown, head = found
    return Reply(shown, headers={"ETag": etag(head.version)})


handler = lambda_handler(api)
