"""Settings of every test: no sockets in unit tests, and the same generated cases at every run."""

from pathlib import Path
from typing import Any

import hypothesis
import pytest
import pytest_socket
from moto.core.config import default_user_config

_UNIT = Path(__file__).parent / "unit"

hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.load_profile("ci")

# With a session of its own each cloud in memory would read AWS's models anew, which takes longer than most tests.
default_user_config["core"]["reset_boto3_session"] = False


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What tests measured, by `record_property`."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.path.is_relative_to(_UNIT):
        pytest_socket.disable_socket(allow_unix_socket=True)
