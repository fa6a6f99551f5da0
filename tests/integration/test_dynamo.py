"""One table through real botocore on moto: reads, pages, transactions, and every way the service says no."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)
from moto import mock_aws

from cen import http
from cen.access import Permission
from cen.accounts import CACHE_SECONDS, RegisteredAccounts
from cen.dynamo import (
    Cancelled,
    Contended,
    Item,
    Table,
    client,
    delete,
    get_across,
    put,
    read_units,
    table,
    update,
    write_units,
)
from cen.paging import PageQuery
from cen.principal import Account
from cen.problems import Unavailable
from cen.routes import Api, Reply, Request
from cen.usage import spent

URL = "https://dynamodb.eu-west-1.amazonaws.com/"


@pytest.fixture(autouse=True)
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    client.cache_clear()
    with mock_aws():
        yield
    client.cache_clear()


@pytest.fixture
def records() -> Table:
    """A table of the shape that contexts have, with one index, through a client that tries once."""
    dynamo = boto3.client("dynamodb", config=Config(retries={"mode": "standard", "total_max_attempts": 1}))
    dynamo.create_table(
        TableName="records",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "wl_pk", "wl_sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "worklist",
                "KeySchema": [
                    {"AttributeName": "wl_pk", "KeyType": "HASH"},
                    {"AttributeName": "wl_sk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["row"]},
            }
        ],
    )
    return Table(dynamo, "records")


def item(pk: str, sk: str, **more: str | int | bool) -> Item:
    return {"pk": pk, "sk": sk, **more}


HEAD = item("CASE#1", "HEAD", version=3, document='{"name": "é"}', open=True, closed=False)


# Reading


def test_an_item_comes_back_with_the_types_it_was_put_with(records: Table) -> None:
    big = {**HEAD, "big": 10**37, "less": -7, "nothing": 0, "empty": ""}
    records.transact([put(big)])
    found = records.get(pk="CASE#1", sk="HEAD")
    assert found == big
    assert found is not None
    assert {name: type(value) for name, value in found.items()} == {name: type(value) for name, value in big.items()}


def test_an_item_that_is_not_there_is_none(records: Table) -> None:
    assert records.get(pk="CASE#1", sk="HEAD") is None


def test_several_items_come_in_the_order_asked_for(records: Table) -> None:
    records.transact([put(item("A", str(n), n=n)) for n in range(5)])
    keys = [("A", "3"), ("A", "0"), ("B", "0"), ("A", "4")]
    assert records.get_many(keys) == [item("A", "3", n=3), item("A", "0", n=0), None, item("A", "4", n=4)]


def test_several_items_that_are_all_missing(records: Table) -> None:
    assert records.get_many([("A", "1"), ("B", "2")]) == [None, None]


def test_reads_by_key_are_strongly_consistent_and_an_index_is_not_asked_to_be(records: Table) -> None:
    sent: list[str] = []
    for operation in ("GetItem", "BatchGetItem", "Query"):
        inject(records, operation, lambda request, **_: sent.append(request.body.decode()))
    records.get(pk="1", sk="1")
    records.get_many([("1", "1")])
    records.query({"pk": "1"})
    records.query({"wl_pk": "1"}, index="worklist")
    assert ['"ConsistentRead": true' in body for body in sent] == [True, True, True, False]


@pytest.fixture
def dated(records: Table) -> Table:
    records.transact(
        [
            put(item("P", f"2026-01-{day:02d}", wl_pk="W", wl_sk=f"{day:02d}", row=f"r{day}", kept="x"))
            for day in range(1, 8)
        ]
    )
    records.transact([put(item("Q", "2026-01-01"))])
    return records


def days(items: Any) -> list[int]:
    return [int(str(found["sk"])[-2:]) for found in items]


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 25])
def test_pages_together_are_the_partition_in_order(dated: Table, limit: int, newest_first: bool) -> None:
    seen: list[int] = []
    page = dated.query({"pk": "P"}, limit=limit, newest_first=newest_first)
    while page.next:
        assert len(page.items) <= limit
        seen += days(page.items)
        page = dated.query({"pk": "P"}, limit=limit, newest_first=newest_first, start=page.next)
    seen += days(page.items)
    assert seen == sorted(range(1, 8), reverse=newest_first)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-01-02", "2026-01-04", [2, 3, 4]),
        ("2026-01-03", "2026-01-03", [3]),
        ("2025", "2026-01-01", [1]),
        ("2026-01-07", "2027", [7]),
        ("2027", "2028", []),
    ],
)
def test_a_range_of_the_sort_key_has_both_its_ends(dated: Table, first: str, last: str, expected: list[int]) -> None:
    page = dated.query({"pk": "P"}, between=("sk", first, last), newest_first=False)
    assert days(page.items) == expected


def test_an_index_answers_what_it_projects_and_pages_on(dated: Table) -> None:
    page = dated.query({"wl_pk": "W"}, index="worklist", limit=4)
    assert [found["row"] for found in page.items] == ["r7", "r6", "r5", "r4"]
    assert "kept" not in page.items[0]
    assert page.next is not None
    rest = dated.query({"wl_pk": "W"}, index="worklist", limit=4, start=page.next)
    assert [found["row"] for found in rest.items] == ["r3", "r2", "r1"]
    assert rest.next is None


def test_an_index_by_its_whole_key(dated: Table) -> None:
    page = dated.query({"wl_pk": "W", "wl_sk": "03"}, index="worklist")
    assert days(page.items) == [3]


def test_an_empty_partition_is_an_empty_last_page(dated: Table) -> None:
    page = dated.query({"pk": "nothing"})
    assert (page.items, page.next) == ([], None)


# Writing


def test_a_transaction_puts_and_deletes_together(records: Table) -> None:
    records.transact([put(HEAD), put(item("OLD", "1"))])
    records.transact([put({**HEAD, "version": 4}, "#version = :seen", {"seen": 3}), delete("OLD", "1")])
    assert records.get_many([("CASE#1", "HEAD"), ("OLD", "1")]) == [{**HEAD, "version": 4}, None]


def test_a_refused_condition_names_the_item_in_the_way_and_changes_nothing(records: Table) -> None:
    records.transact([put(HEAD)])
    with pytest.raises(Cancelled) as caught:
        records.transact(
            [
                put(item("CASE#1", "V#4")),
                put({**HEAD, "version": 3}, "attribute_exists(#pk) AND #version = :seen", {"seen": 2}),
            ]
        )
    assert caught.value.standing == [None, HEAD]
    assert records.get_many([("CASE#1", "V#4"), ("CASE#1", "HEAD")]) == [None, HEAD]


def test_a_guard_lets_the_first_in_and_names_it_to_the_second(records: Table) -> None:
    guard = item("REF#FR#FR-1", "REF", case="1")
    records.transact([put(guard, "attribute_not_exists(#pk)")])
    with pytest.raises(Cancelled) as caught:
        records.transact([put({**guard, "case": "2"}, "attribute_not_exists(#pk)"), put(item("CASE#2", "HEAD"))])
    assert caught.value.standing == [guard, None]
    assert records.get(pk="CASE#2", sk="HEAD") is None


def test_a_condition_on_an_item_that_is_not_there_is_told_from_one_that_held(records: Table) -> None:
    with pytest.raises(Cancelled) as caught:
        records.transact([put(HEAD, "attribute_exists(#pk)"), put(item("A", "1"))])
    assert caught.value.standing == [{}, None]


def test_a_cancelled_transaction_does_not_tell_its_content(records: Table) -> None:
    records.transact([put(HEAD)])
    with pytest.raises(Cancelled) as caught:
        records.transact([put(HEAD, "attribute_not_exists(#pk)")])
    assert str(caught.value) == "transaction cancelled"


# Costs


def test_calls_and_units_are_counted_as_the_service_reports_them(records: Table) -> None:
    """The emulation's own figures for writes are not AWS's, so calls are exact here and units only present."""
    before = spent.snapshot()
    records.transact([put(HEAD)])
    records.get(pk="CASE#1", sk="HEAD")
    records.get_many([("CASE#1", "HEAD")])
    records.query({"pk": "CASE#1"})
    calls, units = spent.since(before)
    assert calls == 4
    assert units > 0


@pytest.mark.parametrize(
    ("operation", "answer", "call", "units"),
    [
        ("GetItem", {"ConsumedCapacity": {"CapacityUnits": 2.0}}, lambda t: t.get(pk="1", sk="1"), read_units(4097)),
        (
            "BatchGetItem",
            {"Responses": {}, "ConsumedCapacity": [{"CapacityUnits": 1.0}, {"CapacityUnits": 3.0}]},
            lambda t: t.get_many([("1", "1")]),
            4.0,
        ),
        ("Query", {"Items": [], "ConsumedCapacity": {"CapacityUnits": 0.5}}, lambda t: t.query({"pk": "1"}), 0.5),
        (
            "TransactWriteItems",
            {"ConsumedCapacity": [{"CapacityUnits": 4.0}]},
            lambda t: t.transact([put(HEAD)]),
            write_units([1025]),
        ),
        ("GetItem", {}, lambda t: t.get(pk="1", sk="1"), 0.0),
    ],
)
def test_units_are_those_of_the_answer(
    records: Table, operation: str, answer: dict[str, Any], call: Callable[[Table], Any], units: float
) -> None:
    inject(records, operation, lambda **_: response(200, answer))
    before = spent.snapshot()
    call(records)
    assert spent.since(before) == (1, units)


# Failures


class Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def response(status: int, body: dict[str, Any]) -> AWSResponse:
    headers: Any = {"content-type": "application/x-amz-json-1.0"}
    return AWSResponse(URL, status, headers, Raw(json.dumps(body).encode()))


def failure(code: str, status: int = 400, **more: Any) -> Callable[..., AWSResponse]:
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "no", **more}
    return lambda **_: response(status, body)


def broken(error: Exception) -> Callable[..., AWSResponse]:
    def fail(**_: Any) -> AWSResponse:
        raise error

    return fail


def inject(records: Table, operation: str, answer: Callable[..., Any]) -> None:
    """Answers in place of the service, before any answer that was injected earlier."""
    events: Any = records.client.meta.events
    events.register_first(f"before-send.dynamodb.{operation}", answer)


OPERATIONS: dict[str, Callable[[Table], Any]] = {
    "GetItem": lambda t: t.get(pk="1", sk="1"),
    "BatchGetItem": lambda t: t.get_many([("1", "1")]),
    "Query": lambda t: t.query({"pk": "1"}),
    "TransactWriteItems": lambda t: t.transact([put(HEAD)]),
}
BUSY = {
    "throttled": failure("ThrottlingException"),
    "out of capacity": failure("ProvisionedThroughputExceededException"),
    "over the account's limit": failure("RequestLimitExceeded"),
    "control plane limit": failure("LimitExceededException"),
    "internal": failure("InternalServerError", 500),
    "unavailable": failure("ServiceUnavailable", 503),
    "in progress": failure("TransactionInProgressException"),
    "closed": broken(ConnectionClosedError(endpoint_url=URL)),
    "not reached": broken(EndpointConnectionError(endpoint_url=URL)),
    "no connection in time": broken(ConnectTimeoutError(endpoint_url=URL)),
    "no answer in time": broken(ReadTimeoutError(endpoint_url=URL)),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_busy_or_down_is_unavailable_with_a_time_to_come_back(records: Table, operation: str) -> None:
    for name, answer in BUSY.items():
        inject(records, operation, answer)
        with pytest.raises(Unavailable) as caught:
            OPERATIONS[operation](records)
        assert int(caught.value.headers["Retry-After"]) > 0, name


@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_cancelled_by_traffic_is_unavailable_even_beside_a_refusal(records: Table, code: str) -> None:
    reasons = [{"Code": "ConditionalCheckFailed"}, {"Code": code}, {"Code": "None"}]
    inject(records, "TransactWriteItems", failure("TransactionCanceledException", CancellationReasons=reasons))
    with pytest.raises(Contended) as caught:
        records.transact([put(HEAD), put(item("A", "1")), put(item("A", "2"))])
    assert caught.value.headers == {"Retry-After": "1"}


def test_one_item_is_put_for_the_price_of_one(records: Table) -> None:
    before = spent.snapshot()
    records.put(HEAD)
    assert spent.since(before) == (1, 1.0)
    assert records.get(pk="CASE#1", sk="HEAD") == HEAD


def test_attributes_are_set_added_to_and_removed(records: Table) -> None:
    records.put(item("A", "1", n=1, gone="x"))
    step = update("A", "1", sets={"text": "é"}, adds={"n": -3}, removes=["gone"], unless="#n = :n", values={"n": 1})
    records.transact([step, update("A", "2", adds={"n": 2})])
    assert records.get(pk="A", sk="1") == item("A", "1", n=-2, text="é")
    assert records.get(pk="A", sk="2") == item("A", "2", n=2)
    with pytest.raises(Cancelled) as caught:
        records.transact([step, update("A", "2", adds={"n": 2})])
    assert caught.value.standing == [item("A", "1", n=-2, text="é"), None]


def test_pages_are_parsed_quickly_to_the_same_and_refusals_as_ever(records: Table) -> None:
    records.transact([put({**HEAD, "text": "é \\ \u2028", "n": -7}), put(item("CASE#1", "V"))])
    quick = Table(client(), "records")
    assert quick.query({"pk": "CASE#1"}) == records.query({"pk": "CASE#1"})
    assert quick.query({"pk": "CASE#1"}, limit=1).next == records.query({"pk": "CASE#1"}, limit=1).next
    keys = [("CASE#1", "HEAD"), ("CASE#1", "none")]
    before = spent.snapshot()
    assert quick.get_many(keys) == records.get_many(keys)
    assert spent.since(before)[0] == 2
    inject(quick, "Query", failure("ThrottlingException"))
    with pytest.raises(Unavailable):
        quick.query({"pk": "CASE#1"})


def test_items_of_several_tables_come_in_one_call(records: Table) -> None:
    records.client.create_table(
        TableName="register",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "client_id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "client_id", "KeyType": "HASH"}],
    )
    records.put(item("A", "1"))
    before = spent.snapshot()
    asked = {"records": [{"pk": "A", "sk": "1"}, {"pk": "A", "sk": "2"}], "register": [{"client_id": "c"}]}
    assert get_across(records.client, asked) == {"records": [item("A", "1")], "register": []}
    assert spent.since(before)[0] == 1
    inject(records, "BatchGetItem", lambda **_: response(200, {"Responses": {}, "UnprocessedKeys": {"records": {}}}))
    with pytest.raises(Unavailable):
        get_across(records.client, asked)


def test_a_refusal_without_the_item_is_still_told_apart(records: Table) -> None:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed"}]
    inject(records, "TransactWriteItems", failure("TransactionCanceledException", CancellationReasons=reasons))
    with pytest.raises(Cancelled) as caught:
        records.transact([put(HEAD), put(item("A", "1"))])
    assert caught.value.standing == [None, {}]


def test_keys_that_were_not_read_are_no_missing_items(records: Table) -> None:
    left = {"records": {"Keys": [{"pk": {"S": "1"}, "sk": {"S": "1"}}]}}
    inject(records, "BatchGetItem", lambda **_: response(200, {"Responses": {}, "UnprocessedKeys": left}))
    with pytest.raises(Unavailable):
        records.get_many([("1", "1")])


@pytest.mark.parametrize("code", ["ValidationException", "ResourceNotFoundException", "AccessDeniedException"])
def test_any_other_refusal_is_a_fault_of_ours_and_passes_through(records: Table, code: str) -> None:
    inject(records, "GetItem", failure(code))
    with pytest.raises(ClientError) as caught:
        records.get(pk="1", sk="1")
    assert caught.value.response["Error"]["Code"] == code


def test_missing_credentials_pass_through(records: Table) -> None:
    inject(records, "GetItem", broken(NoCredentialsError()))
    with pytest.raises(NoCredentialsError):
        records.get(pk="1", sk="1")


def counted(answers: list[Callable[..., AWSResponse] | None]) -> Callable[..., AWSResponse | None]:
    """Gives the answers one by one; None lets the call through."""

    def answer(**sent: Any) -> AWSResponse | None:
        chosen = answers.pop(0)
        return chosen(**sent) if chosen else None

    return answer


def test_our_client_tries_three_times_and_then_gives_up(records: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)  # botocore waits between tries
    ours = table("records")
    records.transact([put(HEAD)])
    throttled = failure("ThrottlingException")
    answers: list[Callable[..., AWSResponse] | None] = [
        throttled,
        throttled,
        None,
        throttled,
        throttled,
        throttled,
        None,
    ]
    inject(ours, "GetItem", counted(answers))
    assert ours.get(pk="CASE#1", sk="HEAD") == HEAD
    with pytest.raises(Unavailable):
        ours.get(pk="CASE#1", sk="HEAD")
    assert len(answers) == 1


def test_a_repeated_transaction_carries_the_token_of_the_first(monkeypatch: pytest.MonkeyPatch, records: Table) -> None:
    """So that an answer that was lost on its way does not make the service do it twice."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    ours, tokens = table("records"), []

    def lose(request: Any, **_: Any) -> None:
        tokens.append(json.loads(request.body)["ClientRequestToken"])
        if len(tokens) < 3:
            raise ConnectionClosedError(endpoint_url=URL)

    inject(ours, "TransactWriteItems", lose)
    ours.transact([put(HEAD)])
    assert len(tokens) == 3
    assert len(set(tokens)) == 1
    assert records.get(pk="CASE#1", sk="HEAD") == HEAD


