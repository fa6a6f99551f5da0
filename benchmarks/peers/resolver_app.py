"""Powertools' resolver for the routing only, everything else ours: what our own router saves or costs."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response, content_types

from benchmarks.gateway import Event, LambdaHandler
from benchmarks.peers.shared import run, text_answer, write_log
from cen.body import text_of, validated
from cen.http import Handler
from cen.problems import Problem
from cen.routes import Route


def build(ours: Handler[Any]) -> LambdaHandler:
    app = APIGatewayRestResolver()
    for route in ours.api.routes:
        rule = route.path.replace("{", "<").replace("}", ">")
        app.route(rule, method=route.method)(_endpoint(app, ours, route))

    def refuse(problem: Problem) -> Response[Any]:
        document = problem.document(app.lambda_context.aws_request_id)
        return Response(problem.status, content_types.APPLICATION_JSON, document, problem.headers)

    app.exception_handler(Problem)(refuse)

    def handler(event: Event, context: Any) -> dict[str, Any]:
        return app.resolve(event, context)

    return handler


def _endpoint(app: APIGatewayRestResolver, ours: Handler[Any], route: Route[Any]) -> Any:
    def endpoint(**path: str) -> Response[Any]:
        event = app.current_event.raw_event
        reply = run(ours, route, event, _input(ours, route, event), path)
        write_log(ours, route, event, reply.status)
        return Response(reply.status, content_types.APPLICATION_JSON, text_answer(reply), dict(reply.headers))

    return endpoint


def _input(ours: Handler[Any], route: Route[Any], event: Event) -> Any:
    if route.body:
        return validated(route.body, text_of(event), {"today": ours.clock().date()})
    return route.query.model_validate(event["queryStringParameters"] or {}) if route.query else None
