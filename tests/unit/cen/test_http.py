"""From a gateway event to a reply, with a tiny context of our own and a store in memory."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from cen import http
from cen.access import Permission
from cen.act import fingerprint
from cen.etag import etag
from cen.fields import Model
from cen.http import Handler
from cen.paging import Cursors, PageQuery
from cen.principal import Account, Accounts
from cen.problems import Conflict, NotFound, Unavailable
from cen.routes import Api, Public, Reply, Request
from cen.usage import spent
from tests.unit.cen.helpers import NOW, Register, machine, now, person

CANARY = "canary-7f3a"


class Thing(Model):
    name: Annotated[str, Field(max_length=20)]
    note: str | None = None


class ThingQuery(PageQuery):
    kind: Annotated[str | None, Field(max_length=5)] = None


@dataclass
class Store:
    """Keeps things by id, and the last request it was used in."""

    things: dict[str, Thing] = field(default_factory=lambda: {"1": Thing(name="one")})
    asked: Request[Any, Any] | None = None


class BrokenModel(BaseModel):
    value: Any


api: Api[Store] = Api("things", Store)
READ, ENTER = Permission.SEIZURE_READ, Permission.SEIZURE_ENTER


@api.route("GET", "/v1/things/{id}", permission=READ)
def read(request: Request[Store, None]) -> Reply:
    """Read a thing"""
    request.store.asked = request
    thing = request.store.things.get(request.path["id"])
    if thing is None:
        raise NotFound("No such thing.")
    return Reply(thing, headers={"ETag": etag(1)})


@api.route("GET", "/v1/things", permission=READ, query=ThingQuery)
def find(request: Request[Store, ThingQuery]) -> Reply:
    """List things"""
    question, caller = request.input.question(), request.act.caller.id
    start = request.cursors.read(request.input.cursor, caller, question)
    names = [thing.name for thing in request.store.things.values()]
    following = request.cursors.write(None if start else {"after": "é1"}, caller, question)
    return Reply({"items": names, "next": following})


@api.route("POST", "/v1/things", permission=ENTER, body=Thing, status=201)
def enter(request: Request[Store, Thing]) -> Reply:
    """Enter a thing"""
    request.store.asked = request
    return Reply(request.input, 201, {"Location": "/v1/things/2"})


@api.route("POST", "/v1/things/{id}/close", permission=ENTER)
def close(request: Request[Store, None]) -> Reply:
    """Close a thing"""
    request.store.asked = request
    raise Conflict("Already closed.", headers={"X-Closed": "yes"}, state="closed")


@api.route("GET", "/v1/text", permission=Public)
def text(_: Request[Store, None]) -> Reply:
    """Answer a text"""
    return Reply('{"a": 1}', headers={"Content-Type": "application/schema+json"})


@api.route("GET", "/v1/fail/{how}", permission=Public)
def fail(request: Request[Store, Any]) -> Reply:
    """Fail in one of many ways"""
    match request.path["how"]:
        case "key":
            raise KeyError(CANARY)
        case "cause":
            try:
                raise ValueError(CANARY)
            except ValueError as error:
                raise RuntimeError(f"after {CANARY}") from error
        case "down":
            raise Unavailable(retry_after=5)
        case "recursion":
            return fail(request)
        case "mapping":
            return Reply({"value": Unprintable()})
        case _:
            return Reply(BrokenModel(value=Unprintable()))


class Unprintable:
    def __repr__(self) -> str:
        return CANARY


OFFICER = person("tier-unrestricted", "administration-FR")
READER = person("tier-read-only", "administration-FR")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def summary(self) -> tuple[int, str]:
        return self.status, self.json["code"]


@dataclass
class Door:
    """Calls the handler as the REST gateway would."""

    store: Store = field(default_factory=Store)
    accounts: Accounts = field(default_factory=Register)
    cursors: Cursors = field(default_factory=lambda: Cursors(lambda: b"secret"))

    def __call__(
        self,
        method: str,
        path: str,
        claims: Mapping[str, Any] | None = OFFICER,
        body: Any = None,
        *,
        query: Mapping[str, str | list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Answer:
        several = {name: value if isinstance(value, list) else [value] for name, value in (query or {}).items()}
        event = {
            "httpMethod": method,
            "path": path,
            "headers": {"Content-Type": "application/json", **(headers or {})},
            "queryStringParameters": {name: values[-1] for name, values in several.items()} or None,
            "multiValueQueryStringParameters": several or None,
            "body": body if isinstance(body, str) or body is None else json.dumps(body),
            "isBase64Encoded": False,
            "requestContext": {"requestId": "req-1", "authorizer": {"claims": claims} if claims is not None else None},
            **more,
        }
        reply = Handler(api, lambda: self.store, self.accounts, self.cursors, now)(event, None)
        assert reply["isBase64Encoded"] is False
        return Answer(reply["statusCode"], reply["headers"], reply["body"])


@pytest.fixture
def call() -> Door:
    return Door()


# Replies


def test_a_model_is_answered_without_what_is_not_there(call: Door) -> None:
    answer = call("GET", "/v1/things/1")
    assert (answer.status, answer.text) == (200, '{"name":"one"}')
    assert answer.headers["ETag"] == '"1"'


def test_plain_values_are_answered_as_json_in_plain_utf_8(call: Door) -> None:
    call.store.things = {"1": Thing(name="café")}
    answer = call("GET", "/v1/things")
    assert answer.text.startswith('{"items":["café"],"next":"')


def test_a_text_is_answered_as_it_is_and_may_name_its_own_type(call: Door) -> None:
    answer = call("GET", "/v1/text", None)
    assert answer.text == '{"a": 1}'
    assert answer.headers["Content-Type"] == "application/schema+json"


def test_status_and_headers_of_a_reply_reach_the_caller(call: Door) -> None:
    answer = call("POST", "/v1/things", body={"name": "two"})
    assert (answer.status, answer.headers["Location"]) == (201, "/v1/things/2")
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("method", "path", "claims"),
    [
        ("GET", "/v1/things/1", OFFICER),
        ("GET", "/v1/text", None),
        ("GET", "/v1/things/1", None),
        ("GET", "/v1/nothing", None),
        ("DELETE", "/v1/things/1", OFFICER),
        ("POST", "/v1/things", READER),
        ("GET", "/v1/fail/key", None),
        ("GET", "/v1/fail/mapping", None),
    ],
)
def test_every_answer_forbids_caching_and_guessing_and_names_the_request(
    call: Door, method: str, path: str, claims: Any
) -> None:
    headers = call(method, path, claims).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Request-Id"] == "req-1"


def test_a_request_without_an_id_still_has_one(call: Door) -> None:
    assert call("GET", "/v1/text", requestContext=None).headers["X-Request-Id"] == "local"


# Refusals


def test_a_refusal_is_a_problem_document(call: Door) -> None:
    answer = call("GET", "/v1/things/9")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "code": "not_found",
        "detail": "No such thing.",
        "request_id": "req-1",
    }


def test_a_problem_carries_its_own_members_and_headers(call: Door) -> None:
    answer = call("POST", "/v1/things/1/close")
    assert answer.summary == (409, "conflict")
    assert (answer.json["state"], answer.headers["X-Closed"]) == ("closed", "yes")


@pytest.mark.parametrize(
    "claims",
    [None, {}, {"sub": "x"}, {**OFFICER, "token_use": "id"}, {**OFFICER, "sub": ""}],
)
def test_without_an_access_token_there_is_no_way_in(call: Door, claims: Any) -> None:
    assert call("GET", "/v1/things/1", claims).summary == (401, "unauthenticated")
    assert call.store.asked is None


@pytest.mark.parametrize(
    "context", [None, {}, {"authorizer": None}, {"authorizer": {}}, {"authorizer": {"claims": None}}]
)
def test_an_event_that_no_authorizer_saw_is_refused(call: Door, context: Any) -> None:
    assert call("GET", "/v1/things/1", requestContext=context).summary == (401, "unauthenticated")


@pytest.mark.parametrize(
    ("method", "path", "claims"),
    [
        ("POST", "/v1/things", READER),
        ("POST", "/v1/things", person("tier-unrestricted")),
        ("GET", "/v1/things/1", person("tier-limited")),
        ("GET", "/v1/things/1", person()),
        ("GET", "/v1/things/1", machine("cen/tier-unrestricted", "unknown")),
    ],
)
def test_without_the_permission_nothing_is_done(call: Door, method: str, path: str, claims: Any) -> None:
    assert call(method, path, claims, {"name": "two"}).summary == (403, "forbidden")
    assert call.store.asked is None


def test_the_permission_is_asked_before_the_body_is_read(call: Door) -> None:
    assert call("POST", "/v1/things", READER, "{{{").status == 403


def test_a_registered_machine_client_comes_in(call: Door) -> None:
    call.accounts = Register({"client-1": Account("FR", "System")})
    assert call("POST", "/v1/things", machine("cen/tier-unrestricted"), {"name": "two"}).status == 201
    assert call.store.asked is not None
    assert call.store.asked.act.caller.administration == "FR"


@pytest.mark.parametrize("path", ["/v1/nothing", "/", "", "/v1/things/1/", "/v1/things/1/open"])
def test_unknown_paths_are_not_found(call: Door, path: str) -> None:
    assert call("GET", path).summary == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/things", "GET, POST"),
        ("PUT", "/v1/things/1", "GET"),
        ("GET", "/v1/things/1/close", "POST"),
        ("OPTIONS", "/v1/text", "GET"),
        ("", "/v1/text", "GET"),
    ],
)
def test_other_methods_are_told_which_ones_there_are(call: Door, method: str, path: str, allowed: str) -> None:
    answer = call(method, path)
    assert answer.summary == (405, "method_not_allowed")
    assert answer.headers["Allow"] == allowed


def test_a_method_is_known_in_any_case(call: Door) -> None:
    assert call("get", "/v1/things/1").status == 200


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        ("{", {}, (400, "malformed")),
        (None, {}, (400, "malformed")),
        ("[]", {}, (400, "malformed")),
        ('{"name": "a", "name": "b"}', {}, (400, "malformed")),
        ('{"name": "' + "x" * 300_000 + '"}', {}, (413, "too_large")),
        ('{"name": "a"}', {"Content-Type": "text/plain"}, (415, "unsupported_media_type")),
        ('{"name": "a"}', {"Content-Type": "multipart/form-data"}, (415, "unsupported_media_type")),
        ('{"name": "a", "status": "published"}', {}, (422, "invalid")),
        ('{"name": 1}', {}, (422, "invalid")),
    ],
)
def test_bad_bodies_are_refused_by_kind(
    call: Door, body: str | None, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    assert call("POST", "/v1/things", body=body, headers=headers).summary == expected
    assert call.store.asked is None


@pytest.mark.parametrize("body", [None, "", "{}", " { } "])
def test_a_route_that_takes_no_body_takes_an_empty_one(call: Door, body: str | None) -> None:
    assert call("POST", "/v1/things/1/close", body=body).status == 409
    assert call.store.asked is not None


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        ("not json", {}, (400, "malformed")),
        ("null", {}, (400, "malformed")),
        ("[]", {}, (400, "malformed")),
        ('"{}"', {}, (400, "malformed")),
        (" ", {}, (400, "malformed")),
        ("{}{}", {}, (400, "malformed")),
        ('{"comment": "x"}', {}, (422, "invalid")),
        ("{}" + " " * 300_000, {}, (413, "too_large")),
        ("{}", {"Content-Type": "text/plain"}, (415, "unsupported_media_type")),
    ],
)
def test_a_body_that_would_be_ignored_is_refused(
    call: Door, body: str, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    answer = call("POST", "/v1/things/1/close", body=body, headers=headers)
    assert answer.summary == expected
    assert call.store.asked is None
    if expected[0] == 422:
        assert [(error["path"], error["code"]) for error in answer.json["errors"]] == [("comment", "unknown_field")]


def test_a_body_in_base64_that_would_be_ignored_is_refused(call: Door) -> None:
    body = base64.b64encode(b'{"comment": "x"}').decode()
    assert call("POST", "/v1/things/1/close", body=body, isBase64Encoded=True).status == 422


def test_faults_of_fields_are_named(call: Door) -> None:
    answer = call("POST", "/v1/things", body={"name": "x" * 21, "extra": 1})
    assert {(error["path"], error["code"]) for error in answer.json["errors"]} == {
        ("name", "too_long"),
        ("extra", "unknown_field"),
    }


def test_a_body_in_base64_is_read(call: Door) -> None:
    body = base64.b64encode('{"name": "é"}'.encode()).decode()
    assert call("POST", "/v1/things", body=body, isBase64Encoded=True).json == {"name": "é"}


# Parameters


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/v1/things", "knid"),
        ("GET", "/v1/things/1", "limit"),
        ("POST", "/v1/things", "limit"),
        ("GET", "/v1/things", "question"),
        ("GET", "/v1/things", ""),
    ],
)
def test_unknown_parameters_are_refused_by_name(call: Door, method: str, path: str, name: str) -> None:
    answer = call(method, path, body={"name": "two"}, query={name: "1"})
    assert answer.summary == (400, "malformed")
    assert answer.json["parameter"] == name


def test_a_parameter_given_twice_is_refused(call: Door) -> None:
    answer = call("GET", "/v1/things", query={"kind": ["a", "a"]})
    assert (answer.summary, answer.json["parameter"]) == ((400, "malformed"), "kind")


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "many"},
        {"limit": "5.0"},
        {"kind": "too long"},
        {"cursor": "x" * 2001},
    ],
)
def test_a_parameter_with_a_bad_value_is_invalid(call: Door, query: dict[str, str]) -> None:
    answer = call("GET", "/v1/things", query=query)
    assert answer.summary == (422, "invalid")
    assert [error["path"] for error in answer.json["errors"]] == list(query)


def test_a_cursor_is_followed_by_its_caller_and_nobody_else(call: Door) -> None:
    following = call("GET", "/v1/things", query={"kind": "a"}).json["next"]
    assert call("GET", "/v1/things", query={"kind": "a", "cursor": following}).json["next"] is None
    other = {**OFFICER, "sub": "sub-2"}
    for claims, query in [(other, {"kind": "a"}), (OFFICER, {"kind": "b"}), (OFFICER, {})]:
        answer = call("GET", "/v1/things", claims, query={**query, "cursor": following})
        assert answer.summary == (400, "invalid_cursor")


def test_the_cursor_secret_is_not_fetched_for_other_requests() -> None:
    def secret() -> bytes:
        raise AssertionError("the secret was fetched")

    call = Door(cursors=Cursors(secret))
    assert call("GET", "/v1/things/1").status == 200
    assert call("POST", "/v1/things", body={"name": "two"}).status == 201


# What a use case is told


def test_an_act_says_who_when_and_which_request(call: Door) -> None:
    call("GET", "/v1/things/1", headers={"If-Match": '"3"', "Idempotency-Key": "k"})
    assert call.store.asked is not None
    act = call.store.asked.act
    assert (act.caller.id, act.now, act.request_id, act.if_match) == ("sub-1", NOW, "req-1", '"3"')
    assert act.at == "2026-03-20T09:30:00.123Z"
    assert act.idempotency is None  # a read needs none


def sent_with(call: Door, path: str, body: Any, key: str) -> Any:
    call("POST", path, body=body, headers={"idempotency-key": key})
    assert call.store.asked is not None
    return call.store.asked.act.idempotency


def test_an_idempotency_key_is_kept_with_what_it_was_sent_with(call: Door) -> None:
    first = sent_with(call, "/v1/things", {"name": "two"}, "key-1")
    assert (first.key, first.fingerprint) == ("key-1", fingerprint("POST", "/v1/things", '{"name": "two"}'))
    assert sent_with(call, "/v1/things", {"name": "two"}, "key-1") == first
    assert sent_with(call, "/v1/things", {"name": "three"}, "key-1") != first
    assert sent_with(call, "/v1/things/1/close", None, "key-1").fingerprint != first.fingerprint


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "k" * 129, "a\n", "\x7f", "\u202e"])
def test_a_wrong_idempotency_key_is_refused(call: Door, key: str) -> None:
    answer = call("POST", "/v1/things", body={"name": "two"}, headers={"Idempotency-Key": key})
    assert answer.summary == (400, "malformed")
    assert call.store.asked is None


@pytest.mark.parametrize("key", ["k", "k" * 128, "!~", "5f0c3e9e-3b1a-4f0e-8a36-0d2f1c9d8a11"])
def test_a_right_idempotency_key_is_taken(call: Door, key: str) -> None:
    assert call("POST", "/v1/things", body={"name": "two"}, headers={"Idempotency-Key": key}).status == 201


# Failures


@pytest.mark.parametrize("how", ["key", "cause", "recursion", "mapping", "model"])
def test_an_unexpected_failure_says_nothing_but_the_request_id(
    call: Door, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = call("GET", f"/v1/fail/{how}")
    assert answer.json == {
        "type": "about:blank",
        "title": "Internal error",
        "status": 500,
        "code": "internal_error",
        "detail": "Something failed on our side. Quote the request id.",
        "request_id": "req-1",
    }
    captured = capsys.readouterr()
    assert CANARY not in answer.text + str(answer.headers) + captured.out + captured.err
    failure, request = map(json.loads, captured.out.splitlines())
    assert failure["request_id"] == request["request_id"] == "req-1"
    assert (request["status"], request["server_errors"]) == (500, 1)


def test_a_failure_is_logged_by_type_and_place(call: Door, capsys: pytest.CaptureFixture[str]) -> None:
    call("GET", "/v1/fail/key")
    failure = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (failure["event"], failure["error"]) == ("failure", "KeyError")
    assert failure["place"].startswith("test_http.py:")
    assert "/" not in failure["place"].partition(" <")[0]


def test_a_part_that_is_down_is_said_with_a_time_to_come_back(call: Door, capsys: pytest.CaptureFixture[str]) -> None:
    answer = call("GET", "/v1/fail/down")
    assert answer.summary == (503, "unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_register_that_is_down_fails_closed(call: Door) -> None:
    class Down:
        def find(self, client_id: str) -> Account | None:
            raise Unavailable(client_id)

    call.accounts = Down()
    assert call("GET", "/v1/things/1", machine("cen/tier-unrestricted")).status == 503
    assert call.store.asked is None


# The log


def test_a_request_is_one_line_of_names_numbers_and_ids(call: Door, capsys: pytest.CaptureFixture[str]) -> None:
    call("POST", "/v1/things", body={"name": "two"})
    line = json.loads(capsys.readouterr().out)
    seconds = line.pop("milliseconds")
    assert seconds >= 0
    assert line.pop("_aws")["CloudWatchMetrics"][0]["Dimensions"] == [["context"]]
    assert line == {
        "event": "request",
        "context": "things",
        "method": "POST",
        "route": "/v1/things",
        "status": 201,
        "request_id": "req-1",
        "caller": "sub-1",
        "administration": "FR",
        "capacity_units": 0.0,
        "requests": 1,
        "server_errors": 0,
        "refusals": 0,
        "calls": 0,
    }


@pytest.mark.parametrize(("claims", "status", "refusals"), [(None, 401, 1), (READER, 403, 1), (OFFICER, 422, 0)])
def test_refusals_are_counted(
    call: Door, claims: Any, status: int, refusals: int, capsys: pytest.CaptureFixture[str]
) -> None:
    call("POST", "/v1/things", claims, {})
    line = json.loads(capsys.readouterr().out)
    assert (line["status"], line["refusals"]) == (status, refusals)


def test_what_a_request_cost_is_logged(call: Door, capsys: pytest.CaptureFixture[str]) -> None:
    class Spending:
        def find(self, client_id: str) -> Account | None:  # noqa: ARG002
            spent.calls += 2
            spent.units += 1.5
            return None

    call.accounts = Spending()
    call("GET", "/v1/things/1", machine("cen/tier-read-only"))
    line = json.loads(capsys.readouterr().out)
    assert (line["calls"], line["capacity_units"]) == (2, 1.5)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
@pytest.mark.parametrize("path", ["/v1/things", f"/v1/things/{CANARY}", f"/v1/{CANARY}", f"/v1/things/{CANARY}/close"])
@pytest.mark.parametrize("body", [f'{{"name": "{CANARY}"}}', f'{{"{CANARY}": 1}}', CANARY])
def test_nothing_the_caller_sent_is_logged(
    call: Door, method: str, path: str, body: str, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = {"Authorization": f"Bearer {CANARY}", "If-Match": CANARY, "Idempotency-Key": CANARY, "X-Other": CANARY}
    claims = {**OFFICER, "username": CANARY, "jti": CANARY}
    call(method, path, claims, body, query={"cursor": CANARY, CANARY: CANARY}, headers=headers)
    captured = capsys.readouterr()
    assert CANARY not in captured.out + captured.err


# Whatever comes


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST", "PATCH", "DELETE"]) | st.text(),
    path=st.sampled_from(["/v1/things", "/v1/things/1", "/v1/things/1/close", "/v1/text"]) | st.text(),
    body=st.none() | st.text() | st.sampled_from(['{"name": "a"}', '{"name": "\ud800"}', "[" * 999]),
    query=st.dictionaries(
        st.sampled_from(["limit", "cursor", "kind"]) | st.text(), st.text() | st.lists(st.text(), min_size=1)
    ),
    headers=st.dictionaries(st.sampled_from(["Idempotency-Key", "If-Match", "Content-Type"]) | st.text(), st.text()),
    encoded=st.booleans(),
)
def test_no_request_fails_on_our_side(
    method: str, path: str, body: str | None, query: Any, headers: dict[str, str], encoded: bool
) -> None:
    answer = Door()(method, path, OFFICER, body, query=query, headers=headers, isBase64Encoded=encoded)
    assert answer.status < 500
    assert answer.headers["Content-Type"].endswith("json")
    json.loads(answer.text)


def test_the_handler_of_a_lambda_reads_nothing_before_it_must() -> None:
    built: list[Store] = []

    def store() -> Store:
        built.append(Store())
        return built[-1]

    tiny: Api[Store] = Api("tiny", store)
    tiny.route("GET", "/v1/things/{id}", permission=READ)(read)
    handler = http.handler(tiny)
    assert built == []
    event = {"httpMethod": "GET", "path": "/v1/things/1", "requestContext": {"authorizer": {"claims": READER}}}
    assert [handler(event, None)["statusCode"] for _ in range(2)] == [200, 200]
    assert len(built) == 1
