"""Routes of searches with a picture."""

from typing import Any

from cen import codes
from cen.access import Permission
from cen.routes import Api, Reply, Request
from cpdb import similar
from cpdb.looks import service
from cpdb.looks.model import Look, LookEntry, LookStatus, PictureSearch
from cpdb.looks.store import LookStore
from cpdb.stores import Stores
from cpdb.uploads import look_key

type _Of[I] = Request[Stores, I]

_SEARCH = Permission.PICTURE_SEARCH


def register(api: Api[Stores]) -> None:
    @api.route(
        "POST",
        "/v1/pictures/searches",
        permission=_SEARCH,
        body=LookEntry,
        answer=PictureSearch,
        status=201,
        keyed=False,
    )
    def search_with_picture(request: _Of[LookEntry]) -> Reply:
        """Search with a picture of one's own: get the form by which it is uploaded; it is hashed and forgotten"""
        stores = request.store
        look = service.ask(stores.pictures, LookStore(stores.pictures.table), request.act, request.input)
        form = stores.quarantine().form(look_key(look.id), content_type=look.content_type, size=look.size)
        upload = {"url": form.url, "fields": form.fields, "expires_at": form.expires_at}
        return Reply({**_shown(look), "upload": upload}, 201, {"Location": f"pictures/searches/{look.id}"})

    @api.route("GET", "/v1/pictures/searches/{id}", permission=_SEARCH, answer=PictureSearch)
    def read_search(request: _Of[None]) -> Reply:
        """What a search with a picture has found, for an hour"""
        stores, act = request.store, request.act
        look = service.read(LookStore(stores.pictures.table), act, request.path["id"])
        shown = _shown(look)
        if look.status is LookStatus.READY and look.hash is not None:
            found = similar.of_hash(stores.pictures, stores.catalogue, act, look.hash)
            shown |= similar.shown(found, act, stores.shelf)
        return Reply(shown)


def _shown(look: Look) -> dict[str, Any]:
    shown = look.model_dump(mode="json", include={"id", "status", "created_at", "expires_at", "reason_code"})
    if look.reason_code is None:
        del shown["reason_code"]
        return shown
    return shown | {"reason": codes.label("reason_picture", look.reason_code)}
