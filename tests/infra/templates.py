"""A synthesized stage as tests see it: plain templates, as CloudFormation would get them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.infra.expected.contexts import BY_STACK

STAGES = ("local", "dev", "prod")
# Folders of functions; a stack is named after its context, without underscores.
CONTEXTS = tuple(stack.replace("-", "_") for stack in BY_STACK)
STACKS = ("foundation", *BY_STACK, "api")

type Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Assembly:
    """`templates`: by stack, without the stage's prefix."""

    stage: str
    folder: Path
    templates: Mapping[str, Mapping[str, Any]]

    @property
    def guarded(self) -> bool:
        return self.stage != "local"

    def of(self, kind: str) -> dict[str, Resource]:
        """Resources of a type over all stacks, by `stack/logical id`; the type without `AWS::`."""
        return {
            f"{stack}/{name}": resource
            for stack, template in self.templates.items()
            for name, resource in template["Resources"].items()
            if resource["Type"] == f"AWS::{kind}"
        }

    def one(self, kind: str) -> Resource:
        (found,) = self.of(kind).values()
        return found

    def properties(self, kind: str) -> dict[str, Mapping[str, Any]]:
        return {name: resource["Properties"] for name, resource in self.of(kind).items()}

    def outputs(self, stack: str) -> set[str]:
        return {name for name in self.templates[stack]["Outputs"] if not name.startswith("ExportsOutput")}


def read(stage: str, folder: Path) -> Assembly:
    texts = {stack: (folder / f"cen-{stage}-{stack}.template.json").read_text() for stack in STACKS}
    return Assembly(stage, folder, {stack: json.loads(text) for stack, text in texts.items()})


def listed(value: Any) -> list[Any]:
    """CloudFormation writes a list of one as the one."""
    return value if isinstance(value, list) else [value]


def statements(policy: Resource) -> Iterator[dict[str, Any]]:
    for statement in policy["Statement"]:
        yield {**statement, "Action": listed(statement["Action"]), "Resource": listed(statement.get("Resource", []))}


def flat(value: Any) -> str:
    """An intrinsic function as one searchable line."""
    return value if isinstance(value, str) else json.dumps(value)


def services(policy: Resource, action: str) -> dict[str, Any]:
    """Service principals that a resource's policy allows the action, with their condition."""
    return {
        flat(service): statement.get("Condition")
        for statement in statements(policy)
        if statement["Effect"] == "Allow" and "Service" in statement["Principal"] and action in statement["Action"]
        # The CDK joins statements that differ by their principals only.
        for service in listed(statement["Principal"]["Service"])
    }
