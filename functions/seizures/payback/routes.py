"""Routes of figures and quality; they belong to the API of the CEN database."""

from cen.access import Permission
from cen.routes import Api, Reply, Request
from seizures.payback import service
from seizures.payback.model import AdministrationQuality, MadeNilReturn, NilReturn, Period, RecordQuality
from seizures.payback.store import FigureStore, NilReturns
from seizures.stores import Stores

type _Of[I] = Request[Stores, I]


def register(api: Api[Stores]) -> None:
    @api.route("GET", "/v1/seizures/{id}/quality", permission=Permission.SEIZURE_READ, answer=RecordQuality)
    def read_record_quality(request: _Of[None]) -> Reply:
        """What the score of a record is made of, and what would raise it"""
        return Reply(service.of_record(request.store.records, request.act, request.path["id"]))

    @api.route(
        "GET",
        "/v1/administrations/{code}/quality",
        permission=Permission.QUALITY_READ,
        query=Period,
        answer=AdministrationQuality,
    )
    def read_quality(request: _Of[Period]) -> Reply:
        """Figures about one's own administration's records: delay, fields filled, what waits, months reported, use"""
        sources = service.Sources(
            FigureStore(request.store.figures), NilReturns(request.store.records.table), request.store.statistics
        )
        return Reply(service.page(sources, request.act, request.path["code"], request.input.months))

    @api.route(
        "POST",
        "/v1/administrations/{code}/nil-returns",
        permission=Permission.NIL_RETURN,
        body=NilReturn,
        answer=MadeNilReturn,
        status=201,
        keyed=False,
    )
    def make_nil_return(request: _Of[NilReturn]) -> Reply:
        """Say that one's own administration had nothing to report of a month"""
        stores = FigureStore(request.store.figures), NilReturns(request.store.records.table)
        made = service.nil_return(*stores, request.act, request.path["code"], request.input.month)
        return Reply(made, 201)
