"""Routes of the concealment pictures."""

from cen import jsontext
from cen.access import Permission
from cen.etag import etag
from cen.http import handler as lambda_handler
from cen.paging import Key, PageQuery
from cen.routes import Api, Reply, Request
from cpdb import browsing, service, similar
from cpdb.answers import PictureAnswer, PictureHistoryPage, PicturePage, SimilarPictures
from cpdb.catalogue.project import project
from cpdb.catalogue.question import PictureQuery, TreeQuery
from cpdb.catalogue.tree import PictureTree
from cpdb.learning.routes import register as register_learning
from cpdb.leaving import Leavings
from cpdb.looks.routes import register as register_looks
from cpdb.model import PictureEntry, PicturePatch, PictureStatus, WithdrawQuery
from cpdb.service import Done
from cpdb.showing import picture_shown, row_shown, text_row_shown
from cpdb.stores import Stores, open_stores
from cpdb.uploads import picture_key

api = Api("cpdb", open_stores)

type _Of[I] = Request[Stores, I]

_ENTER, _READ = Permission.PICTURE_ENTER, Permission.PICTURE_READ


@api.route("POST", "/v1/pictures", permission=_ENTER, body=PictureEntry, answer=PictureAnswer, status=201)
def enter(request: _Of[PictureEntry]) -> Reply:
    """Enter a picture, and get the form by which its file is uploaded"""
    done = service.enter(request.store.pictures, request.store.seizures, request.act, request.input)
    picture = done.picture
    shown = picture_shown(picture, request.act, request.store.shelf)
    if picture.status is PictureStatus.AWAITING_UPLOAD:
        form = request.store.quarantine().form(
            picture_key(picture.id), content_type=picture.kept.content_type, size=picture.kept.size
        )
        shown["upload"] = {"url": form.url, "fields": form.fields, "expires_at": form.expires_at}
    replayed = {"Idempotency-Replayed": "true"} if done.replayed else {}
    return Reply(shown, 201, {"Location": f"pictures/{picture.id}", "ETag": etag(picture.version), **replayed})


@api.route("GET", "/v1/pictures", permission=_READ, query=PictureQuery, answer=PicturePage)
def find(request: _Of[PictureQuery]) -> Reply:
    """Find pictures by any filters together, the newest first; or list one's administration's that are not ready"""
    act, query, shelf = request.act, request.input, request.store.shelf
    question = {**query.question(), "scopes": browsing.bound_to(act)}
    start = request.cursors.read(query.cursor, act.caller.id, question)
    if query.status is PictureStatus.READY:
        found = browsing.find(request.store.catalogue, request.store.seizures, act, query, start)
        items = [text_row_shown(posting.row, act, shelf) for posting in found.postings]
        more: Key | None = {"after": found.next} if found.next else None
    else:
        page = browsing.own(request.store.pictures, act, query, start)
        items, more = [row_shown(row, act, shelf) for row in page.items], page.next
    return Reply({"items": items, "next": request.cursors.write(more, act.caller.id, question)})


@api.route("GET", "/v1/pictures/tree", permission=_READ, query=TreeQuery, answer=PictureTree)
def read_tree(request: _Of[TreeQuery]) -> Reply:
    """The concealment tree with the number of pictures at each place, and what they show"""
    return Reply(browsing.counted(request.store.catalogue, request.act, request.input.lang))


register_looks(api)
register_learning(api)


@api.route("GET", "/v1/pictures/{id}", permission=_READ, answer=PictureAnswer)
def read(request: _Of[None]) -> Reply:
    """Read a picture, with links to its renditions that are good for minutes"""
    return _picture(request, Done(service.read(request.store.pictures, request.act, request.path["id"])))


@api.route("PATCH", "/v1/pictures/{id}", permission=_ENTER, body=PicturePatch, answer=PictureAnswer)
def change(request: _Of[PicturePatch]) -> Reply:
    """Change what is said of one's own picture by a JSON merge patch; needs If-Match"""
    stores = request.store
    done = service.change(stores.pictures, stores.seizures, request.act, request.path["id"], request.input)
    kept = done.picture.kept
    if kept.status is PictureStatus.PROCESSING and kept.shelf:
        # Links to what is to be blackened, or is for fewer readers, die now; the keeper would, in a moment.
        stores.shelf().close(kept.shelf)
        project(stores.catalogue, done.picture, request.act.now.date())
    return _picture(request, done)


@api.route("DELETE", "/v1/pictures/{id}", permission=_ENTER, query=WithdrawQuery, answer=PictureAnswer, keyed=False)
def withdraw(request: _Of[WithdrawQuery]) -> Reply:
    """Withdraw one's own picture for good; its links die at once, its history stays"""
    stores, act = request.store, request.act
    done = service.withdraw(stores.pictures, act, request.path["id"], request.input.reason_code)
    Leavings(stores.pictures, stores.shelf()).clear(done.picture.id)
    project(stores.catalogue, done.picture, act.now.date())
    return _picture(request, done)


@api.route("GET", "/v1/pictures/{id}/history", permission=_ENTER, query=PageQuery, answer=PictureHistoryPage)
def read_history(request: _Of[PageQuery]) -> Reply:
    """What happened to one's own picture, newest first, also after it was withdrawn"""
    id, caller = request.path["id"], request.act.caller.id
    question = {"history": id}
    start = request.cursors.read(request.input.cursor, caller, question)
    page = service.history(request.store.pictures, request.act, id, start, request.input.limit)
    return Reply({"items": page.items, "next": request.cursors.write(page.next, caller, question)})


@api.route("GET", "/v1/pictures/{id}/similar", permission=_READ, answer=SimilarPictures)
def find_similar(request: _Of[None]) -> Reply:
    """Pictures like this one: rescaled, saved anew, a little cropped, or taken alike; the nearest first"""
    stores, act = request.store, request.act
    picture = service.read(stores.pictures, act, request.path["id"])
    found = similar.of_picture(stores.pictures, stores.catalogue, act, picture)
    return Reply(jsontext.dumps(similar.shown(found, act, stores.shelf)))


def _picture(request: _Of[object], done: Done) -> Reply:
    replayed = {"Idempotency-Replayed": "true"} if done.replayed else {}
    shown = picture_shown(done.picture, request.act, request.store.shelf)
    return Reply(shown, headers={"ETag": etag(done.picture.version), **replayed})


handler = lambda_handler(api)
