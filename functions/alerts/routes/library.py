"""Routes of the library of reference documents."""

from typing import Any

from alerts.library import uploading
from alerts.routes.replies import ShelfPatch, changed, listed, placed, removed, shown
from alerts.shelf import service
from alerts.shelf.entry import Entry, cover
from alerts.shelf.model import (
    LIBRARY,
    DocumentAwaited,
    DocumentEntry,
    DocumentFile,
    DocumentPage,
    DocumentSeen,
    EntryRemoved,
    State,
)
from alerts.shelf.query import DocumentQuery
from alerts.stores import Stores
from cen.access import Permission
from cen.routes import Api, Reply, Request

type _Of[I] = Request[Stores, I]

_READ, _WRITE = Permission.SHELF_READ, Permission.SHELF_WRITE


def register(api: Api[Stores]) -> None:
    @api.route("POST", "/v1/library", permission=_WRITE, body=DocumentEntry, answer=DocumentAwaited, status=201)
    def promise_document(request: _Of[DocumentEntry]) -> Reply:
        """Enter a reference document, and get the form that its file is uploaded by"""
        done = uploading.promise(request.store.shelves, request.act, request.input)
        return placed(LIBRARY, done, _form(request, done.entry))

    @api.route("GET", "/v1/library", permission=_READ, query=DocumentQuery, answer=DocumentPage)
    def list_documents(request: _Of[DocumentQuery]) -> Reply:
        """Find reference documents, newest first; or see what of one's own is not ready"""
        return listed(request, LIBRARY, request.input.state)

    @api.route("GET", "/v1/library/{id}", permission=_READ, answer=DocumentSeen)
    def read_document(request: _Of[None]) -> Reply:
        """Read what is known of a document, and get the link to its file"""
        entry = service.read(request.store.shelves, request.act, LIBRARY, request.path["id"])
        fields = entry.fields
        if cover(fields).state is not State.READY:
            return shown(entry)
        link = request.store.files().link(fields["id"], fields["file"]["content_type"], fields["title"])
        return shown(entry, {"link": link})

    @api.route(
        "POST", "/v1/library/{id}/upload", permission=_WRITE, body=DocumentFile, answer=DocumentAwaited, keyed=False
    )
    def upload_document(request: _Of[DocumentFile]) -> Reply:
        """Get another form for a file that has not come, or was refused"""
        entry = uploading.again(request.store.shelves, request.act, request.path["id"], request.input)
        return shown(entry, _form(request, entry))

    @api.route("PATCH", "/v1/library/{id}", permission=_WRITE, body=ShelfPatch, answer=DocumentSeen, keyed=False)
    def change_document(request: _Of[ShelfPatch]) -> Reply:
        """Change what is said of a document by a JSON merge patch; needs If-Match"""
        return changed(request, LIBRARY)

    @api.route("DELETE", "/v1/library/{id}", permission=_WRITE, answer=EntryRemoved, keyed=False)
    def remove_document(request: _Of[None]) -> Reply:
        """Remove a document and its file"""
        entry = service.remove(request.store.shelves, request.act, LIBRARY, request.path["id"])
        request.store.files().remove(request.path["id"])
        return removed(entry)


def _form(request: _Of[Any], entry: Entry) -> dict[str, Any]:
    form = uploading.form(request.store.quarantine(), entry)
    return {"upload": {"url": form.url, "fields": form.fields, "expires_at": form.expires_at}} if form else {}
