"""Whatever is sent, the deployed API answers by its own contract and never with a server error.

Schemathesis makes requests from the published schema; the seed is fixed so that a failure can be met again.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local.tokens import token_for

ROOT = Path(__file__).resolve().parents[2]
# A method that a path lacks is a 405 of the function (unit-tested); on the two public paths the gateway answers.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,ignored_auth"


# What is wrong in each part of a request is tried once; made-up requests by both accounts.
@pytest.mark.parametrize(("who", "phases"), [("ncp-fr", "coverage,fuzzing"), ("rilo-we", "fuzzing")])
def test_the_schema_holds_under_fire(stack: dict[str, Any], tmp_path: Path, who: str, phases: str) -> None:
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        "run",
        str(ROOT / "docs" / "openapi.json"),
        f"--url={stack['api_url']}",
        f"--header=Authorization: Bearer {token_for(stack, who)}",
        "--continue-on-failure",
        "--seed=20261124",
        "--max-examples=3",
        f"--phases={phases}",
        f"--checks={CHECKS}",
        "--workers=2",
        "--request-timeout=60",
        "--warnings=off",
        "--generation-database=none",
        "--no-color",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=400)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    cases = re.search(r"(\d[\d,]*) generated", done.stdout)
    assert cases is not None, done.stdout[-2000:]
    assert int(cases[1].replace(",", "")) > 300
