"""Routes of saved searches; they belong to the API of the CEN database."""

from cen.access import Permission
from cen.paging import PageQuery
from cen.routes import Api, Reply, Request
from seizures.search.filters import Validate
from seizures.stores import Stores
from seizures.watches import service
from seizures.watches.model import MatchPage, SavedSearch, SavedSearchPage, SearchRequest, shown
from seizures.watches.store import SearchStore

type _Of[I] = Request[Stores, I]

_SAVE = Permission.SEARCH_SAVE


def register(api: Api[Stores], validate: Validate) -> None:
    """`validate`: checks the filters of a search."""

    @api.route(
        "POST",
        "/v1/searches",
        permission=_SAVE,
        body=SearchRequest,
        answer=SavedSearch,
        status=201,
        keyed=False,
    )
    def save_search(request: _Of[SearchRequest]) -> Reply:
        """Save a search under a name; records that come to match it are told of from then on"""
        kept = service.create(_store(request), request.act, request.input, validate)
        headers = {"Location": f"searches/{kept.saved.id}"}
        replayed = {"Idempotency-Replayed": "true"} if kept.replayed else {}
        return Reply(shown(kept.saved), 201, headers | replayed)

    @api.route("GET", "/v1/searches", permission=_SAVE, query=PageQuery, answer=SavedSearchPage)
    def list_searches(request: _Of[PageQuery]) -> Reply:
        """List one's own saved searches, newest first"""
        caller, question = request.act.caller.id, {"searches": "own"}
        start = request.cursors.read(request.input.cursor, caller, question)
        page = service.find(_store(request), request.act, start, request.input.limit)
        items = [shown(saved) for saved in page.items]
        return Reply({"items": items, "next": request.cursors.write(page.next, caller, question)})

    @api.route("GET", "/v1/searches/{id}", permission=_SAVE, answer=SavedSearch)
    def read_search(request: _Of[None]) -> Reply:
        """Read one's own saved search"""
        return Reply(shown(service.read(_store(request), request.act, request.path["id"])))

    @api.route("DELETE", "/v1/searches/{id}", permission=_SAVE, answer=SavedSearch, keyed=False)
    def remove_search(request: _Of[None]) -> Reply:
        """Remove one's own saved search"""
        return Reply(shown(service.remove(_store(request), request.act, request.path["id"])))

    @api.route("GET", "/v1/searches/{id}/matches", permission=_SAVE, query=PageQuery, answer=MatchPage)
    def list_matches(request: _Of[PageQuery]) -> Reply:
        """Records that came to match one's own saved search, the newest records first"""
        id, caller = request.path["id"], request.act.caller.id
        question = {"matches": id}
        start = request.cursors.read(request.input.cursor, caller, question)
        store, limit = _store(request), request.input.limit
        page = service.matches(store, request.store.records, request.act, id, start, limit)
        return Reply({"items": page.items, "next": request.cursors.write(page.next, caller, question)})


def _store[I](request: _Of[I]) -> SearchStore:
    return SearchStore(request.store.records.table)
