"""Parts of the benchmarks, one after the other."""

import time
import traceback
from collections.abc import Callable, Mapping
from typing import Protocol


class Found(Protocol):
    """What a part measured, and whether it keeps to its budgets."""

    @property
    def within(self) -> bool: ...

    def text(self) -> str: ...


type Part = Callable[[], Found]


def run(parts: Mapping[str, Part], clock: Callable[[], float] = time.monotonic) -> dict[str, Found | None]:
    """Each is printed when it is done, as all together take minutes; nothing is found by one that fails, and the next
    ones still run."""
    return {name: _run(name, part, clock) for name, part in parts.items()}


def _run(name: str, part: Part, clock: Callable[[], float]) -> Found | None:
    print(f"== {name} …", flush=True)
    started = clock()
    try:
        found = part()
        text = found.text()
    except Exception:  # noqa: BLE001 - whatever it was, it is printed and the run ends with an error
        found, text = None, traceback.format_exc()
    end = "FAILED" if found is None else "done" if found.within else "BROKEN"
    print(text, f"== {name}: {end} after {clock() - started:.0f} s\n", sep="\n", flush=True)
    return found