def test_one_client_serves_every_table() -> None:
    assert table("a").client is table("b").client


# The register of machine clients, and what a Lambda connects by itself


@pytest.fixture
def register() -> Table:
    dynamo = boto3.client("dynamodb")
    dynamo.create_table(
        TableName="accounts",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "client_id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "client_id", "KeyType": "HASH"}],
    )
    return Table(dynamo, "accounts")


def enrol(register: Table, *, active: bool) -> None:
    account: Item = {
        "client_id": "client-1",
        "administration": "FR",
        "name": "System",
        "active": active,
        "created_at": "2026-03-20T09:30:00.123Z",
    }
    register.transact([put(account)])


def test_a_switched_off_client_vanishes_after_a_minute(register: Table) -> None:
    enrol(register, active=True)
    time = [0.0]
    accounts = RegisteredAccounts(lambda: register, lambda: time[0])
    before = spent.snapshot()
    assert accounts.find("client-1") == accounts.find("client-1") == Account("FR", "System")
    assert accounts.find("client-2") is accounts.find("client-2") is None
    assert spent.since(before)[0] == 2
    enrol(register, active=False)
    time[0] = CACHE_SECONDS - 0.1
    assert accounts.find("client-1") is not None
    time[0] = CACHE_SECONDS
    assert accounts.find("client-1") is None


