"""Routes of the board, the report and the record of who did and read what."""

from collections.abc import Callable, Mapping
from typing import Any

from cen import jsontext
from cen.access import Permission
from cen.paging import Key, Page
from cen.routes import Api, Reply, Request
from comm.board import board, printed
from comm.board.diary import diary
from comm.board.model import (
    Board,
    BoardQuery,
    CasePage,
    DiaryPage,
    DiaryQuery,
    ReportAnswer,
    ReportFile,
    ReportQuery,
    WarningPage,
    WarningQuery,
)
from comm.board.report import fitting, report
from comm.stores import Stores

type _Of[I] = Request[Stores, I]

_USE = Permission.COMM_USE
_ONE = "/v1/operations/{id}"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register(api: Api[Stores]) -> None:
    @api.route("GET", f"{_ONE}/board", permission=_USE, answer=Board)
    def read_board(request: _Of[None]) -> Reply:
        """See the counts of an operation as they are now"""
        return Reply(board.board(request.store, request.act, request.path["id"]))

    @api.route("GET", f"{_ONE}/warnings", permission=_USE, query=WarningQuery, answer=WarningPage)
    def list_warnings(request: _Of[WarningQuery]) -> Reply:
        """List warnings with who answered and who did not, earliest deadline first"""
        store, act, id, query = request.store, request.act, request.path["id"], request.input
        return _page(request, lambda start: board.warnings(store, act, id, query.status, start, query.limit))

    @api.route("GET", f"{_ONE}/cases", permission=_USE, query=BoardQuery, answer=CasePage)
    def list_cases(request: _Of[BoardQuery]) -> Reply:
        """List the cases that were made of seizure messages"""
        store, act, id = request.store, request.act, request.path["id"]
        return _page(request, lambda start: board.cases(store, act, id, start, request.input.limit))

    @api.route("GET", f"{_ONE}/audit", permission=_USE, query=DiaryQuery, answer=DiaryPage)
    def read_audit(request: _Of[DiaryQuery]) -> Reply:
        """See who did and who read what, as a coordinator or an auditor"""
        store, act, id = request.store, request.act, request.path["id"]
        return _page(request, lambda start: diary(store, act, id, request.input, start))

    @api.route("GET", f"{_ONE}/report", permission=_USE, query=ReportQuery, answer=ReportAnswer, also="text/html")
    def read_report(request: _Of[ReportQuery]) -> Reply:
        """Read the report of an operation: as JSON, as a page to print, or as a workbook in base64"""
        made = report(request.store, request.act, request.path["id"])
        if request.input.format == "json":
            return Reply(fitting(made, jsontext.dumps, _size))
        if request.input.format == "html":
            return Reply(fitting(made, printed.page, _size), headers=printed.HEADERS)
        name = f"operation-{made.operation.id}-{made.as_of[:10]}.xlsx"
        # It is handed to the function that makes the workbook, which takes no more than what is answered.
        handed = fitting(made, jsontext.dumps, _size)
        content = request.store.workbooks.make(jsontext.loads(handed))
        return Reply(ReportFile(filename=name, content_type=_WORKBOOK, content=content))


def _size(text: str) -> int:
    return len(text.encode())


def _page(request: _Of[Any], find: Callable[[Key | None], Page[Mapping[str, Any]]]) -> Reply:
    caller, path = request.act.caller.id, request.path["id"]
    question = {**request.input.question(), "of": f"{type(request.input).__name__} {path}"}
    found = find(request.cursors.read(request.input.cursor, caller, question))
    return Reply({"items": list(found.items), "next": request.cursors.write(found.next, caller, question)})
