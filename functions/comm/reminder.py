"""Called by the schedule: does what is due in operations."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from comm.bucket import open_files
from comm.clockwork import Clockwork
from comm.store import open_store


@cache
def _clockwork() -> Clockwork:
    return Clockwork(open_store(), open_files())


def handler(_: Mapping[str, Any], __: object) -> dict[str, int]:
    return {"done": _clockwork()()}
