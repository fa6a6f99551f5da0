"""Waiting for what comes a moment later."""

import time
from collections.abc import Callable


def until[T](look: Callable[[], T | None], seconds: float = 60, every: float = 0.2) -> T:
    """The first answer that is not None or false."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(every)
