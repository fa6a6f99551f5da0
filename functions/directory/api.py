"""Routes of the directory: the caller, administrations, RILOs."""

from collections.abc import Sequence

from cen.access import Permission
from cen.http import handler as lambda_handler
from cen.paging import PageQuery
from cen.routes import Api, Reply, Request
from directory import service
from directory.model import Administration, AdministrationPage, Me, Rilo, RiloPage

api: Api[None] = Api("directory", lambda: None)


@api.route("GET", "/v1/me", permission=Permission.PROFILE_READ, answer=Me)
def me(request: Request[None, None]) -> Reply:
    """Who the caller is and what they may do"""
    return Reply(service.me(request.act.caller).model_dump())


@api.route("GET", "/v1/administrations", permission=Permission.MEMBERS_READ, query=PageQuery, answer=AdministrationPage)
def administrations(request: Request[None, PageQuery]) -> Reply:
    """Customs administrations with their region and RILO"""
    return _page(request, service.administrations(request.act.now.date()), "administrations")


@api.route("GET", "/v1/administrations/{code}", permission=Permission.MEMBERS_READ, answer=Administration)
def administration(request: Request[None, None]) -> Reply:
    """One customs administration"""
    return Reply(service.administration(request.path["code"], request.act.now.date()).model_dump())


@api.route("GET", "/v1/rilos", permission=Permission.MEMBERS_READ, query=PageQuery, answer=RiloPage)
def rilos(request: Request[None, PageQuery]) -> Reply:
    """Regional Intelligence Liaison Offices with their members today"""
    return _page(request, service.rilos(request.act.now.date()), "rilos")


@api.route("GET", "/v1/rilos/{code}", permission=Permission.MEMBERS_READ, answer=Rilo)
def rilo(request: Request[None, None]) -> Reply:
    """One Regional Intelligence Liaison Office"""
    return Reply(service.rilo(request.path["code"], request.act.now.date()).model_dump())


def _page(request: Request[None, PageQuery], found: Sequence[Administration | Rilo], name: str) -> Reply:
    """Short lists of the shared layer, in the order of their codes; the cursor is the last code shown."""
    found = sorted(found, key=lambda item: item.code)
    caller, question = request.act.caller.id, {"list": name}
    start = request.cursors.read(request.input.cursor, caller, question)
    rest = [item for item in found if start is None or item.code > start["after"]]
    shown = rest[: request.input.limit]
    last = {"after": shown[-1].code} if len(rest) > len(shown) else None
    return Reply(
        {"items": [item.model_dump() for item in shown], "next": request.cursors.write(last, caller, question)}
    )


handler = lambda_handler(api)
