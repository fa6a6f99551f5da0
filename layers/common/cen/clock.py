"""Time is an argument: services take a `Clock`, tests hand in a fixed one."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

type Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@lru_cache(maxsize=4)
def instant(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and a `Z`, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
