"""Called by the clock: looks after what is unfinished."""

from collections.abc import Mapping
from typing import Any

from cpdb.shelf import open_shelf
from cpdb.store import open_store
from cpdb.sweeping import Sweeper


def handler(_: Mapping[str, Any], __: object) -> dict[str, int]:
    return Sweeper(open_store(), open_shelf())()
