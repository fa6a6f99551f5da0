"""No front at all: body into model, use case, answer into text. What a front adds is counted from here."""

from typing import Any

from benchmarks.gateway import Event, LambdaHandler
from benchmarks.peers.shared import run, text_answer
from cen.http import Handler


def build(ours: Handler[Any]) -> LambdaHandler:
    routes: dict[tuple[str, str], Any] = {}

    def handler(event: Event, _: object) -> dict[str, Any]:
        asked = event["httpMethod"], event["path"]
        if asked not in routes:
            routes[asked] = next(found for found in ours.api.match(asked[1]) if found[0].method == asked[0])
        route, path = routes[asked]
        given = None
        if route.body:
            given = route.body.model_validate_json(event["body"], context={"today": ours.clock().date()})
        if route.query:
            given = route.query.model_validate(event["queryStringParameters"] or {})
        reply = run(ours, route, event, given, path)
        return {"statusCode": reply.status, "headers": reply.headers, "body": text_answer(reply)}

    return handler
