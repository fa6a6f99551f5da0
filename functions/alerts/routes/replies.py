"""How entries of the shelves are answered."""

from collections.abc import Mapping
from typing import Any

from pydantic import RootModel

from alerts.shelf import service
from alerts.shelf.entry import Entry
from alerts.shelf.model import Kind, State
from alerts.shelf.query import ShelfQuery
from alerts.shelf.service import Placed
from alerts.stores import Stores
from cen import jsontext
from cen.etag import etag
from cen.routes import Reply, Request


class ShelfPatch(RootModel[dict[str, Any]]):
    """A JSON merge patch (RFC 7396) of the content of an entry: null removes, lists are replaced whole."""


def placed(kind: Kind, done: Placed, more: Mapping[str, Any] | None = None) -> Reply:
    location = {"Location": f"{kind.collection}/{done.entry.fields['id']}"}
    return shown(done.entry, more, 201, location | ({"Idempotency-Replayed": "true"} if done.replayed else {}))


def shown(
    entry: Entry, more: Mapping[str, Any] | None = None, status: int = 200, headers: Mapping[str, str] | None = None
) -> Reply:
    """The stored document, and what is only told to who asks for it."""
    fields = entry.fields
    body = jsontext.dumps({**fields, **more}) if more else entry.document
    return Reply(body, status, {"ETag": etag(fields["version"]), **(headers or {})})


def removed(entry: Entry) -> Reply:
    return Reply({"id": entry.fields["id"], "removed": True})


def listed[Q: ShelfQuery](request: Request[Stores, Q], kind: Kind, state: State = State.READY) -> Reply:
    act, query = request.act, request.input
    places = service.places(act, kind, state)
    asked = {**query.question(), "where": places}
    start = request.cursors.read(query.cursor, act.caller.id, asked)
    page = service.listed(request.store.shelves, act, query, places, start)
    return Reply({"items": page.items, "next": request.cursors.write(page.next, act.caller.id, asked)})


def changed(request: Request[Stores, ShelfPatch], kind: Kind) -> Reply:
    return shown(service.change(request.store.shelves, request.act, kind, request.path["id"], request.input.root))


def read(request: Request[Stores, None], kind: Kind) -> Reply:
    return shown(service.read(request.store.shelves, request.act, kind, request.path["id"]))


def taken_off(request: Request[Stores, None], kind: Kind) -> Reply:
    return removed(service.remove(request.store.shelves, request.act, kind, request.path["id"]))
