"""Routes of messages, drafts and receipts."""

from typing import Any, Literal

from pydantic import BaseModel, RootModel

from cen.access import Permission
from cen.etag import etag
from cen.fields import Model
from cen.paging import PageQuery
from cen.routes import Api, Reply, Request
from comm.errors import NoSuchMessage
from comm.messages import drafts, editing, reading, searching, service, withdrawing
from comm.messages.answers import Message, MessagePage, Receipt, ReceiptList
from comm.messages.model import MessagePatch, NewMessage
from comm.messages.window import MessageQuery
from comm.stores import Stores

type _Of[I] = Request[Stores, I]

_USE = Permission.COMM_USE
_ALL = "/v1/operations/{id}/messages"
_ONE = f"{_ALL}/{{number}}"
_DRAFTS = "/v1/operations/{id}/drafts"
_REPLAYED = {"Idempotency-Replayed": "true"}


class ReceiptGiven(Model):
    state: Literal["delivered", "read"] = "read"


class DraftContent(RootModel[dict[str, Any]]):
    """What a message will say so far, as `POST …/messages` takes it; it is checked when it is sent."""


class Draft(BaseModel):
    """`tampered`: what is stored is not what was written; drop it."""

    id: str
    version: int
    updated_at: str
    state: Literal["draft", "tampered"]
    message: dict[str, Any]


class DraftList(BaseModel):
    items: list[Draft]


class DraftDropped(BaseModel):
    id: str


def number_of(request: _Of[Any], name: str = "number") -> int:
    """Raises `NoSuchMessage` for what is no number."""
    text = request.path[name]
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and int(text)):
        raise NoSuchMessage
    return int(text)


def register(api: Api[Stores]) -> None:
    _register_messages(api)
    _register_one(api)
    _register_receipts(api)
    _register_drafts(api)


def _register_messages(api: Api[Stores]) -> None:
    @api.route("POST", _ALL, permission=_USE, body=NewMessage, answer=Message, status=201)
    def send_message(request: _Of[NewMessage]) -> Reply:
        """Send a text, a warning, a feedback or a seizure"""
        sent = service.send(request.store, request.act, request.path["id"], request.input.root)
        return _sent(request, sent)

    @api.route("GET", _ALL, permission=_USE, query=MessageQuery, answer=MessagePage)
    def list_messages(request: _Of[MessageQuery]) -> Reply:
        """Read messages by number, ask for news, or look for words"""
        act, id, query = request.act, request.path["id"], request.input
        if query.searches:
            return Reply(searching.search(request.store, act, id, query))
        return Reply(reading.page(request.store, act, id, query))


def _register_one(api: Api[Stores]) -> None:
    @api.route("GET", _ONE, permission=_USE, answer=Message)
    def read_message(request: _Of[None]) -> Reply:
        """Read a message"""
        return _read(request)

    @api.route("PATCH", _ONE, permission=_USE, body=MessagePatch, answer=Message, keyed=False)
    def change_message(request: _Of[MessagePatch]) -> Reply:
        """Change one's own message by a JSON merge patch; needs If-Match"""
        editing.change(request.store, request.act, request.path["id"], number_of(request), request.input)
        return _read(request)

    @api.route("GET", f"{_ONE}/versions/{{version}}", permission=_USE, answer=Message)
    def read_message_version(request: _Of[None]) -> Reply:
        """Read what a message was before it was changed"""
        number, version = number_of(request), number_of(request, "version")
        return Reply(reading.read_version(request.store, request.act, request.path["id"], number, version))

    @api.route("POST", f"{_ONE}/withdraw", permission=_USE, answer=Message, keyed=False)
    def withdraw_message(request: _Of[None]) -> Reply:
        """Withdraw one's own message, or any as a coordinator; a stone stays"""
        withdrawing.withdraw(request.store, request.act, request.path["id"], number_of(request))
        return _read(request)


def _register_receipts(api: Api[Stores]) -> None:
    @api.route("POST", f"{_ONE}/receipt", permission=_USE, body=ReceiptGiven, answer=Receipt, keyed=False)
    def confirm_receipt(request: _Of[ReceiptGiven]) -> Reply:
        """Confirm that one got or read a message"""
        given = request.input.state
        return Reply(service.receive(request.store, request.act, request.path["id"], number_of(request), given))

    @api.route("GET", f"{_ONE}/receipts", permission=_USE, query=PageQuery, answer=ReceiptList)
    def list_receipts(request: _Of[PageQuery]) -> Reply:
        """See who confirmed, as the sender's administration or a coordinator"""
        act, id, number = request.act, request.path["id"], number_of(request)
        question = {"receipts": f"{id}/{number}"}
        start = request.cursors.read(request.input.cursor, act.caller.id, question)
        page = service.receipts(request.store, act, id, number, start, request.input.limit)
        return Reply({"items": page.items, "next": request.cursors.write(page.next, act.caller.id, question)})


def _register_drafts(api: Api[Stores]) -> None:
    one = f"{_DRAFTS}/{{draft}}"

    @api.route("POST", _DRAFTS, permission=_USE, body=DraftContent, answer=Draft, status=201)
    def keep_draft(request: _Of[DraftContent]) -> Reply:
        """Keep a draft, which nobody else sees"""
        made, replayed = drafts.keep(request.store, request.act, request.path["id"], request.input.root)
        return Reply(made, 201, _REPLAYED if replayed else {})

    @api.route("GET", _DRAFTS, permission=_USE, answer=DraftList)
    def list_drafts(request: _Of[None]) -> Reply:
        """List one's own drafts"""
        return Reply({"items": drafts.find(request.store, request.act, request.path["id"])})

    @api.route("GET", one, permission=_USE, answer=Draft)
    def read_draft(request: _Of[None]) -> Reply:
        """Read one's own draft"""
        return Reply(drafts.read(request.store, request.act, request.path["id"], request.path["draft"])[0])

    @api.route("PATCH", one, permission=_USE, body=DraftContent, answer=Draft, keyed=False)
    def change_draft(request: _Of[DraftContent]) -> Reply:
        """Change fields of one's own draft; null removes one"""
        id, draft = request.path["id"], request.path["draft"]
        return Reply(drafts.change(request.store, request.act, id, draft, request.input.root))

    @api.route("DELETE", one, permission=_USE, answer=DraftDropped, keyed=False)
    def drop_draft(request: _Of[None]) -> Reply:
        """Drop one's own draft"""
        drafts.drop(request.store, request.act, request.path["id"], request.path["draft"])
        return Reply({"id": request.path["draft"]})

    @api.route("POST", f"{one}/send", permission=_USE, answer=Message, status=201)
    def send_draft(request: _Of[None]) -> Reply:
        """Send one's own draft, once it is complete"""
        sent = drafts.send(request.store, request.act, request.path["id"], request.path["draft"])
        return _sent(request, sent)


def _sent(request: _Of[Any], sent: tuple[str, int, bool]) -> Reply:
    document, number, replayed = sent
    location = {"Location": f"operations/{request.path['id']}/messages/{number}"}
    tag = {} if replayed else {"ETag": etag(1)}
    return Reply(document, 201, location | tag | (_REPLAYED if replayed else {}))


def _read(request: _Of[Any]) -> Reply:
    document, version = reading.read(request.store, request.act, request.path["id"], number_of(request))
    return Reply(document, headers={"ETag": etag(version)})
