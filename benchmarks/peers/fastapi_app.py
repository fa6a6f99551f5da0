"""FastAPI behind Mangum, as its documentation shows it: typed parameters in, the route's model out.

`typed=False` sends the stored text as it is, past FastAPI's serializer: the fastest it can be here.
"""

import json
from typing import Annotated, Any

from fastapi import Body, FastAPI, Query, Response
from fastapi import Request as HttpRequest
from mangum import Mangum
from pydantic import BaseModel

from benchmarks.gateway import LambdaHandler
from benchmarks.peers.shared import lax, model_answer, path_names, run, signed, write_log
from cen.http import Handler
from cen.problems import Problem
from cen.routes import Reply, Route


def build(ours: Handler[Any], *, typed: bool = True) -> LambdaHandler:
    app = FastAPI(title=ours.api.context)
    app.add_exception_handler(Problem, _refuse)
    for route in ours.api.routes:
        app.add_api_route(
            route.path,
            _endpoint(ours, route, typed=typed),
            methods=[route.method],
            status_code=route.status,
            response_model=route.answer if typed else None,
            response_model_exclude_none=True,
        )
    return Mangum(app, lifespan="off")


def _endpoint(ours: Handler[Any], route: Route[Any], *, typed: bool) -> Any:
    async def endpoint(http: HttpRequest, response: Response, given: Any = None, **path: str) -> Any:
        event = http.scope["aws.event"]
        reply = run(ours, route, event, given, path)
        write_log(ours, route, event, reply.status)
        if not typed:
            return _as_text(reply)
        response.headers.update(reply.headers)
        return model_answer(route, reply)

    parameters: dict[str, Any] = {"http": HttpRequest, "response": Response}
    parameters |= dict.fromkeys(path_names(route), str)
    if route.body:
        parameters["given"] = lax(route.body, ours.clock, Body())
    if route.query:
        parameters["given"] = Annotated[route.query, Query()]
    return signed(endpoint, parameters, Any)


def _as_text(reply: Reply) -> Response:
    body = reply.body
    if isinstance(body, BaseModel):
        body = body.model_dump_json(exclude_none=True)
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, reply.status, dict(reply.headers), "application/json")


async def _refuse(http: HttpRequest, problem: Exception) -> Response:
    if not isinstance(problem, Problem):
        raise problem
    document = json.dumps(problem.document(http.scope["aws.event"]["requestContext"]["requestId"]))
    return Response(document, problem.status, problem.headers, "application/problem+json")
