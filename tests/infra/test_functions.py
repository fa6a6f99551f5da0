"""The Lambdas: what they run on, what they are told, and who hears when they fail."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.infra.templates import CONTEXTS, Assembly, flat

ARCHITECTURE = {"local": "x86_64", "dev": "arm64", "prod": "arm64"}
CONCURRENCY = {"local": None, "dev": None, "prod": 100}
ASKED = {"CEN_STAGE", "CEN_ACCOUNTS_TABLE", "CEN_CURSOR_SECRET_ARN"}
TABLES = {"CEN_TABLE", "CEN_SEARCH_TABLE"}
# What each is told.
SETTINGS = {
    "seizures.api": ASKED | TABLES,
    "seizures.outbox": {"CEN_STAGE", "CEN_EVENT_BUS"},
    "seizures.indexer": {"CEN_STAGE"} | TABLES,
    "directory.api": ASKED,
    "reference.api": ASKED,
}


def test_each_function_has_a_handler_that_exists_in_its_own_context(assembly: Assembly) -> None:
    functions = _functions(assembly)
    assert sorted(map(_module, functions.values())) == sorted(SETTINGS)
    for name, function in functions.items():
        assert _module(function).partition(".")[0] == name.partition("/")[0]
        assert callable(import_module(_module(function)).handler)


def test_they_run_on_the_tested_python_traced_and_within_limits(assembly: Assembly) -> None:
    for name, function in _functions(assembly).items():
        assert function["Runtime"] == "python3.13", name
        assert function["Architectures"] == [ARCHITECTURE[assembly.stage]], name
        assert function["TracingConfig"] == {"Mode": "Active"}, name
        assert function["MemorySize"] in (512, 1024), name
        if _module(function).endswith(".api"):
            assert function["Timeout"] < 29, name  # the gateway waits 29 s
            assert function.get("ReservedConcurrentExecutions") == CONCURRENCY[assembly.stage], name
        else:
            assert function["Timeout"] <= 60, name


def test_each_writes_json_to_a_log_group_of_its_own(assembly: Assembly) -> None:
    for name, function in _functions(assembly).items():
        assert function["LoggingConfig"]["LogFormat"] == "JSON"
        group = function["LoggingConfig"]["LogGroup"]["Ref"]
        assert f"{name.partition('/')[0]}/{group}" in assembly.of("Logs::LogGroup"), name


def test_each_is_told_what_its_settings_need_and_no_more(assembly: Assembly) -> None:
    for name, function in _functions(assembly).items():
        told = function["Environment"]["Variables"]
        assert set(told) == SETTINGS[_module(function)], name
        assert told["CEN_STAGE"] == assembly.stage


def test_a_bundle_holds_its_context_alone_with_bytecode(assembly: Assembly) -> None:
    for name, function in _functions(assembly).items():
        context = name.partition("/")[0]
        assert _files(assembly, context, function["Code"]["S3Key"]) == {
            f"{context}/api.py",
            f"{context}/__pycache__/api.cpython-313.pyc",
        }


def test_the_layer_is_built_for_the_functions_processor(assembly: Assembly) -> None:
    for name, layer in assembly.properties("Lambda::LayerVersion").items():
        stack = name.partition("/")[0]
        assert layer["CompatibleArchitectures"] == [ARCHITECTURE[assembly.stage]]
        assert _files(assembly, stack, layer["Content"]["S3Key"]) == {"python/cen/__init__.py"}


def test_operators_hear_of_failures_throttles_and_slowness(assembly: Assembly) -> None:
    watched: dict[str, set[str]] = {}
    for name, alarm in assembly.properties("CloudWatch::Alarm").items():
        watched.setdefault(name.partition("/")[0], set()).add(alarm["MetricName"])
        assert "ExportsOutputRefAlarms" in flat(alarm["AlarmActions"]), name
        assert alarm["TreatMissingData"] == "notBreaching", name
        assert alarm["AlarmDescription"].endswith("See docs/operating.md."), name
    expected = {context: {"Errors", "Throttles", "Duration"} for context in CONTEXTS} | {"api": {"5XXError"}}
    expected["seizures"] |= {
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesVisible",
        "IteratorAge",
    }
    assert watched == expected


def test_the_outbox_loses_nothing_without_a_word(assembly: Assembly) -> None:
    (stream,) = (one for one in _sources(assembly) if "StartingPosition" in one)
    assert stream["StartingPosition"] == "TRIM_HORIZON"
    assert stream["BisectBatchOnFunctionError"] is True
    assert stream["MaximumRetryAttempts"] == 20
    assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert "OutboxDeadLetters" in flat(stream["DestinationConfig"]["OnFailure"]["Destination"])
    (pattern,) = stream["FilterCriteria"]["Filters"]
    assert json.loads(pattern["Pattern"])["eventName"] == ["INSERT"]


def test_a_flood_of_events_leaves_the_tables_to_the_callers(assembly: Assembly) -> None:
    for source in _sources(assembly):
        if "StartingPosition" not in source:
            assert source["ScalingConfig"] == {"MaximumConcurrency": 5}


def _sources(assembly: Assembly) -> list[Any]:
    return list(assembly.properties("Lambda::EventSourceMapping").values())


def _module(function: Any) -> str:
    return str(function["Handler"]).removesuffix(".handler")


def _functions(assembly: Assembly) -> dict[str, Any]:
    return dict(assembly.properties("Lambda::Function"))


def _files(assembly: Assembly, stack: str, key: str) -> set[str]:
    """What is in the asset that will lie under this key of the bootstrap bucket."""
    assets = json.loads((assembly.folder / f"cen-{assembly.stage}-{stack}.assets.json").read_text())["files"]
    folder = assembly.folder / Path(assets[key.partition(".")[0]]["source"]["path"])
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
