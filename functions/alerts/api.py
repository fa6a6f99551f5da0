"""Routes of the website's content: alerts, the library, links, experts; subscriptions and inboxes."""

from typing import Any

from alerts import answering, ending, reading, service
from alerts.answering import Acknowledgements, Rating
from alerts.answers import AlertHistoryPage, AlertPage, AlertSeen
from alerts.audience import Audience
from alerts.inbox.routes import register as register_inbox
from alerts.model import Alert, AlertEntry, AlertPatch, AlertReason, AlertRenewal, Superseding
from alerts.notice import NoticePage, NoticeQuery, notice, page, policy
from alerts.query import AlertQuery
from alerts.record import Record
from alerts.routes.library import register as register_library
from alerts.routes.shelves import register as register_shelves
from alerts.search.find import find as find_by_words
from alerts.steps import Done
from alerts.stores import Stores, open_stores
from alerts.subscriptions.routes import register as register_subscriptions
from cen.access import Permission
from cen.etag import etag
from cen.http import handler as lambda_handler
from cen.paging import Page, PageQuery
from cen.problems import NotFound
from cen.routes import Api, Reply, Request

api = Api("alerts", open_stores)

type _Of[I] = Request[Stores, I]

_READ, _WRITE = Permission.ALERT_READ, Permission.ALERT_WRITE
_ONE = "/v1/alerts/{id}"


@api.route("POST", "/v1/alerts", permission=_WRITE, body=AlertEntry, answer=Alert, status=201)
def draft(request: _Of[AlertEntry]) -> Reply:
    """Draft an alert, bulletin, situation report or concealment notice"""
    done = service.draft(request.store, request.act, request.input)
    return _done(done, status=201, headers={"Location": f"alerts/{done.record.id}"})


@api.route("GET", "/v1/alerts", permission=_READ, query=AlertQuery, answer=AlertPage)
def find(request: _Of[AlertQuery]) -> Reply:
    """List what is valid now and open to the caller, newest first; find by words; list what one's own offices have"""
    act, query = request.act, request.input
    places = reading.partitions(act, query) if query.q is None else []
    asked = {**query.question(), "where": places}
    start = request.cursors.read(query.cursor, act.caller.id, asked)
    reader = reading.looking(act, request.store.seats, query)
    if query.q is None:
        found = reading.listed(request.store.alerts, act, query, start, reader)
    else:
        found = find_by_words(request.store.postings, act, query, start, reader)
    return _page(request, found, asked)


@api.route("GET", _ONE, permission=_READ, answer=AlertSeen)
def read(request: _Of[None]) -> Reply:
    """Read an alert, with how it was rated and what oneself has answered"""
    return _seen(request)


@api.route("PATCH", _ONE, permission=_WRITE, body=AlertPatch, answer=Alert)
def change(request: _Of[AlertPatch]) -> Reply:
    """Change one's own alert by a JSON merge patch; needs If-Match"""
    return _done(service.change(request.store, request.act, request.path["id"], request.input))


@api.route("GET", f"{_ONE}/audience", permission=_WRITE, answer=Audience)
def read_audience(request: _Of[None]) -> Reply:
    """Who exactly will see it, as numbers of people by administration and tier"""
    return Reply(service.reach(request.store, request.act, request.path["id"]))


@api.route("GET", f"{_ONE}/notice", permission=_READ, query=NoticeQuery, answer=NoticePage, also="text/html")
def read_notice(request: _Of[NoticeQuery]) -> Reply:
    """A concealment notice on one page, as data or to be printed (format=html)"""
    record = reading.read_current(request.store, request.act, request.path["id"])
    shown = notice(record)
    return Reply(page(shown), headers=policy()) if request.input.format == "html" else Reply(shown)


@api.route("GET", f"{_ONE}/history", permission=_READ, query=PageQuery, answer=AlertHistoryPage)
def read_history(request: _Of[PageQuery]) -> Reply:
    """What happened to an alert, newest first"""
    id, asked = request.path["id"], {"history": request.path["id"]}
    start = request.cursors.read(request.input.cursor, request.act.caller.id, asked)
    found = reading.history(request.store, request.act, id, start, request.input.limit)
    return _page(request, found, asked)


@api.route("GET", f"{_ONE}/versions", permission=_WRITE, query=PageQuery, answer=AlertPage)
def list_versions(request: _Of[PageQuery]) -> Reply:
    """Earlier versions of one's own alert, newest first"""
    id, asked = request.path["id"], {"versions": request.path["id"]}
    start = request.cursors.read(request.input.cursor, request.act.caller.id, asked)
    found = reading.versions(request.store, request.act, id, start, request.input.limit)
    return _page(request, found, asked)


