"""Statistics on the deployed system: real seizures are entered, a schedule's call counts them, tables, drafts and the
lake say the same."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from alerts.situation import report_id
from cen.doors import Door, Statistics
from local.seed.records import all_records
from rilo_rollup.cells import months
from tests.e2e.client import Api, Connect, service
from tests.e2e.hearing import opened, queued
from tests.e2e.waiting import until
from tests.unit.rilo_rollup.lake import QUERIES, by_unit, sql

SECONDS = 60
LAST = months.shifted(months.of_day(datetime.now(UTC).date()), -1)
# Of one administration, in one month of the sample, in which nobody else enters anything here.
MONTH = "2012-03"


def chosen() -> list[dict[str, Any]]:
    """Real seizures of the sample, as if a French service had made them in that month."""
    found = [one for records in all_records().values() for one in records if one["seized_on"].startswith(MONTH)]
    return found[:8]


@pytest.fixture(scope="module")
def entered(stack: dict[str, Any]) -> list[dict[str, Any]]:
    """All but the last two are of that month; those are of the last month, for the report."""
    api = Connect(stack)("officer-fr")
    ncp = Connect(stack)("ncp-fr")
    made = []
    for number, document in enumerate(chosen()):
        body = {**document, "national_reference": f"STAT-{time.time_ns()}-{number}"}
        if number >= 6:
            body["seized_on"] = f"{LAST}-10"
        id = api("POST", "/v1/seizures", body).json["id"]
        assert api("POST", f"/v1/seizures/{id}/submit").status == 200
        assert ncp("POST", f"/v1/seizures/{id}/approve").json["status"] == "published"
        made.append({**body, "id": id})
    return made


def started_by_the_clock(stack: Mapping[str, Any], rilo: str) -> str:
    """What the schedule of the region would call, with what it would hand over."""
    with closing(service(stack, "scheduler")) as scheduler, closing(service(stack, "lambda")) as functions:
        names = [one["Name"] for one in scheduler.list_schedules()["Schedules"]]
        found = [scheduler.get_schedule(Name=name) for name in names]
        (target,) = (one["Target"] for one in found if json.loads(one["Target"]["Input"]) == {"rilo": rilo})
        answer = functions.invoke(FunctionName=target["Arn"], Payload=target["Input"].encode())
        return str(json.loads(answer["Payload"].read())["run"])


def ended(api: Api, id: str) -> Any:
    found = api("GET", f"/v1/statistics/runs/{id}").json
    return found if found["status"] in ("done", "abandoned") else None


@pytest.fixture(scope="module")
def heard(stack: dict[str, Any]) -> Iterator[Any]:
    """What a consumer of the bus hears of drafts."""
    with closing(service(stack, "sqs")) as sqs, closing(service(stack, "events")) as events:
        queue = sqs.create_queue(QueueName=f"drafts-{time.time_ns()}")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        pattern = json.dumps({"detail-type": ["SituationDrafted"]})
        events.put_rule(Name="drafts", EventBusName="cen-local", EventPattern=pattern)
        events.put_targets(Rule="drafts", EventBusName="cen-local", Targets=[{"Id": "drafts", "Arn": arn}])

        def receive() -> list[Any]:
            found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
            return [json.loads(one["Body"])["detail"] for one in found]

        yield receive
        events.remove_targets(Rule="drafts", EventBusName="cen-local", Ids=["drafts"])
        events.delete_rule(Name="drafts", EventBusName="cen-local")


@pytest.fixture(scope="module")
def counted(stack: dict[str, Any], entered: list[dict[str, Any]], heard: Any) -> dict[str, Any]:  # noqa: ARG001 - first
    """The run that has counted all of them; it may take another for what was heard late."""
    rilo = Connect(stack)("rilo-we")

    def complete() -> Any:
        id = started_by_the_clock(stack, "WE")
        run = until(lambda: ended(rilo, id), SECONDS)
        found = rilo("GET", f"/v1/statistics/tables/t1?administration=FR&from={MONTH}&to={MONTH}").json
        return run if found["cases"] >= 6 and run["drafts"] else None

    made: dict[str, Any] = until(complete, SECONDS, 1)
    return made


def test_a_run_of_the_schedule_counts_what_was_entered(
    connect: Connect, counted: dict[str, Any], entered: list[dict[str, Any]]
) -> None:
    assert (counted["status"], counted["rilo"], counted["failed"]) == ("done", "WE", 0)
    assert counted["calls"] > 0
    reader = connect("reader-gb")
    asked = f"administration=FR&from={MONTH}&to={MONTH}"
    months_cases = [one for one in entered if one["seized_on"].startswith(MONTH)]
    types = [one["lines"][0]["type"] for one in months_cases]
    table = reader("GET", f"/v1/statistics/tables/t1?{asked}&category=drugs").json
    assert table["cases"] == len(months_cases) == 6
    assert {row["type"]: row["cases"] for row in table["sections"][0]["rows"]} == {
        kind: types.count(kind) for kind in types
    }
    again = reader("GET", f"/v1/statistics/tables/t1?{asked}&category=drugs")
    assert again.json == table
    csv = reader("GET", f"/v1/statistics/tables/t6?{asked}&format=csv")
    assert csv.headers["Content-Type"].startswith("text/csv")
    for path in ("trends", "flows", "delays", "coverage"):
        assert reader("GET", f"/v1/statistics/{path}?{asked}").status == 200
    assert connect("limited-de")("GET", f"/v1/statistics/tables/t1?{asked}").status == 403
    assert reader("GET", "/v1/statistics/tables/t1?from=2099-01").errors == {"from": "future_month"}


def test_a_workbook_is_fetched_by_its_link(connect: Connect, counted: dict[str, Any]) -> None:  # noqa: ARG001 - first
    import hashlib
    import urllib.request

    answer = connect("reader-gb")("GET", f"/v1/statistics/tables/t2?from={MONTH}&to={MONTH}&format=xlsx").json
    with urllib.request.urlopen(answer["link"], timeout=20) as file:  # noqa: S310 - of our own API
        data = file.read()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (answer["bytes"], answer["sha256"])
    assert data.startswith(b"PK\x03\x04")


def test_the_draft_of_the_region_is_news_and_lies_behind_the_door(
    stack: dict[str, Any], heard: Any, counted: dict[str, Any]
) -> None:
    news = until(lambda: [one for one in heard() if one["run_id"] == counted["id"]], SECONDS)
    assert news == [{"run_id": counted["id"], "rilo": "WE", "month": LAST}]
    with closing(service(stack, "lambda")) as client:
        draft = Statistics(Door(client, "cen-local-rilo_rollup-door")).draft(counted["id"], "WE")
    assert draft is not None
    assert (draft["key"], draft["kind"]) == (f"situation:WE:{LAST}", "situation_report")
    assert "FR" in draft["coverage"]["administrations"]


def test_a_person_publishes_the_report_and_a_subscriber_s_queue_hears(
    stack: dict[str, Any], connect: Connect, counted: dict[str, Any]
) -> None:
    assert counted["drafts"]
    rilo, subscriber, id = connect("rilo-we"), connect("ncp-fr"), report_id("WE", LAST)
    draft = until(lambda: (found := rilo("GET", f"/v1/alerts/{id}")).status == 200 and found, SECONDS)
    assert (draft.json["status"], draft.json["kind"]) == ("draft", "situation_report")
    assert subscriber("GET", f"/v1/alerts/{id}").status == 404
    with closing(service(stack, "sqs")) as sqs:
        queue = sqs.create_queue(QueueName=f"reports-{time.time_ns()}")["QueueUrl"]
        kept = opened(sqs, queue, subscriber, filter={"kinds": ["situation_report"]})
        edited = {"title": "What was seized in our region", "severity": "medium"}
        changed = rilo("PATCH", f"/v1/alerts/{id}", edited, {"If-Match": draft.headers["ETag"]})
        assert rilo("POST", f"/v1/alerts/{id}/publish", None, {"If-Match": changed.headers["ETag"]}).status == 200
        (heard_of,) = until(lambda: queued(sqs, queue), SECONDS)
        assert (heard_of["what"], heard_of["id"], heard_of["status"]) == ("alert", id, "published")
        subscriber("DELETE", f"/v1/subscriptions/{kept['id']}")
        sqs.delete_queue(QueueUrl=queue)
    read = subscriber("GET", f"/v1/alerts/{id}").json
    assert (read["title"], read["publisher"]) == (edited["title"], "rilo:WE")


def asked_of_athena(stack: Mapping[str, Any], query: str) -> list[dict[str, str | None]]:
    outputs = json.loads((stack["folder"] / "outputs.json").read_text())["cen-local-rilo-rollup"]
    with closing(service(stack, "athena")) as athena:
        id = athena.start_query_execution(
            QueryString=query,
            QueryExecutionContext={"Database": outputs["LakeDatabase"]},
            WorkGroup=outputs["LakeWorkGroup"],
        )["QueryExecutionId"]

        def state() -> Any:
            found = athena.get_query_execution(QueryExecutionId=id)["QueryExecution"]["Status"]
            assert found["State"] not in ("FAILED", "CANCELLED"), found
            return found["State"] == "SUCCEEDED"

        until(state, 30)
        rows = athena.get_query_results(QueryExecutionId=id)["ResultSet"]["Rows"]
    header, *body = [[cell.get("VarCharValue") for cell in row["Data"]] for row in rows]
    return [dict(zip(map(str, header), row, strict=True)) for row in body]


@pytest.mark.parametrize(
    ("table", "section", "names"),
    [
        ("t4", "administration", ("administration", "cases", "seizures")),
        ("t6", "mode", ("mode", "cases")),
        ("t7", "direction", ("direction", "cases")),
        ("t8", "detection", ("detection", "cases")),
    ],
)
def test_athena_s_answers_are_those_of_the_tables_row_by_row(
    connect: Connect,
    stack: dict[str, Any],
    counted: dict[str, Any],  # noqa: ARG001 - first
    table: str,
    section: str,
    names: Sequence[str],
) -> None:
    """With the quantities, where the table has any."""
    answered = asked_of_athena(stack, sql(table, (MONTH, MONTH), ("2011-03", "2011-03"), "drugs"))
    shown = connect("cenmat")(
        "GET", f"/v1/statistics/tables/{table}?from={MONTH}&to={MONTH}&category=drugs&tlp=GREEN"
    ).json
    (rows,) = (one["rows"] for one in shown["sections"] if one["id"] == section)
    found = [
        (*(row[name] for name in names), row.get("unit"), Decimal(row["quantity"]) if row.get("quantity") else None)
        for row in answered
    ]
    assert found == by_unit([row | {name: str(row[name]) for name in names} for row in rows], *names)
    assert found or table == "t8"


@pytest.mark.parametrize("category", ["drugs", None])
@pytest.mark.parametrize("table", [file.stem for file in QUERIES.glob("*.sql")])
def test_athena_answers_every_saved_query(
    stack: dict[str, Any],
    counted: dict[str, Any],  # noqa: ARG001 - first
    table: str,
    category: str | None,
) -> None:
    """Also of lines that fill few columns, of which a reader may guess wrong types."""
    answered = asked_of_athena(stack, sql(table, (MONTH, MONTH), ("2011-03", "2011-03"), category))
    assert answered or table in ("t8", "t9", "t11", "t12", "t13")
