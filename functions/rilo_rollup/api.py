"""Routes of the statistics."""

from cen.access import Permission
from cen.http import handler as lambda_handler
from cen.paging import PageQuery
from cen.routes import Api, Reply, Request
from rilo_rollup import service
from rilo_rollup.answers import Coverage, Delays, Flows, StatisticsTable, TableList, Trends
from rilo_rollup.model import Run, RunPage, RunRequest
from rilo_rollup.question import FlowQuestion, InnerQuestion, TableQuestion
from rilo_rollup.stores import Stores, open_stores
from rilo_rollup.tables.answer import Table, as_csv, as_json

api = Api("rilo_rollup", open_stores)

type _Of[I] = Request[Stores, I]

_READ, _RUN = Permission.STATISTICS_READ, Permission.STATISTICS_RUN


@api.route("GET", "/v1/statistics/tables", permission=_READ, answer=TableList)
def list_tables(_: _Of[None]) -> Reply:
    """The tables there are, each with its counting rule"""
    return Reply({"items": service.tables()})


@api.route("GET", "/v1/statistics/tables/{table}", permission=_READ, query=TableQuestion, answer=StatisticsTable)
def read_table(request: _Of[TableQuestion]) -> Reply:
    """A table of the Illicit Trade Report, as JSON, CSV or a link to a workbook"""
    made = service.table(request.store.desk, request.act, request.path["table"], request.input)
    if request.input.format == "csv":
        name = f'attachment; filename="{_file(made)}.csv"'
        return Reply(as_csv(made), headers={"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": name})
    if request.input.format == "xlsx":
        return _workbook(request.store, made)
    return Reply(as_json(made))


def _workbook(store: Stores, made: Table) -> Reply:
    from rilo_rollup.tables.sheets import as_xlsx  # loaded by who asks for a workbook

    done = store.workbooks().put(f"{_file(made)}.xlsx", as_xlsx(made))
    return Reply({"link": done.link, "bytes": done.bytes, "sha256": done.sha256})


def _file(made: Table) -> str:
    about = made.about
    return f"cen-{about['table']}-{about['from']}-{about['to']}"


@api.route("GET", "/v1/statistics/trends", permission=_READ, query=InnerQuestion, answer=Trends)
def read_trends(request: _Of[InnerQuestion]) -> Reply:
    """Trends with their doubt: what is still to come, like with like, sizes, what is new, unusual weeks"""
    return Reply(service.trends(request.store.desk, request.act, request.input))


@api.route("GET", "/v1/statistics/flows", permission=_READ, query=FlowQuestion, answer=Flows)
def read_flows(request: _Of[FlowQuestion]) -> Reply:
    """Legs of routes for maps, with counts and certainty"""
    return Reply(service.flows(request.store.desk, request.act, request.input))


@api.route("GET", "/v1/statistics/delays", permission=_READ, query=InnerQuestion, answer=Delays)
def read_delays(request: _Of[InnerQuestion]) -> Reply:
    """Days from seizure to publication, by administration and category"""
    return Reply(service.delays(request.store.desk, request.act, request.input))


@api.route("GET", "/v1/statistics/coverage", permission=_READ, query=InnerQuestion, answer=Coverage)
def read_coverage(request: _Of[InnerQuestion]) -> Reply:
    """Who reported in which months, and who did not"""
    return Reply(service.coverage(request.store.desk, request.act, request.input))


@api.route("POST", "/v1/statistics/runs", permission=_RUN, body=RunRequest, answer=Run, status=202)
def start_run(request: _Of[RunRequest]) -> Reply:
    """Count what has changed in a RILO's region now, or everywhere"""
    run, replayed = service.start(request.store.conductor, request.act, request.input)
    again = {"Idempotency-Replayed": "true"} if replayed else {}
    return Reply(run, 202, {"Location": f"statistics/runs/{run.id}", **again})


@api.route("GET", "/v1/statistics/runs", permission=_RUN, query=PageQuery, answer=RunPage)
def list_runs(request: _Of[PageQuery]) -> Reply:
    """Runs, newest first"""
    caller, question = request.act.caller.id, {"runs": "all"}
    start = request.cursors.read(request.input.cursor, caller, question)
    page = service.list_runs(request.store.runs, start, request.input.limit)
    items = [run.model_dump(mode="json", exclude_none=True) for run in page.items]
    return Reply({"items": items, "next": request.cursors.write(page.next, caller, question)})


@api.route("GET", "/v1/statistics/runs/{id}", permission=_RUN, answer=Run)
def read_run(request: _Of[None]) -> Reply:
    """How far a run is, what it cost, and which cells failed"""
    return Reply(service.read_run(request.store.runs, request.path["id"]))


handler = lambda_handler(api)
