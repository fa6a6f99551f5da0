"""Deploys the real app with the real CDK command line, and mends what the emulator's CloudFormation leaves out."""

import json
import os
import subprocess
import sys
from typing import Any

import boto3

from local.build import BUILD, fingerprint
from local.settings import ROOT, Local, aws_environment

CDK = ROOT / "node_modules" / ".bin" / "cdk"
STAGE = "local"


def deploy(local: Local, endpoint: str) -> dict[str, dict[str, str]]:
    """Outputs by stack. Nothing is done when app and bundles are those of the last deployment."""
    outputs = local.folder / "outputs.json"
    stamp = local.folder / "deployed"
    print_of = fingerprint([ROOT / "infra", ROOT / "cdk.json", BUILD / "stamps"])
    if not (outputs.exists() and stamp.exists() and stamp.read_text() == print_of):
        stamp.unlink(missing_ok=True)
        _cdk(endpoint, "synth", "--quiet", f"--context=stage={STAGE}", f"--output={local.assembly}")
        _cdk(endpoint, "bootstrap", f"--app={local.assembly}")
        _cdk(
            endpoint,
            "deploy",
            "--all",
            f"--app={local.assembly}",
            "--require-approval=never",
            f"--outputs-file={outputs}",
        )
        _mend(local)
        stamp.write_text(print_of)
    found: dict[str, dict[str, str]] = json.loads(outputs.read_text())
    return found


def _cdk(endpoint: str, *arguments: str) -> None:
    environment = {**os.environ, **aws_environment(endpoint), "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"}
    done = subprocess.run(
        [str(CDK), *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout + done.stderr)
        says = "If the local cloud was cut off while it was being set up: make clean up"
        raise SystemExit(f"cdk {arguments[0]} failed. {says}")


def _mend(local: Local) -> None:
    """The emulator drops a table's time to live; what else it drops (encryption, recovery) does nothing on it."""
    dynamodb = boto3.client("dynamodb")
    for template in sorted(local.assembly.glob("*.template.json")):
        stack = template.name.removesuffix(".template.json")
        for name, resource in json.loads(template.read_text())["Resources"].items():
            if resource["Type"] == "AWS::DynamoDB::Table" and "TimeToLiveSpecification" in resource["Properties"]:
                wanted = resource["Properties"]["TimeToLiveSpecification"]
                _set_time_to_live(dynamodb, _physical(stack, name), wanted)


def _set_time_to_live(dynamodb: Any, table: str, wanted: dict[str, Any]) -> None:
    current = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if current.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=wanted)


def _physical(stack: str, logical: str) -> str:
    cloudformation = boto3.client("cloudformation")
    found = cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId=logical)
    return str(found["StackResourceDetail"]["PhysicalResourceId"])
