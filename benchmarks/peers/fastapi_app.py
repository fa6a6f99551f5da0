"""FastAPI behind Mangum: typed parameters in, the route's model out.

Endpoints are coroutines. Plain functions, which its documentation advises for clients that block, go through a thread
pool and cost several times as much behind Mangum; the comparison is with the quicker way. `fastest=True` also sends
the stored text as it is, past FastAPI's serializer.
"""

import json
from typing import Annotated, Any

from fastapi import Body, FastAPI, Query, Response
from fastapi import Request as HttpRequest
from mangum import Mangum

from benchmarks.gateway import LambdaHandler
from benchmarks.peers.shared import lax, model_answer, path_names, run, signed, text_answer, write_log
from cen.http import Handler
from cen.problems import Problem
from cen.routes import Reply, Route


def build(ours: Handler[Any], *, fastest: bool = False) -> LambdaHandler:
    app = FastAPI(title=ours.api.context)
    app.add_exception_handler(Problem, _refuse)
    for route in ours.api.routes:
        app.add_api_route(
            route.path,
            _text_out(ours, route) if fastest else _model_out(ours, route),
            methods=[route.method],
            status_code=route.status,
            response_model=None if fastest else route.answer,
            response_model_exclude_none=True,
        )
    return Mangum(app, lifespan="off")


def _model_out(ours: Handler[Any], route: Route[Any]) -> Any:
    async def endpoint(http: HttpRequest, response: Response, given: Any = None, **path: str) -> Any:
        reply = _reply(ours, route, http, given, path)
        response.headers.update(reply.headers)
        return model_answer(route, reply)

    return signed(endpoint, _parameters(ours, route) | {"response": Response}, Any)


def _text_out(ours: Handler[Any], route: Route[Any]) -> Any:
    async def endpoint(http: HttpRequest, given: Any = None, **path: str) -> Response:
        return _as_text(_reply(ours, route, http, given, path))

    return signed(endpoint, _parameters(ours, route), Any)


def _parameters(ours: Handler[Any], route: Route[Any]) -> dict[str, Any]:
    parameters: dict[str, Any] = {"http": HttpRequest, **dict.fromkeys(path_names(route), str)}
    if route.body:
        parameters["given"] = lax(route.body, ours.clock, Body())
    if route.query:
        parameters["given"] = Annotated[route.query, Query()]
    return parameters


def _reply(ours: Handler[Any], route: Route[Any], http: HttpRequest, given: Any, path: dict[str, str]) -> Reply:
    event = http.scope["aws.event"]
    reply = run(ours, route, event, given, path)
    write_log(ours, route, event, reply.status)
    return reply


def _as_text(reply: Reply) -> Response:
    return Response(text_answer(reply), reply.status, dict(reply.headers), "application/json")


async def _refuse(http: HttpRequest, problem: Exception) -> Response:
    if not isinstance(problem, Problem):
        raise problem
    document = json.dumps(problem.document(http.scope["aws.event"]["requestContext"]["requestId"]))
    return Response(document, problem.status, problem.headers, "application/problem+json")
