"""The published rule sets: cdk-nag's AwsSolutions and cfn-lint, and every exception with its reason."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.infra.expected.contexts import ALL
from tests.infra.templates import STACKS, Assembly

if TYPE_CHECKING:
    from aws_cdk import App

ROOT = Path(__file__).resolve().parents[2]
# The CDK names a function's role among what it waits for, and refers to it too.
NOT_LINTED = ["W3005"]
EXCEPTIONS = {
    "AwsSolutions-APIG2",
    "AwsSolutions-APIG4",
    "AwsSolutions-COG4",
    "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]",
    "AwsSolutions-IAM5[Resource::*]",
    "AwsSolutions-L1",
    "AwsSolutions-SMG4",
}.union(*(expected.exceptions for expected in ALL))
LOCAL_EXCEPTIONS = {
    "AwsSolutions-APIG3",
    "AwsSolutions-COG2",
    "AwsSolutions-COG3",
    "AwsSolutions-COG8",
}


def test_a_violation_stops_the_synthesis(new_app: "Callable[[], App]") -> None:
    from aws_cdk import Stack
    from aws_cdk import aws_sqs as sqs

    from infra.app import build
    from infra.config import STAGES

    app = new_app()
    build(app, STAGES["local"])
    sqs.Queue(Stack(app, "careless"), "Queue")
    with pytest.raises(RuntimeError, match="alidation"):
        app.synth()
    report = json.loads((Path(app.outdir) / "validation-report.json").read_text())
    violations = [one for plugin in report["pluginReports"] for one in plugin["violations"]]
    assert {one["ruleName"] for one in violations} == {"AwsSolutions-SQS3", "AwsSolutions-SQS4"}
    assert {made["constructPath"] for one in violations for made in one["violatingConstructs"]} == {
        "careless/Queue/Resource"
    }


def test_only_the_known_exceptions_are_made_each_with_a_reason(assembly: Assembly) -> None:
    made = dict(_acknowledged(assembly))
    assert set(made) == EXCEPTIONS | (LOCAL_EXCEPTIONS if assembly.stage == "local" else set())
    assert all(len(reason) > 30 for reason in made.values())


def test_templates_pass_cfn_lint(assemblies: Mapping[str, Assembly]) -> None:
    files = [
        str(assembly.folder / f"cen-{assembly.stage}-{stack}.template.json")
        for assembly in assemblies.values()
        for stack in STACKS
    ]
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--ignore-checks", *NOT_LINTED, "--", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_app_runs_as_cdk_json_says_without_docker_or_account(context: dict[str, Any], tmp_path: Path) -> None:
    """As the CDK's command line starts it."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_", "COV_", "PYTEST_"))
    }
    environment |= {
        "CDK_CONTEXT_JSON": json.dumps({**context, "stage": "prod"}),
        "CDK_DOCKER": "/bin/false",
        "CDK_OUTDIR": str(tmp_path),
    }
    program, *arguments = json.loads((ROOT / "cdk.json").read_text())["app"].split()
    assert program == ".venv/bin/python"
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert {file.name for file in tmp_path.glob("*.template.json")} == {
        f"cen-prod-{stack}.template.json" for stack in STACKS
    }


def _acknowledged(assembly: Assembly) -> Iterator[tuple[str, str]]:
    """Rule and reason of every exception, as the CDK records them beside the templates."""
    for stack in STACKS:
        metadata = json.loads((assembly.folder / f"cen-{assembly.stage}-{stack}.metadata.json").read_text())
        for entries in metadata.values():
            for entry in entries:
                if entry["type"] == "aws:cdk:acknowledged-rules":
                    yield from ((rule.removeprefix("Annotation::"), why) for rule, why in entry["data"].items())
