"""The three stages, synthesized once for the whole session from a stand-in for what `make build` makes.

Only these fixtures load the CDK, so a test process that has no infrastructure test to run does not start it.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local.build import EXTRA_LAYERS
from tests.infra.templates import CONTEXTS, STAGES, Assembly, read

if TYPE_CHECKING:
    from aws_cdk import App, Stack

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("infra"))


@pytest.fixture(scope="session")
def context(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What cdk.json tells the app, with small files in the place of bundles."""
    build = tmp_path_factory.mktemp("build")
    for architecture in ("x86_64", "arm64"):
        _file(build / "layer" / architecture / "python" / "cen" / "__init__.py")
        for name in EXTRA_LAYERS:
            _file(build / name / architecture / "python" / f"in_{name}" / "__init__.py")
    for name in CONTEXTS:
        _file(build / "functions" / name / "api.py")
        _file(build / "functions" / name / "__pycache__" / "api.cpython-313.pyc")
    settings: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return {**settings, "build": str(build)}


def _file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(path.name)


@pytest.fixture(scope="session")
def new_app(context: Mapping[str, Any], tmp_path_factory: pytest.TempPathFactory) -> "Callable[[], App]":
    from aws_cdk import App

    return lambda: App(context=context, outdir=str(tmp_path_factory.mktemp("cdk")))


@pytest.fixture(scope="session")
def assemblies(new_app: "Callable[[], App]") -> dict[str, Assembly]:
    """A violation of a cdk-nag rule without an exception fails here."""
    from infra.app import build
    from infra.config import STAGES as SETTINGS

    def synthesize(stage: str) -> Assembly:
        app = new_app()
        build(app, SETTINGS[stage])
        return read(stage, Path(app.synth().directory))

    return {stage: synthesize(stage) for stage in STAGES}


@pytest.fixture(params=STAGES)
def assembly(request: pytest.FixtureRequest, assemblies: Mapping[str, Assembly]) -> Assembly:
    return assemblies[request.param]


@pytest.fixture(params=[stage for stage in STAGES if stage != "local"])
def deployed(request: pytest.FixtureRequest, assemblies: Mapping[str, Assembly]) -> Assembly:
    """The stages that hold real data."""
    return assemblies[request.param]


@pytest.fixture(scope="session")
def queue_template(new_app: "Callable[[], App]") -> dict[str, Any]:
    """A consumer's queue in a stack of its own."""
    from aws_cdk import Stack

    app = new_app()
    stack = Stack(app, "consumer")
    _consumer(stack)
    template: dict[str, Any] = app.synth().get_stack_by_name("consumer").template
    return template


def _consumer(stack: "Stack") -> None:
    from aws_cdk import Duration
    from aws_cdk import aws_events as events
    from aws_cdk import aws_lambda as lambda_

    from infra.config import STAGES as SETTINGS
    from infra.constructs.alarms import alarm_topic
    from infra.constructs.consumer_queue import ConsumerQueue
    from infra.constructs.keys import context_key

    stage = SETTINGS["prod"]
    key = context_key(stack, "Key", stage)
    consumer = lambda_.Function(
        stack,
        "Consumer",
        runtime=lambda_.Runtime.PYTHON_3_13,
        handler="index.handler",
        code=lambda_.Code.from_inline("pass"),
    )
    ConsumerQueue(
        stack,
        "Hears",
        stage=stage,
        bus=events.EventBus(stack, "Bus"),
        detail_types=["SeizureChanged"],
        consumer=consumer,
        key=key,
        alarms=alarm_topic(stack, "Alarms", key=key, email="operators@cen.example"),
        timeout=Duration.seconds(30),
    )


@pytest.fixture(scope="session")
def export_template(new_app: "Callable[[], App]") -> dict[str, Any]:
    """The bucket of exports and what uses it, in a stack of its own that keeps the rules."""
    from aws_cdk import Stack, Validations
    from cdk_nag import AwsSolutionsChecks

    app = new_app()
    stack = Stack(app, "exports")
    _exports(stack)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    template: dict[str, Any] = app.synth().get_stack_by_name("exports").template
    return template


def _exports(stack: "Stack") -> None:
    from infra.config import STAGES as SETTINGS
    from infra.constructs.alarms import alarm_topic
    from infra.constructs.export_bucket import ExportBucket
    from infra.constructs.function import ApiFunction, extra_layer
    from infra.constructs.keys import context_key

    stage = SETTINGS["prod"]
    key = context_key(stack, "Key", stage)
    bucket = ExportBucket(stack, "Exports", stage=stage, key=key)
    layer = extra_layer(stack, stage, "sheets")
    alarms = alarm_topic(stack, "Alarms", key=key, email=None)
    for name, grant in (("Api", bucket.grant_links), ("Worker", bucket.grant_files)):
        made = ApiFunction(
            stack,
            name,
            stage=stage,
            handler="seizures.api.handler",
            layer=layer,
            key=key,
            alarms=alarms,
            environment=bucket.environment,
        )
        grant(made.function)
