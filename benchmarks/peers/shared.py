"""What every peer does between its front and the use case, and how a route becomes a function it can register."""

import json
import re
from collections.abc import Callable, Mapping
from inspect import Parameter, Signature
from typing import Annotated, Any

from pydantic import BaseModel, WrapValidator

from benchmarks.gateway import Event
from cen import log
from cen.access import Permission, require
from cen.act import Act, Idempotency, fingerprint
from cen.http import Handler
from cen.principal import Principal, principal_from
from cen.routes import Reply, Request, Route

_PARAMETER = re.compile(r"\{(\w+)\}")
_NOBODY = Principal(id="", name="", kind="person")


def run(ours: Handler[Any], route: Route[Any], event: Event, given: Any, path: Mapping[str, str]) -> Reply:
    """Caller, permission, use case."""
    caller = _NOBODY
    if isinstance(route.permission, Permission):
        caller = principal_from(event["requestContext"]["authorizer"]["claims"], ours.accounts)
        require(caller, route.permission)
    headers = {name.lower(): value for name, value in event["headers"].items()}
    request_id = event["requestContext"]["requestId"]
    key = headers.get("idempotency-key")
    sent = Idempotency(key, fingerprint(route.method, event["path"], event["body"] or "")) if key else None
    act = Act(caller, ours.clock(), request_id, sent, headers.get("if-match"))
    return route.run(Request(act, ours.store(), given, path, ours.cursors))


def write_log(ours: Handler[Any], route: Route[Any], event: Event, status: int) -> None:
    """The line that ours writes; for peers that have no logger of their own."""
    log.write(
        "request",
        ours.clock(),
        {"requests": 1},
        context=ours.api.context,
        method=route.method,
        route=route.path,
        status=status,
        request_id=event["requestContext"]["requestId"],
    )


def path_names(route: Route[Any]) -> list[str]:
    return _PARAMETER.findall(route.path)


def lax(model: type[BaseModel], clock: Callable[[], Any], *marks: Any) -> Any:
    """`model` as a framework's parameter. Frameworks validate the Python values that JSON gave, where strict models
    refuse a date that is a string; so strictness is switched off. The rules are the same."""

    def validate(value: Any, _: Any) -> BaseModel:
        return model.model_validate(value, strict=False, context={"today": clock().date()})

    return Annotated[model, *marks, WrapValidator(validate)]


def signed[F: Callable[..., Any]](function: F, parameters: Mapping[str, Any], answer: Any) -> F:
    """`function` as if it had been written with these parameters and this answer: frameworks read them."""
    listed = [Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind) for name, kind in parameters.items()]
    function.__signature__ = Signature(listed, return_annotation=answer)  # type: ignore[attr-defined]
    function.__annotations__ = {**parameters, "return": answer}
    return function


def text_answer(reply: Reply) -> str:
    if isinstance(reply.body, BaseModel):
        return reply.body.model_dump_json(exclude_none=True)
    return reply.body if isinstance(reply.body, str) else json.dumps(reply.body, ensure_ascii=False)


def model_answer(route: Route[Any], reply: Reply) -> Any:
    """The reply as the route's model, which is what handlers of these frameworks return."""
    if route.answer is None or isinstance(reply.body, BaseModel):
        return reply.body
    if isinstance(reply.body, str):
        return route.answer.model_validate_json(reply.body)
    return route.answer.model_validate(reply.body)
