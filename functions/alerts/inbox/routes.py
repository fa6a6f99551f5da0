"""Routes of the inbox; they belong to the API of the website's content."""

from alerts.inbox import service
from alerts.inbox.model import InboxCounts, InboxPage, InboxQuery, InboxRead, addressees
from alerts.inbox.store import InboxStore
from alerts.stores import Stores
from cen.access import Permission
from cen.routes import Api, Reply, Request

type _Of[I] = Request[Stores, I]

_READ = Permission.INBOX_READ


def register(api: Api[Stores]) -> None:
    @api.route("GET", "/v1/inbox", permission=_READ, query=InboxQuery, answer=InboxPage)
    def list_notices(request: _Of[InboxQuery]) -> Reply:
        """What one has to act on, or may read; newest first"""
        caller, asked = request.act.caller, request.input
        question = {**asked.question(), "inbox": addressees(caller)}
        start = request.cursors.read(asked.cursor, caller.id, question)
        page = service.find(_store(request), request.act, asked, start)
        return Reply({"items": page.items, "next": request.cursors.write(page.next, caller.id, question)})

    @api.route("GET", "/v1/inbox/counts", permission=_READ, answer=InboxCounts)
    def count_notices(request: _Of[None]) -> Reply:
        """How much there is to do and to read; cheap enough for every page"""
        return Reply(service.count(_store(request), request.act))

    @api.route("POST", "/v1/inbox/read", permission=_READ, body=InboxRead, answer=InboxCounts, keyed=False)
    def read_notices(request: _Of[InboxRead]) -> Reply:
        """Mark everything read that came up to a moment"""
        return Reply(service.read_all(_store(request), request.act, request.input))

    @api.route("POST", "/v1/inbox/{id}/read", permission=_READ, answer=InboxCounts, keyed=False)
    def read_notice(request: _Of[None]) -> Reply:
        """Mark one notice read; what is to be done stays to be done"""
        return Reply(service.read_one(_store(request), request.act, request.path["id"]))


def _store[I](request: _Of[I]) -> InboxStore:
    return InboxStore(request.store.alerts.table)
