"""Routes of the inbox; they belong to the API of the website's content. What an inbox takes is loaded by who looks."""

from typing import TYPE_CHECKING

from alerts.inbox.model import InboxCounts, InboxPage, InboxQuery, InboxRead, addressees
from alerts.stores import Stores
from cen.access import Permission
from cen.routes import Api, Reply, Request

if TYPE_CHECKING:
    from alerts.inbox.store import InboxStore

type _Of[I] = Request[Stores, I]

_READ = Permission.INBOX_READ


def register(api: Api[Stores]) -> None:
    @api.route("GET", "/v1/inbox", permission=_READ, query=InboxQuery, answer=InboxPage)
    def list_notices(request: _Of[InboxQuery]) -> Reply:
        """What one has to act on, or may read; newest first"""
        from alerts.inbox import service

        caller, asked = request.act.caller, request.input
        question = {**asked.question(), "inbox": addressees(caller)}
        start = request.cursors.read(asked.cursor, caller.id, question)
        page = service.find(_store(request), request.store.seats, request.act, asked, start)
        return Reply({"items": page.items, "next": request.cursors.write(page.next, caller.id, question)})

    @api.route("GET", "/v1/inbox/counts", permission=_READ, answer=InboxCounts)
    def count_notices(request: _Of[None]) -> Reply:
        """How much there is to do and to read; cheap enough for every page"""
        from alerts.inbox import service

        return Reply(service.count(_store(request), request.act))

    @api.route("POST", "/v1/inbox/read", permission=_READ, body=InboxRead, answer=InboxCounts, keyed=False)
    def mark_notices_read(request: _Of[InboxRead]) -> Reply:
        """Mark everything read that came up to a moment"""
        from alerts.inbox import service

        return Reply(service.read_all(_store(request), request.act, request.input))

    @api.route("POST", "/v1/inbox/{id}/read", permission=_READ, answer=InboxCounts, keyed=False)
    def mark_notice_read(request: _Of[None]) -> Reply:
        """Mark one notice read; what is to be done stays to be done"""
        from alerts.inbox import service

        return Reply(service.read_one(_store(request), request.act, request.path["id"]))


def _store[I](request: _Of[I]) -> "InboxStore":
    from alerts.inbox.store import InboxStore

    return InboxStore(request.store.alerts.table)
