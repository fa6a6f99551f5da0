"""The lake and the clocks of the statistics."""

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cen import members
from cen.doors import SeenSeizure
from rilo_rollup.cells.lines import SCOPES, lines_of
from rilo_rollup.cells.row import row_of
from rilo_rollup.keep.lake import key_of
from rilo_rollup.stores import HOLD_SECONDS
from tests.infra.expected.contexts import FUNCTIONS
from tests.infra.templates import Assembly, flat
from tests.unit.rilo_rollup.world import case


def glue(assembly: Assembly) -> Any:
    (table,) = assembly.properties("Glue::Table").values()
    return table["TableInput"]


def line() -> dict[str, Any]:
    seen: SeenSeizure = case(1)
    row = row_of(seen, json.loads(seen.document))
    assert row is not None
    return next(lines_of(row, "2026-02"))


def test_the_table_has_the_columns_of_the_lines(assembly: Assembly) -> None:
    columns = {column["Name"]: column["Type"] for column in glue(assembly)["StorageDescriptor"]["Columns"]}
    kinds = {str: "string", int: "int", list: "array<string>", type(None): "string"}
    assert columns == {name: kinds[type(value)] for name, value in line().items()}


def test_partitions_are_computed_from_the_names_of_the_files(assembly: Assembly) -> None:
    found = glue(assembly)
    parameters = found["Parameters"]
    assert [key["Name"] for key in found["PartitionKeys"]] == ["scope", "month"]
    assert parameters["projection.enabled"] == "true"
    assert parameters["projection.scope.values"].split(",") == list(SCOPES)
    template = flat(parameters["storage.location.template"])
    for name, value in (("scope", "open"), ("month", "2026-02")):
        template = template.replace(f"${{{name}}}", value)
    assert f"/{key_of('open', ('FR', '2026-02')).removesuffix('FR.jsonl.gz')}" in template


def test_analysts_queries_are_bounded_and_their_results_encrypted(assembly: Assembly) -> None:
    (group,) = assembly.properties("Athena::WorkGroup").values()
    settings = group["WorkGroupConfiguration"]
    assert settings["EnforceWorkGroupConfiguration"] is True
    assert settings["BytesScannedCutoffPerQuery"] == 100 * 1024**3
    assert settings["ResultConfiguration"]["EncryptionConfiguration"]["EncryptionOption"] == "SSE_KMS"


def test_every_table_has_its_saved_query_where_there_is_athena(assembly: Assembly) -> None:
    queries = assembly.properties("Athena::NamedQuery").values()
    names = sorted(query["Name"].partition(":")[0] for query in queries)
    assert names == (sorted(f"t{number}" for number in range(1, 15)) if assembly.guarded else [])


def test_each_region_is_counted_at_its_own_morning_and_everything_besides(assembly: Assembly) -> None:
    found = {}
    for name, schedule in assembly.properties("Scheduler::Schedule").items():
        if name.startswith("rilo-rollup/"):
            payload = json.loads(schedule["Target"]["Input"])
            found[payload.get("rilo")] = schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"]
            assert schedule["Target"]["RetryPolicy"]["MaximumEventAgeInSeconds"] == 3600
    everything = found.pop(None)
    assert everything[0] == ("cron(0 0 * * ? *)" if assembly.guarded else "rate(10 minutes)")
    assert set(found) == {rilo.code for rilo in members.rilos()}
    for expression, zone in found.values():
        assert expression == "cron(30 4 * * ? *)"
        ZoneInfo(zone)


def test_a_worker_cannot_outlive_its_hold_of_a_cell() -> None:
    assert FUNCTIONS["rilo-rollup/Worker"].size[0] < HOLD_SECONDS


@pytest.mark.parametrize("metric", ["cells_failed_again", "runs_abandoned"])
def test_operators_hear_of_what_no_function_fails_by(assembly: Assembly, metric: str) -> None:
    (alarm,) = (one for one in assembly.properties("CloudWatch::Alarm").values() if one["MetricName"] == metric)
    assert (alarm["Namespace"], alarm["Threshold"]) == ("CEN", 1)
    assert alarm["Dimensions"] == [{"Name": "context", "Value": "rilo_rollup"}]
