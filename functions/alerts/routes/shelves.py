"""Routes of the links to other organisations, and of the directory of experts and laboratories."""

from alerts.routes.replies import ShelfPatch, changed, listed, placed, read, taken_off
from alerts.shelf import service
from alerts.shelf.model import (
    EXPERTS,
    LINKS,
    EntryRemoved,
    ExpertEntry,
    ExpertPage,
    ExpertSeen,
    LinkEntry,
    LinkPage,
    LinkSeen,
)
from alerts.shelf.query import ExpertQuery, LinkQuery
from alerts.stores import Stores
from cen.access import Permission
from cen.routes import Api, Reply, Request

type _Of[I] = Request[Stores, I]

_READ, _WRITE = Permission.SHELF_READ, Permission.SHELF_WRITE


def register(api: Api[Stores]) -> None:
    _links(api)
    _experts(api)


def _links(api: Api[Stores]) -> None:
    @api.route("POST", "/v1/links", permission=_WRITE, body=LinkEntry, answer=LinkSeen, status=201)
    def add_link(request: _Of[LinkEntry]) -> Reply:
        """Add a link to another organisation"""
        return placed(LINKS, service.put_on(request.store.shelves, request.act, LINKS, request.input))

    @api.route("GET", "/v1/links", permission=_READ, query=LinkQuery, answer=LinkPage)
    def list_links(request: _Of[LinkQuery]) -> Reply:
        """Find links to other organisations, newest first"""
        return listed(request, LINKS)

    @api.route("GET", "/v1/links/{id}", permission=_READ, answer=LinkSeen)
    def read_link(request: _Of[None]) -> Reply:
        """Read a link"""
        return read(request, LINKS)

    @api.route("PATCH", "/v1/links/{id}", permission=_WRITE, body=ShelfPatch, answer=LinkSeen, keyed=False)
    def change_link(request: _Of[ShelfPatch]) -> Reply:
        """Change a link by a JSON merge patch; needs If-Match"""
        return changed(request, LINKS)

    @api.route("DELETE", "/v1/links/{id}", permission=_WRITE, answer=EntryRemoved, keyed=False)
    def remove_link(request: _Of[None]) -> Reply:
        """Remove a link"""
        return taken_off(request, LINKS)


def _experts(api: Api[Stores]) -> None:
    @api.route("POST", "/v1/experts", permission=_WRITE, body=ExpertEntry, answer=ExpertSeen, status=201)
    def add_expert(request: _Of[ExpertEntry]) -> Reply:
        """Enter an expert's function, a laboratory or another place that helps, with the day of consent"""
        return placed(EXPERTS, service.put_on(request.store.shelves, request.act, EXPERTS, request.input))

    @api.route("GET", "/v1/experts", permission=_READ, query=ExpertQuery, answer=ExpertPage)
    def list_experts(request: _Of[ExpertQuery]) -> Reply:
        """Find experts and laboratories, newest first"""
        return listed(request, EXPERTS)

    @api.route("GET", "/v1/experts/{id}", permission=_READ, answer=ExpertSeen)
    def read_expert(request: _Of[None]) -> Reply:
        """Read an entry of the directory of experts and laboratories"""
        return read(request, EXPERTS)

    @api.route("PATCH", "/v1/experts/{id}", permission=_WRITE, body=ShelfPatch, answer=ExpertSeen, keyed=False)
    def change_expert(request: _Of[ShelfPatch]) -> Reply:
        """Change an entry of the directory by a JSON merge patch; needs If-Match"""
        return changed(request, EXPERTS)

    @api.route("DELETE", "/v1/experts/{id}", permission=_WRITE, answer=EntryRemoved, keyed=False)
    def remove_expert(request: _Of[None]) -> Reply:
        """Remove an entry whose consent was withdrawn; nothing of it stays"""
        return taken_off(request, EXPERTS)
