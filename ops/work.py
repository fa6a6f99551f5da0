"""What commands that go through a whole table share: its items part by part, lines of progress, and how they end."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from typing import Any, Protocol

from cen.dynamo import Item, Table
from cen.patience import patiently

type Say = Callable[[str], None]


class Work(Protocol):
    """`counts`: a dataclass of what was done so far."""

    @property
    def counts(self) -> Any: ...

    def run(self) -> Any: ...


def carried_out(work: Work) -> bool:
    """Whether it came to its end. What was done is printed either way."""
    try:
        work.run()
    except KeyboardInterrupt:
        progress("Interrupted. Run it again; what is done is done.")
        return False
    finally:
        print(json.dumps(asdict(work.counts)))
    return True


INTERRUPTED = 130  # the exit code


def progress(text: str) -> None:
    print(text, file=sys.stderr)


def items(found: Table, segment: int, segments: int, sk: str) -> Iterator[Item]:
    """Those with this sort key, of one of so many parts of a table."""
    start = None
    while True:
        page = patiently(partial(found.scan, segment, segments, where=("sk", sk), start=start))
        yield from page.items
        start = page.next
        if start is None:
            return


def heads(found: Table, kind: str, segment: int, segments: int) -> Iterator[Item]:
    """What there is of one kind (`CASE`, `PIC`), as it is now. Other things that change share the sort key and the
    table."""
    for item in items(found, segment, segments, "HEAD"):
        if str(item["pk"]).startswith(f"{kind}#"):
            yield item
