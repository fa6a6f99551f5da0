"""The Lambdas: what they run on, what they are told, and who hears when they fail."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from local.build import EXTRA_LAYERS
from tests.infra.expected.contexts import ALL, BY_HANDLER, QUEUES
from tests.infra.templates import Assembly, flat

ARCHITECTURE = {"local": "x86_64", "dev": "arm64", "prod": "arm64"}
CONCURRENCY = {"local": None, "dev": None, "prod": 100}
ON_QUEUES = {"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"}


def test_each_function_has_a_handler_that_exists_in_its_own_context(assembly: Assembly) -> None:
    functions = _functions(assembly)
    assert sorted(map(_module, functions.values())) == sorted(BY_HANDLER)
    for name, function in functions.items():
        assert _module(function).partition(".")[0] == name.partition("/")[0].replace("-", "_")
        assert callable(import_module(_module(function)).handler)


def test_they_run_on_the_tested_python_traced_and_within_limits(assembly: Assembly) -> None:
    for name, function in _functions(assembly).items():
        assert function["Runtime"] == "python3.13", name
        assert function["Architectures"] == [ARCHITECTURE[assembly.stage]], name
        assert function["TracingConfig"] == {"Mode": "Active"}, name
        size = function["Timeout"], function["MemorySize"], function["EphemeralStorage"]["Size"]
        assert size == BY_HANDLER[_module(function)].size, name
        reserved = CONCURRENCY[assembly.stage] if _module(function).endswith("api") else None
        assert function.get("ReservedConcurrentExecutions") == reserved, name


def test_each_writes_json_to_a_log_group_of_its_own(assembly: Assembly) -> None:
    for name, function in _functions(assembly).items():
        assert function["LoggingConfig"]["LogFormat"] == "JSON"
        group = function["LoggingConfig"]["LogGroup"]["Ref"]
        assert f"{name.partition('/')[0]}/{group}" in assembly.of("Logs::LogGroup"), name


def test_each_is_told_what_its_settings_need_and_no_more(assembly: Assembly) -> None:
    for name, function in _functions(assembly).items():
        told = function["Environment"]["Variables"]
        known = BY_HANDLER[_module(function)]
        assert set(told) == known.told | (known.on_one_machine if assembly.stage == "local" else set()), name
        assert told["CEN_STAGE"] == assembly.stage


def test_a_bundle_holds_its_context_alone_with_bytecode(assembly: Assembly) -> None:
    for name, function in _functions(assembly).items():
        stack = name.partition("/")[0]
        context = stack.replace("-", "_")
        assert _files(assembly, stack, function["Code"]["S3Key"]) == {
            f"{context}/api.py",
            f"{context}/__pycache__/api.cpython-313.pyc",
        }


def test_the_layers_are_built_for_the_functions_processor(assembly: Assembly) -> None:
    holds = {name.capitalize(): {f"python/in_{name}/__init__.py"} for name in EXTRA_LAYERS}
    holds["Layer"] = {"python/cen/__init__.py"}
    for name, layer in assembly.properties("Lambda::LayerVersion").items():
        stack, _, id = name.partition("/")
        assert layer["CompatibleArchitectures"] == [ARCHITECTURE[assembly.stage]]
        assert _files(assembly, stack, layer["Content"]["S3Key"]) == holds[id[:-8]]


def test_each_carries_the_layers_that_it_needs(assembly: Assembly) -> None:
    for name, function in _functions(assembly).items():
        layers = ["Layer", *BY_HANDLER[_module(function)].layers]
        assert [layer["Ref"][:-8] for layer in function["Layers"]] == layers, name


def test_operators_hear_of_failures_throttles_and_slowness(assembly: Assembly) -> None:
    watched: dict[str, set[str]] = {}
    for name, alarm in assembly.properties("CloudWatch::Alarm").items():
        watched.setdefault(name.partition("/")[0], set()).add(alarm["MetricName"])
        assert "ExportsOutputRefAlarms" in flat(alarm["AlarmActions"]), name
        assert alarm["TreatMissingData"] == "notBreaching", name
        assert alarm["AlarmDescription"].endswith("See docs/operating.md."), name
    assert watched.pop("api") == {"5XXError"}
    for expected in ALL:
        metrics = {"Errors", "Throttles", "Duration"} | (ON_QUEUES if expected.queues else set())
        metrics |= {"IteratorAge"} if expected.outboxes else set()
        metrics |= {"ApproximateNumberOfMessagesVisible"} if expected.schedules else set()
        assert watched.pop(expected.stack) >= metrics, expected.stack
    assert watched == {}


def test_the_outbox_loses_nothing_without_a_word(assembly: Assembly) -> None:
    streams = [source for source in _sources(assembly).values() if "StartingPosition" in source]
    assert len(streams) == sum(expected.outboxes for expected in ALL)
    for stream in streams:
        assert stream["StartingPosition"] == "TRIM_HORIZON"
        assert stream["BisectBatchOnFunctionError"] is True
        assert stream["MaximumRetryAttempts"] == 20
        assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert "OutboxDeadLetters" in flat(stream["DestinationConfig"]["OnFailure"]["Destination"])
        (pattern,) = stream["FilterCriteria"]["Filters"]
        assert json.loads(pattern["Pattern"])["eventName"] == ["INSERT"]


def test_a_flood_of_events_leaves_the_tables_to_the_callers(assembly: Assembly) -> None:
    sources = {
        f"{name.partition('/')[0]}/{_queue(source)}": (source["BatchSize"], source["ScalingConfig"])
        for name, source in _sources(assembly).items()
        if "StartingPosition" not in source
    }
    assert sources == {name: (queue.batch, {"MaximumConcurrency": queue.at_once}) for name, queue in QUEUES.items()}


def test_a_message_is_away_for_longer_than_its_function_may_run(assembly: Assembly) -> None:
    away = {
        name[:-8]: queue["VisibilityTimeout"]
        for name, queue in assembly.properties("SQS::Queue").items()
        if "RedrivePolicy" in queue
    }
    assert away == {name: queue.away for name, queue in QUEUES.items()}


def _sources(assembly: Assembly) -> dict[str, Any]:
    return dict(assembly.properties("Lambda::EventSourceMapping"))


def _queue(source: Any) -> str:
    return str(source["EventSourceArn"]["Fn::GetAtt"][0])[:-8]


def _module(function: Any) -> str:
    return str(function["Handler"]).removesuffix(".handler")


def _functions(assembly: Assembly) -> dict[str, Any]:
    return dict(assembly.properties("Lambda::Function"))


def _files(assembly: Assembly, stack: str, key: str) -> set[str]:
    """What is in the asset that will lie under this key of the bootstrap bucket."""
    assets = json.loads((assembly.folder / f"cen-{assembly.stage}-{stack}.assets.json").read_text())["files"]
    folder = assembly.folder / Path(assets[key.partition(".")[0]]["source"]["path"])
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
