"""For work that nobody waits for: what is busy now is asked again in a moment, before the whole message comes again."""

from collections.abc import Callable
from time import sleep

from cen.problems import Unavailable

PAUSES = (0.1, 0.5, 1.5)  # seconds


def patiently[T](do: Callable[[], T], pause: Callable[[float], None] = sleep) -> T:
    """What `do` answers; it is tried four times where it raises `Unavailable`."""
    for seconds in PAUSES:
        try:
            return do()
        except Unavailable:
            pause(seconds)
    return do()
