"""The deployed system that end-to-end tests talk to: a copy of the local cloud of their own.

`CEN_STACK=<stack.json>` runs them against one that is up already.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.client import Connect

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    given = os.environ.get("CEN_STACK")
    if given:
        yield _read(Path(given).parent)
        return
    folder = tmp_path_factory.mktemp("cloud")
    environment = {**os.environ, "CEN_LOCAL_DIR": str(folder)}
    for name in ("PORT", "WEB_PORT"):
        environment.pop(name, None)

    def local(*arguments: str) -> None:
        command = [sys.executable, "-m", "local", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    local("up", "--no-seed")
    try:
        yield _read(folder)
    finally:
        local("down")


def _read(folder: Path) -> dict[str, Any]:
    """`stack.json`, and the folder in which the emulator keeps its state."""
    return {**json.loads((folder / "stack.json").read_text()), "folder": folder}


@pytest.fixture
def connect(stack: dict[str, Any]) -> Connect:
    return Connect(stack)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker, so that one copy of the cloud is enough."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("cloud"))
