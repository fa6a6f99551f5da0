"""The documents tell people to run things that exist, and name what the templates put out."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from ops.cen_admin import parser
from tests.infra.templates import STACKS, Assembly

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_make_target_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"(?:^|`|&& |\()make (?:-s )?([a-z]+)", document.read_text(), re.MULTILINE)
    assert set(named) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_command_for_operators_is_understood(document: Path) -> None:
    for command in re.findall(r"^bin/cen-admin (.+)$", document.read_text(), re.MULTILINE):
        parser().parse_args(command.split())  # ends the test if it is not


def test_every_output_that_is_looked_up_is_put_out(deployed: Assembly) -> None:
    text = (ROOT / "docs" / "deploying.md").read_text()
    asked = re.findall(r"\$\(output dev-(\w+) (\w+)\)", text)
    assert asked
    for stack, name in asked:
        assert name in deployed.outputs(stack), (stack, name)


def test_the_outputs_of_the_architecture_are_those_of_the_templates(assemblies: Mapping[str, Assembly]) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    named = {
        stack: set(re.findall(r"`(\w+)`", names))
        for stack, names in re.findall(r"^- `cen-<stage>-([\w-]+)` puts out (.+)$", text, re.MULTILINE)
    }
    put_out = {stack: assemblies["dev"].outputs(stack) for stack in STACKS}
    assert named == {stack: names - {_MADE_BY_CDK} for stack, names in put_out.items() if names}


# The CDK adds an output for the address of an API, under a name with a hash.
_MADE_BY_CDK = "ApiEndpoint4F160690"
