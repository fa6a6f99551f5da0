"""Routes of the website's content: alerts, the library, links, experts; subscriptions and inboxes."""

from alerts import service
from alerts.inbox.routes import register as register_inbox
from alerts.model import Alert, AlertEntry
from alerts.record import Record
from alerts.service import Done
from alerts.stores import Stores, open_stores
from alerts.subscriptions.routes import register as register_subscriptions
from cen.access import Permission
from cen.etag import etag
from cen.http import handler as lambda_handler
from cen.routes import Api, Reply, Request

api = Api("alerts", open_stores)

type _Of[I] = Request[Stores, I]

_READ, _WRITE = Permission.ALERT_READ, Permission.ALERT_WRITE


@api.route("POST", "/v1/alerts", permission=_WRITE, body=AlertEntry, answer=Alert, status=201)
def draft(request: _Of[AlertEntry]) -> Reply:
    """Draft an alert, bulletin, situation report or concealment notice"""
    done = service.draft(request.store.alerts, request.act, request.input)
    return _done(done, status=201, headers={"Location": f"alerts/{done.record.id}"})


@api.route("GET", "/v1/alerts/{id}", permission=_READ, answer=Alert)
def read(request: _Of[None]) -> Reply:
    """Read an alert"""
    return _record(service.read(request.store.alerts, request.act, request.path["id"]))


# Each package of this context registers its own routes here, one line each.
register_subscriptions(api)
register_inbox(api)


def _done(done: Done, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    replayed = {"Idempotency-Replayed": "true"} if done.replayed else {}
    return _record(done.record, status, (headers or {}) | replayed)


def _record(record: Record, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """The stored document as it is: nothing is parsed to be read."""
    return Reply(record.document, status, {"ETag": etag(record.version), **(headers or {})})


handler = lambda_handler(api)
