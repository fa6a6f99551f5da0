"""What `make` says where an argument is missing. `-o ready`: nothing is installed by a test."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "-s", "-o", "ready", *arguments]
    # The tests may themselves be run by make, whose flags would be handed down.
    own = {name: value for name, value in os.environ.items() if name not in {"AS", "MAKEFLAGS", "MFLAGS"}}
    return subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=False)


def test_a_token_of_nobody_is_a_question_of_usage() -> None:
    done = make("token")
    assert done.returncode != 0
    assert done.stderr.startswith("usage: make token AS=")
    assert done.stdout == ""


def test_a_token_is_asked_for_by_account() -> None:
    assert make("-n", "token", "AS=officer-fr").stdout.strip().endswith("-m local token officer-fr")
