"""Routes of the code lists, and the two that need no token."""

from functools import cache
from pathlib import Path

from cen.access import Permission
from cen.http import handler as lambda_handler
from cen.routes import Api, Public, Reply, Request
from reference import service
from reference.model import CodeLists, CodePage, CodeQuery, Health

api: Api[None] = Api("reference", lambda: None)


@api.route("GET", "/v1/health", permission=Public, answer=Health)
def health(_: Request[None, None]) -> Reply:
    """Say that the service answers"""
    return Reply(Health(status="ok"))


@api.route("GET", "/v1/openapi.json", permission=Public)
def openapi(_: Request[None, None]) -> Reply:
    """The published schema of every route"""
    return Reply(_schema())


@api.route("GET", "/v1/codes", permission=Permission.CODES_READ, answer=CodeLists)
def lists(_: Request[None, None]) -> Reply:
    """Every code list, with its edition, source and licence"""
    return Reply({"items": [found.model_dump() for found in service.lists()], "next": None})


@api.route("GET", "/v1/codes/{list}", permission=Permission.CODES_READ, query=CodeQuery, answer=CodePage)
def find(request: Request[None, CodeQuery]) -> Reply:
    """Codes of a list, by code or everyday word"""
    list_id, caller = request.path["list"], request.act.caller.id
    question = {"list": list_id, **request.input.question()}
    start = request.cursors.read(request.input.cursor, caller, question)
    items, more = service.find(list_id, request.input, start["after"] if start else None)
    after = request.cursors.write({"after": more} if more else None, caller, question)
    return Reply({"items": [item.model_dump() for item in items], "next": after})


@cache
def _schema() -> str:
    return Path(__file__).with_name("openapi.json").read_text("utf-8")


handler = lambda_handler(api)
