"""What an operator types."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.settings import aws_environment

ROOT = Path(__file__).resolve().parents[2]


def cen_admin(stack: Mapping[str, Any], *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **aws_environment(stack["endpoint_url"])}
    command = [str(ROOT / "bin" / "cen-admin"), "--stage", "local", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
