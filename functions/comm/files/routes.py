"""Routes of attachments."""

from cen.access import Permission
from cen.routes import Api, Reply, Request
from comm.files import service
from comm.files.model import Attachment, AttachmentContent, AttachmentList, AttachmentRemoved, NewAttachment
from comm.messages.routes import number_of
from comm.stores import Stores

type _Of[I] = Request[Stores, I]

_USE = Permission.COMM_USE
_ALL = "/v1/operations/{id}/messages/{number}/attachments"
_ONE = f"{_ALL}/{{file}}"


def register(api: Api[Stores]) -> None:
    @api.route("POST", _ALL, permission=_USE, body=NewAttachment, answer=Attachment, status=201)
    def attach(request: _Of[NewAttachment]) -> Reply:
        """Attach a picture or a PDF to one's own message: answers the form to upload it with"""
        store, act, id = request.store, request.act, request.path["id"]
        made, replayed = service.ask(store, store.quarantine, act, id, number_of(request), request.input)
        return Reply(made, 201, {"Idempotency-Replayed": "true"} if replayed else {})

    @api.route("GET", _ALL, permission=_USE, answer=AttachmentList)
    def list_attachments(request: _Of[None]) -> Reply:
        """List the attachments of a message"""
        return Reply({"items": service.find(request.store, request.act, request.path["id"], number_of(request))})

    @api.route("GET", _ONE, permission=_USE, answer=AttachmentContent)
    def fetch_attachment(request: _Of[None]) -> Reply:
        """Fetch an attachment"""
        store, act, id, file = request.store, request.act, request.path["id"], request.path["file"]
        return Reply(service.fetch(store, store.files, act, id, number_of(request), file))

    @api.route("DELETE", _ONE, permission=_USE, answer=AttachmentRemoved, keyed=False)
    def remove_attachment(request: _Of[None]) -> Reply:
        """Take an attachment away again"""
        service.remove(request.store, request.act, request.path["id"], number_of(request), request.path["file"])
        return Reply({"id": request.path["file"]})
