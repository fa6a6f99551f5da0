"""mypy reads of the CDK what is listed for it, and takes anything for the rest."""

import ast
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
CDK = "aws_cdk"


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names if name.name.startswith("aws_"))


def test_whatever_is_used_of_the_cdk_is_checked() -> None:
    overrides = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["overrides"]
    (read,) = [one["module"] for one in overrides if one.get("follow_imports") == "normal"]
    files = [path for folder in ("infra", "local", "ops") for path in (ROOT / folder).rglob("*.py")]
    used = {name for path in files for name in imported(ast.parse(path.read_text())) if name.split(".")[0] == CDK}
    assert {"aws_cdk", "aws_cdk.aws_lambda", "aws_cdk.aws_events"} <= used
    assert [name for name in sorted(used) if not any(fnmatch(name, pattern) for pattern in read)] == []