@api.route("GET", f"{_ONE}/versions/{{version}}", permission=_WRITE, answer=Alert)
def read_version(request: _Of[None]) -> Reply:
    """Read a version of one's own alert"""
    version = request.path["version"]
    if not version.isascii() or not version.isdigit() or len(version) > 8:
        raise NotFound("Versions are numbers.")
    return _record(reading.read_version(request.store, request.act, request.path["id"], int(version)))


@api.route("POST", f"{_ONE}/propose", permission=_WRITE, answer=Alert)
def propose(request: _Of[None]) -> Reply:
    """Propose a draft of one's administration to its RILO"""
    return _done(service.propose(request.store, request.act, request.path["id"]))


@api.route("POST", f"{_ONE}/return", permission=_WRITE, body=AlertReason, answer=Alert)
def send_back(request: _Of[AlertReason]) -> Reply:
    """Return a proposal to the administration it came from"""
    return _done(service.send_back(request.store, request.act, request.path["id"], request.input))


@api.route("POST", f"{_ONE}/publish", permission=_WRITE, answer=Alert)
def publish(request: _Of[None]) -> Reply:
    """Publish one's own draft, or a proposal to one's RILO; a proposal needs If-Match"""
    return _done(service.publish(request.store, request.act, request.path["id"]))


@api.route("POST", f"{_ONE}/renew", permission=_WRITE, body=AlertRenewal, answer=Alert)
def renew(request: _Of[AlertRenewal]) -> Reply:
    """Let an alert be valid until another day"""
    return _done(ending.renew(request.store, request.act, request.path["id"], request.input))


@api.route("POST", f"{_ONE}/supersede", permission=_WRITE, body=Superseding, answer=Alert)
def supersede(request: _Of[Superseding]) -> Reply:
    """Put another published alert in its place"""
    return _done(ending.supersede(request.store, request.act, request.path["id"], request.input))


@api.route("POST", f"{_ONE}/withdraw", permission=_WRITE, body=AlertReason, answer=Alert)
def withdraw(request: _Of[AlertReason]) -> Reply:
    """Withdraw an alert; nobody but its office can read it any more"""
    return _done(ending.withdraw(request.store, request.act, request.path["id"], request.input))


@api.route("POST", f"{_ONE}/close", permission=_WRITE, answer=Alert)
def close(request: _Of[None]) -> Reply:
    """Leave an expired alert at that"""
    return _done(ending.close(request.store, request.act, request.path["id"]))


@api.route("POST", f"{_ONE}/acknowledge", permission=_READ, answer=AlertSeen, keyed=False)
def acknowledge(request: _Of[None]) -> Reply:
    """Acknowledge an alert, for oneself or the administration one is the contact point of"""
    answering.acknowledge(request.store, request.act, request.path["id"])
    return _seen(request)


@api.route("POST", f"{_ONE}/rate", permission=_READ, body=Rating, answer=AlertSeen, keyed=False)
def rate(request: _Of[Rating]) -> Reply:
    """Say whether an alert was useful"""
    answering.rate(request.store, request.act, request.path["id"], request.input)
    return _seen(request)


@api.route("GET", f"{_ONE}/acknowledgements", permission=_WRITE, answer=Acknowledgements)
def list_acknowledgements(request: _Of[None]) -> Reply:
    """Who has acknowledged one's own alert, and who has not yet"""
    return Reply(answering.acknowledgements(request.store, request.act, request.path["id"]))


# Each package of this context registers its own routes here, one line each.
register_subscriptions(api)
register_inbox(api)
register_library(api)
register_shelves(api)


def _seen(request: _Of[Any]) -> Reply:
    record, text = reading.read(request.store, request.act, request.path["id"])
    return Reply(text, headers={"ETag": etag(record.version)})


def _page(request: _Of[Any], found: Page[Any], asked: dict[str, Any]) -> Reply:
    return Reply({"items": found.items, "next": request.cursors.write(found.next, request.act.caller.id, asked)})


def _done(done: Done, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    replayed = {"Idempotency-Replayed": "true"} if done.replayed else {}
    return _record(done.record, status, (headers or {}) | replayed)


def _record(record: Record, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """The stored document as it is: nothing is parsed to be read."""
    return Reply(record.document, status, {"ETag": etag(record.version), **(headers or {})})


handler = lambda_handler(api)
