"""Routes of subscriptions; they belong to the API of the website's content. What subscribing takes is loaded by who
subscribes: the API has more to do than this."""

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from alerts.stores import Stores
from alerts.subscriptions.model import Subscription, SubscriptionPage, SubscriptionRequest
from cen.access import Permission
from cen.paging import PageQuery
from cen.routes import Api, Public, Reply, Request

if TYPE_CHECKING:
    from alerts.subscriptions.service import Desk

type _Of[I] = Request[Stores, I]
type OpenDesk = Callable[[Stores], "Desk"]

_SUBSCRIBE = Permission.SUBSCRIBE
_PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
}


class LinkQuery(BaseModel):
    """What a link in a mail carries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: Annotated[str, Field(min_length=1, max_length=200)]


def _desk(stores: Stores) -> "Desk":
    from alerts.subscriptions.endpoints import Rules
    from alerts.subscriptions.service import Desk
    from alerts.subscriptions.store import SubscriptionStore
    from alerts.subscriptions.topic import open_topic
    from cen.doors import seizures
    from cen.settings import settings

    topic = open_topic()
    rules = Rules(topic.arn, own=settings.own_endpoints)
    return Desk(SubscriptionStore(stores.alerts.table), topic, rules, seizures(settings.seizures_door))


def register(api: Api[Stores], open_desk: OpenDesk = _desk) -> None:
    @api.route(
        "POST",
        "/v1/subscriptions",
        permission=_SUBSCRIBE,
        body=SubscriptionRequest,
        answer=Subscription,
        status=201,
        keyed=False,
    )
    def subscribe(request: _Of[SubscriptionRequest]) -> Reply:
        """Subscribe to alerts, or to the matches of one's own saved search, by mail, queue or HTTPS"""
        from alerts.subscriptions import service

        desk = open_desk(request.store)
        kept = service.create(desk, request.act, request.input)
        return Reply(service.shown(desk, kept), 201, {"Location": f"subscriptions/{kept.id}"})

    @api.route("GET", "/v1/subscriptions", permission=_SUBSCRIBE, query=PageQuery, answer=SubscriptionPage)
    def list_subscriptions(request: _Of[PageQuery]) -> Reply:
        """List one's own subscriptions, newest first"""
        from alerts.subscriptions import service

        desk, caller, question = open_desk(request.store), request.act.caller.id, {"subscriptions": "own"}
        start = request.cursors.read(request.input.cursor, caller, question)
        page = service.find(desk, request.act, start, request.input.limit)
        items = [service.shown(desk, kept) for kept in page.items]
        return Reply({"items": items, "next": request.cursors.write(page.next, caller, question)})

    @api.route("GET", "/v1/subscriptions/{id}", permission=_SUBSCRIBE, answer=Subscription)
    def read_subscription(request: _Of[None]) -> Reply:
        """Read one's own subscription, with what was delivered last and what failed"""
        from alerts.subscriptions import service

        desk = open_desk(request.store)
        return Reply(service.shown(desk, service.read(desk, request.act, request.path["id"]), whole=True))

    @api.route("POST", "/v1/subscriptions/{id}/confirm", permission=_SUBSCRIBE, answer=Subscription, keyed=False)
    def confirm_subscription(request: _Of[None]) -> Reply:
        """Take note that the endpoint has confirmed; if it has not, ask it again"""
        from alerts.subscriptions import service

        desk = open_desk(request.store)
        return Reply(service.shown(desk, service.confirm(desk, request.act, request.path["id"])))

    @api.route("DELETE", "/v1/subscriptions/{id}", permission=_SUBSCRIBE, answer=Subscription, keyed=False)
    def remove_subscription(request: _Of[None]) -> Reply:
        """End one's own subscription"""
        from alerts.subscriptions import service

        desk = open_desk(request.store)
        return Reply(service.shown(desk, service.remove(desk, request.act, request.path["id"])))

    _register_links(api, open_desk)


def _register_links(api: Api[Stores], open_desk: OpenDesk) -> None:
    @api.route("GET", "/v1/unsubscribe", permission=Public, query=LinkQuery)
    def ask_to_unsubscribe(request: _Of[LinkQuery]) -> Reply:
        """A page with a button that ends the mails; mail programs look at links, so looking ends nothing"""
        address = escape(f"unsubscribe?token={quote(request.input.token, safe='')}", quote=True)
        return _page(
            "<p>Stop these mails?</p><p lang=fr>Arrêter ces courriels ?</p>"
            f'<form method=post action="{address}"><input type=hidden name=List-Unsubscribe value=One-Click>'
            "<button>Stop · Arrêter</button></form>"
        )

    @api.route("POST", "/v1/unsubscribe", permission=Public, query=LinkQuery, keyed=False, form=True)
    def unsubscribe(request: _Of[LinkQuery]) -> Reply:
        """End the mails of one subscription, by whoever has its link (RFC 8058)"""
        from alerts.subscriptions import service

        service.unsubscribe(open_desk(request.store), request.act, request.input.token)
        return _page(
            "<p>These mails have ended. What you have to act on is still written to you.</p>"
            "<p lang=fr>Ces courriels ont pris fin. Ce qui demande votre action vous est toujours écrit.</p>"
        )


def _page(body: str) -> Reply:
    title = "<!doctype html><html lang=en><meta charset=utf-8><title>Customs Enforcement Network</title>"
    return Reply(f"{title}<body>{body}</body></html>", headers=_PAGE_HEADERS)