def find(request: Request[None, PageQuery]) -> Reply:
    """List nothing, on two pages"""
    caller = request.act.caller
    start = request.cursors.read(request.input.cursor, caller.id, {})
    following = request.cursors.write(None if start else {"after": "1"}, caller.id, {})
    return Reply({"who": caller.name, "next": following})


def test_a_lambda_finds_its_machine_clients_and_its_cursor_secret_by_the_settings(
    register: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(register, active=True)
    secret = boto3.client("secretsmanager").create_secret(Name="cursors", SecretString="long and random")
    monkeypatch.setenv("CEN_STAGE", "test")
    monkeypatch.setenv("CEN_ACCOUNTS_TABLE", "accounts")
    monkeypatch.setenv("CEN_CURSOR_SECRET_ARN", secret["ARN"])
    http._cursor_secret.cache_clear()

    api: Api[None] = Api("things", lambda: None)
    api.route("GET", "/v1/things", permission=Permission.SEIZURE_READ, query=PageQuery)(find)
    handler = http.handler(api)
    claims = {"sub": "client-1", "client_id": "client-1", "token_use": "access", "scope": "cen/tier-read-only"}
    event = {"httpMethod": "GET", "path": "/v1/things", "requestContext": {"authorizer": {"claims": claims}}}

    first = json.loads(handler(event, None)["body"])
    assert first["who"] == "System"
    second = json.loads(handler({**event, "queryStringParameters": {"cursor": first["next"]}}, None)["body"])
    assert second == {"who": "System", "next": None}

    http._cursor_secret.cache_clear()


@pytest.mark.usefixtures("register")
def test_a_secret_that_cannot_be_read_means_try_again_and_is_asked_for_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CEN_STAGE", "test")
    monkeypatch.setenv("CEN_ACCOUNTS_TABLE", "accounts")
    monkeypatch.setenv("CEN_CURSOR_SECRET_ARN", "missing")
    http._cursor_secret.cache_clear()
    with pytest.raises(Unavailable):
        http._cursor_secret()
    boto3.client("secretsmanager").create_secret(Name="missing", SecretString="here now")
    assert http._cursor_secret() == b"here now"
    http._cursor_secret.cache_clear()


def _sent(dynamo: Any, operation: str) -> list[Any]:
    """Bodies of requests, as they leave."""
    found: list[Any] = []
    dynamo.meta.events.register(
        f"before-send.dynamodb.{operation}", lambda request, **_: found.append(json.loads(request.body))
    )
    return found


def test_a_large_transaction_leaves_as_botocore_would_have_written_it(records: Table) -> None:
    """But for the token, which each request has of its own."""
    operations = [
        put(
            {"pk": "a", "sk": str(number), "count": number, "odd": bool(number % 2), "text": "é – 海关"},
            "#count = :n",
            {"n": 1},
        )
        for number in range(20)
    ]
    operations.append(delete("a", "x"))
    sent = _sent(records.client, "TransactWriteItems")
    for write in (records.transact, records.transact_many):
        with pytest.raises(Cancelled) as refused:
            write(operations)
        assert [bool(item) for item in refused.value.standing] == [False] * 21
    plain, ready = sent
    assert plain.pop("ClientRequestToken") != ready.pop("ClientRequestToken")
    assert plain == ready


def test_a_large_transaction_is_written_and_refused_as_any_other(records: Table) -> None:
    before = spent.snapshot()
    records.transact_many([put({"pk": "a", "sk": str(n), "count": n}, "attribute_not_exists(#pk)") for n in range(99)])
    assert spent.since(before)[0] == 1
    assert records.get(pk="a", sk="98") == {"pk": "a", "sk": "98", "count": 98}
    with pytest.raises(Cancelled) as refused:
        records.transact_many([put({"pk": "a", "sk": "1", "count": 0}, "attribute_not_exists(#pk)")])
    assert refused.value.standing == [{"pk": "a", "sk": "1", "count": 1}]


def test_many_items_are_read_a_hundred_in_a_call(records: Table) -> None:
    for start in range(0, 200, 50):
        records.transact([put({"pk": "a", "sk": str(n)}) for n in range(start, start + 50)])
    sent = _sent(records.client, "BatchGetItem")
    keys = [("a", str(number)) for number in (*range(150), 900)]
    found = records.get_all(keys)
    assert [item and item["sk"] for item in found] == [*(str(n) for n in range(150)), None]
    assert records.get_all([]) == []
    assert [len(body["RequestItems"]["records"]["Keys"]) for body in sent] == [100, 51]
    records.get_many(keys[:100])
    assert sent[2] == sent[0]


def test_what_is_ready_made_is_sent_for_nothing_else(records: Table) -> None:
    """The client serves others too."""
    records.transact_many([put({"pk": "a", "sk": "1"})])
    records.transact([put({"pk": "a", "sk": "2"})])
    assert records.get_many([("a", "1"), ("a", "2")]) == records.get_all([("a", "1"), ("a", "2")])


def test_sets_of_bytes_are_read_alike_however_a_page_is_parsed() -> None:
    from cen.dynamo.operations import plain

    assert plain({"a": {"BS": ["AAE=", "/w=="]}}) == plain({"a": {"BS": [b"\x00\x01", b"\xff"]}})
