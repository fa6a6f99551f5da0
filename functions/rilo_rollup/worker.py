"""Does the parts of a run: messages of this context's own queue, one at a time.

A message that fails comes back, when the worker cannot be alive any more. Where it is to count several cells they are
then counted one by one, so that one that kills its worker is found; that one is given up after two workers, and the run
can end and tell of it before another takes it for abandoned. Other messages lie among the dead letters after five.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from cen import log
from cen.clock import Clock, utc_now
from rilo_rollup.runs.conduct import Conductor
from rilo_rollup.runs.counting import CONTEXT
from rilo_rollup.stores import open_stores

# The time at which it comes, from 1.
_SPLIT = 2
GIVE_UP = 3


@cache
def _conductor() -> Conductor:
    return open_stores().conductor


def work(conductor: Conductor, message: Mapping[str, Any], times: int) -> None:
    """Raises ValueError for what is no message of ours."""
    match message:
        case {"run": str(run), "step": "count", "part": str(part), "cells": [*cells]}:
            found = [(one[0], one[1]) for one in (str(cell).split("#") for cell in cells)]
            if len(found) > 1 and times >= _SPLIT:
                conductor.split(run, part, found)
            else:
                conductor.count(run, part, found, give_up=times >= GIVE_UP)
        case {"run": str(run), "step": "plan"}:
            conductor.plan(run)
        case {"run": str(run), "step": "merge", "year": str(year)}:
            conductor.merge(run, year)
        case {"run": str(run), "step": "finish"}:
            conductor.finish(run)
        case _:
            raise ValueError("not a message of a run")


def handle(batch: Mapping[str, Any], conductor: Conductor, clock: Clock = utc_now) -> dict[str, Any]:
    failed = []
    for message in batch["Records"]:
        id = str(message["messageId"])
        times = int(message.get("attributes", {}).get("ApproximateReceiveCount", 1))
        try:
            work(conductor, json.loads(message["body"]), times)
        except Exception as error:  # noqa: BLE001 - told by its kind, and the message comes again
            log.write("event_failed", clock(), error=type(error).__name__, message_id=id)
            failed.append(id)
    counts = {"events_heard": len(batch["Records"]) - len(failed), "events_failed": len(failed)}
    log.write("consumed", clock(), counts, context=CONTEXT, kind="work")
    return {"batchItemFailures": [{"itemIdentifier": id} for id in failed]}


def handler(batch: Mapping[str, Any], _: object) -> dict[str, Any]:
    return handle(batch, _conductor())
