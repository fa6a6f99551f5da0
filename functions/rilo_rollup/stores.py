"""What this context works on, each part opened at its first use."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import batched
from typing import Any

from cen.dynamo import table
from cen.problems import Unavailable
from cen.s3 import client as s3
from cen.settings import settings
from rilo_rollup.desk import Desk
from rilo_rollup.keep.cells import CellStore
from rilo_rollup.keep.lake import Lake
from rilo_rollup.keep.nodes import NodeStore
from rilo_rollup.keep.runs import RunStore
from rilo_rollup.keep.workbooks import Workbooks
from rilo_rollup.runs.conduct import Conductor, Message
from rilo_rollup.runs.counting import Counting
from rilo_rollup.runs.merging import Merging

# Longer than a worker can run, so that no two are ever at one cell.
HOLD_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Stores:
    desk: Desk
    runs: RunStore
    conductor: Conductor
    workbooks: Callable[[], Workbooks]


@cache
def queue() -> Any:
    import boto3

    return boto3.client("sqs")


def send(messages: Sequence[Message]) -> None:
    """Raises `Unavailable` unless the queue takes all of them; what it took does no harm if it comes again."""
    for some in batched(messages, 10, strict=False):
        entries = [{"Id": str(number), "MessageBody": json.dumps(one)} for number, one in enumerate(some)]
        if queue().send_message_batch(QueueUrl=settings.work_queue, Entries=entries).get("Failed"):
            raise Unavailable


@dataclass(frozen=True, slots=True)
class _LaterLake:
    """The bucket is needed by who counts, and by nobody else."""

    def write(self, cell: Any, files: Any) -> None:
        Lake(s3(), settings.lake_bucket).write(cell, files)


def open_stores() -> Stores:
    cells, runs = table(settings.cells_table), RunStore(table(settings.table))
    nodes, kept = NodeStore(cells), CellStore(cells)
    counting = Counting(kept, nodes, _LaterLake(), HOLD_SECONDS)
    desk = Desk(nodes)
    conductor = Conductor(runs, counting, Merging(kept, nodes), desk, send)
    return Stores(desk, runs, conductor, lambda: Workbooks(s3(), settings.exports_bucket))
