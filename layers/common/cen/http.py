"""From a gateway event to a reply: find the route, know the caller, check the permission, validate, run, answer.

Every failure becomes a problem document here, in one place; the log line carries ids and numbers only.
"""

import re
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import Any

from pydantic import BaseModel, ValidationError

from cen import jsontext, log
from cen.access import Permission, require
from cen.accounts import RegisteredAccounts
from cen.act import Act, Idempotency, fingerprint
from cen.body import field_errors, refuse_content, text_of, validated
from cen.clock import Clock, utc_now
from cen.paging import Cursors
from cen.principal import Accounts, Principal, principal_from
from cen.problems import Invalid, Malformed, MethodNotAllowed, NotFound, Problem, Unavailable
from cen.routes import Api, Reply, Request, Route
from cen.usage import spent

_IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,128}\Z")
_NOBODY = Principal(id="", name="", kind="person")
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

type Event = Mapping[str, Any]


class InternalError(Problem):
    """What an unexpected exception looks like from outside."""


@dataclass(slots=True)
class _Trace:
    """What the log line will say, filled in as the request goes."""

    route: str = "-"
    caller: Principal = _NOBODY


@dataclass(frozen=True, slots=True)
class Handler[S]:
    """The Lambda handler of one context. Tests hand in their own store, accounts and clock."""

    api: Api[S]
    store: Callable[[], S]
    accounts: Accounts
    cursors: Cursors
    clock: Clock = utc_now

    def __call__(self, event: Event, _: object) -> dict[str, Any]:
        started, before = perf_counter(), spent.snapshot()
        request_id = str((event.get("requestContext") or {}).get("requestId") or "local")
        trace = _Trace()
        try:
            answer = _response(self._answer(event, request_id, trace), request_id)
        except Problem as problem:
            answer = _refusal(problem, request_id)
        except Exception as error:  # noqa: BLE001 - the last resort: nothing of the failure may reach the caller
            _log_failure(error, request_id, self.clock)
            answer = _refusal(InternalError("Something failed on our side. Quote the request id."), request_id)
        self._log(event, answer["statusCode"], request_id, trace, perf_counter() - started, spent.since(before))
        return answer

    def _answer(self, event: Event, request_id: str, trace: _Trace) -> Reply:
        route, path = self._find(event)
        trace.route = route.path
        if isinstance(route.permission, Permission):
            trace.caller = self._caller(event)
            require(trace.caller, route.permission)
        now = self.clock()
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        given = _input(route, event, {"today": now.date()})
        act = Act(trace.caller, now, request_id, _idempotency(route, event, headers), headers.get("if-match"))
        return route.run(Request(act, self.store(), given, path, self.cursors))

    def _find(self, event: Event) -> tuple[Route[S], dict[str, str]]:
        path, method = str(event.get("path", "")), str(event.get("httpMethod", "")).upper()
        allowed = []
        for route, parameters in self.api.match(path):
            if route.method == method:
                return route, parameters
            allowed.append(route.method)
        if allowed:
            raise MethodNotAllowed(f"{method} is not a method of this path.", headers={"Allow": ", ".join(allowed)})
        raise NotFound("There is no such route.")

    def _caller(self, event: Event) -> Principal:
        authorizer = (event.get("requestContext") or {}).get("authorizer") or {}
        return principal_from(authorizer.get("claims") or {}, self.accounts)

    def _log(
        self, event: Event, status: int, request_id: str, trace: _Trace, seconds: float, cost: tuple[int, float]
    ) -> None:
        calls, units = cost
        log.write(
            "request",
            self.clock(),
            {"requests": 1, "server_errors": int(status >= 500), "refusals": int(status in (401, 403)), "calls": calls},
            context=self.api.context,
            method=str(event.get("httpMethod")),
            route=trace.route,
            status=status,
            request_id=request_id,
            caller=trace.caller.id,
            administration=trace.caller.administration,
            milliseconds=round(seconds * 1000, 1),
            capacity_units=units,
        )


def handler[S](api: Api[S]) -> Handler[S]:
    """The handler a Lambda names. Nothing is read or connected before the first request."""
    return Handler(api, cache(api.store), RegisteredAccounts(_register), Cursors(_cursor_secret))


def _register() -> Any:
    from cen.dynamo import table  # boto3 is imported only by Lambdas that meet a machine client or have a table
    from cen.settings import settings

    return table(settings.accounts_table)


@cache
def _cursor_secret() -> bytes:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    from cen.settings import settings

    patience = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})
    client = boto3.client("secretsmanager", config=patience)
    try:
        return str(client.get_secret_value(SecretId=settings.cursor_secret_arn)["SecretString"]).encode()
    except (BotoCoreError, ClientError) as error:
        raise Unavailable from error


def _input(route: Route[Any], event: Event, context: Mapping[str, Any]) -> Any:
    if route.body is not None:
        _query_of(event, frozenset())
        return validated(route.body, text_of(event), context)
    if route.method != "GET" and not route.form:
        refuse_content(event)
    if route.query is None:
        _query_of(event, frozenset())
        return None
    # A parameter named by a word of the language (`from`) has another name in the model.
    given = _query_of(event, frozenset(info.alias or name for name, info in route.query.model_fields.items()))
    try:
        return route.query.model_validate(given)
    except ValidationError as error:
        raise Invalid("Some parameters are not valid.", errors=field_errors(error, given)) from None


def _query_of(event: Event, known: frozenset[str]) -> dict[str, str]:
    """Parameters by name. Raises 400 for one that is unknown or given twice."""
    several: Mapping[str, list[str]] = event.get("multiValueQueryStringParameters") or {}
    given: Mapping[str, str] = event.get("queryStringParameters") or {}
    for name in sorted(given):
        if name not in known:
            raise Malformed(f"There is no parameter {name[:60]!r} here.", parameter=name[:60])
        if len(several.get(name, ())) > 1:
            raise Malformed(f"The parameter {name!r} is given more than once.", parameter=name)
    return dict(given)


def _idempotency(route: Route[Any], event: Event, headers: Mapping[str, str]) -> Idempotency | None:
    key = headers.get("idempotency-key")
    if key is None or route.method == "GET" or not route.keyed:
        return None
    if not _IDEMPOTENCY_KEY.match(key):
        raise Malformed("Idempotency-Key must be 1 to 128 visible ASCII characters.")
    sent = fingerprint(route.method, str(event.get("path")), str(event.get("body") or ""))
    return Idempotency(key, sent)


def _refusal(problem: Problem, request_id: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/problem+json", **problem.headers}
    return _response(Reply(problem.document(request_id), problem.status, headers), request_id)


def _response(reply: Reply, request_id: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", **_HEADERS, "X-Request-Id": request_id, **reply.headers}
    return {"statusCode": reply.status, "headers": headers, "body": _text(reply.body), "isBase64Encoded": False}


def _text(body: BaseModel | Mapping[str, Any] | str) -> str:
    if isinstance(body, str):
        return body
    if isinstance(body, BaseModel):
        return body.model_dump_json(exclude_none=True)
    return jsontext.dumps(body)


def _log_failure(error: Exception, request_id: str, clock: Clock) -> None:
    """Type and place of the failure; its message may hold what the caller sent, so it is not logged."""
    frames = traceback.extract_tb(sys.exc_info()[2])
    place = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    log.write("failure", clock(), error=type(error).__name__, place=place, request_id=request_id)
