"""What the AWS Lambda handler cookbook teaches: powertools' resolver with validation, Logger, Tracer and Metrics.

Tracing is off, as everywhere outside a traced stage; the SDK is imported all the same. The cookbook's settings model,
feature flags and idempotency utility are left out.
"""

import io
import os
import sys
from types import GenericAlias
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response, content_types
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from aws_lambda_powertools.logging import Logger, correlation_paths
from aws_lambda_powertools.metrics import Metrics, MetricUnit
from aws_lambda_powertools.tracing import Tracer
from aws_lambda_powertools.utilities.typing import LambdaContext

from benchmarks.gateway import Event, LambdaHandler
from benchmarks.peers.shared import lax, model_answer, path_names, run, signed
from cen.http import Handler
from cen.problems import Problem
from cen.routes import Reply, Route


class _Stdout(io.StringIO):
    """Standard output as it is when a line is written, not as it was at import."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)


os.environ.setdefault("POWERTOOLS_TRACE_DISABLED", "true")

logger = Logger(service="seizures", stream=_Stdout())
tracer = Tracer(service="seizures")
metrics = Metrics(namespace="CEN", service="seizures")


def build(ours: Handler[Any]) -> LambdaHandler:
    app = APIGatewayRestResolver(enable_validation=True)
    for route in ours.api.routes:
        rule = route.path.replace("{", "<").replace("}", ">")
        app.route(rule, method=route.method, summary=route.summary, tags=[ours.api.context])(
            _endpoint(app, ours, route)
        )

    def refuse(problem: Problem) -> Response[Any]:
        logger.warning("request refused", code=problem.code)
        document = problem.document(app.lambda_context.aws_request_id)
        return Response(problem.status, content_types.APPLICATION_JSON, document, problem.headers)

    app.exception_handler(Problem)(refuse)

    @logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
    @metrics.log_metrics
    @tracer.capture_lambda_handler(capture_response=False)
    def handler(event: Event, context: LambdaContext) -> dict[str, Any]:
        return app.resolve(event, context)

    return handler


def _endpoint(app: APIGatewayRestResolver, ours: Handler[Any], route: Route[Any]) -> Any:
    @tracer.capture_method(capture_response=False)
    def logic(given: Any, path: dict[str, str]) -> Reply:
        logger.info("starting to handle request", route=route.path)
        return run(ours, route, app.current_event.raw_event, given, path)

    def endpoint(given: Any = None, **path: str) -> Response[Any]:
        logger.append_keys(**path)
        logger.info("got request")
        metrics.add_metric(name="ValidEvents", unit=MetricUnit.Count, value=1)
        reply = logic(given, path)
        logger.info("finished handling request")
        headers: dict[str, str | list[str]] = dict(reply.headers)
        return Response(reply.status, content_types.APPLICATION_JSON, model_answer(route, reply), headers)

    parameters: dict[str, Any] = dict.fromkeys(path_names(route), str)
    if route.body:
        parameters["given"] = lax(route.body, ours.clock, Body(embed=False))
    if route.query:
        parameters["given"] = Annotated[route.query, Query()]
    return signed(endpoint, parameters, GenericAlias(Response, route.answer) if route.answer else Response)
