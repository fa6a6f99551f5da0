"""How a context hears of others: messages of its queue, each an event of the bus, each answered for by itself.

A message that fails goes back to the queue and comes again; after five times it lies among the dead letters and an
alarm says so. The others of its batch are done with.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from cen import log
from cen.clock import Clock, utc_now


@dataclass(frozen=True, slots=True)
class Consumer[E: BaseModel]:
    """`hear`: what to do about one event. What it raises is counted and logged by its kind, never by its words."""

    context: str
    event: type[E]
    hear: Callable[[E], None]
    clock: Clock = utc_now

    def __call__(self, batch: Mapping[str, Any], _: object) -> dict[str, Any]:
        failed = [str(message["messageId"]) for message in batch["Records"] if not self._heard(message)]
        counts = {"events_heard": len(batch["Records"]) - len(failed), "events_failed": len(failed)}
        log.write("consumed", self.clock(), counts, context=self.context, kind=self.event.__name__)
        return {"batchItemFailures": [{"itemIdentifier": id} for id in failed]}

    def _heard(self, message: Mapping[str, Any]) -> bool:
        try:
            self.hear(self.event.model_validate_json(json.dumps(json.loads(message["body"])["detail"])))
        except Exception as error:  # noqa: BLE001 - one message must not take the others of its batch with it
            log.write("event_failed", self.clock(), error=type(error).__name__, message_id=str(message["messageId"]))
            return False
        return True


@dataclass(frozen=True, slots=True)
class BatchConsumer[E: BaseModel]:
    """For work that is cheaper together. `hear`: takes the events by the id of their message and answers the ids of
    those that failed. What it raises, all of them failed by."""

    context: str
    event: type[E]
    hear: Callable[[Mapping[str, E]], Collection[str]]
    clock: Clock = utc_now

    def __call__(self, batch: Mapping[str, Any], _: object) -> dict[str, Any]:
        events: dict[str, E] = {}
        failed: set[str] = set()
        for message in batch["Records"]:
            id = str(message["messageId"])
            try:
                events[id] = self.event.model_validate_json(json.dumps(json.loads(message["body"])["detail"]))
            except Exception as error:  # noqa: BLE001 - one message must not take the others of its batch with it
                failed.add(id)
                log.write("event_failed", self.clock(), error=type(error).__name__, message_id=id)
        failed |= self._heard(events)
        counts = {"events_heard": len(batch["Records"]) - len(failed), "events_failed": len(failed)}
        log.write("consumed", self.clock(), counts, context=self.context, kind=self.event.__name__)
        return {"batchItemFailures": [{"itemIdentifier": id} for id in sorted(failed)]}

    def _heard(self, events: Mapping[str, E]) -> set[str]:
        try:
            failed = set(self.hear(events)) if events else set()
            error = "Unheard"
        except Exception as raised:  # noqa: BLE001 - told by its kind, and all of the batch comes again
            failed, error = set(events), type(raised).__name__
        for id in sorted(failed):
            log.write("event_failed", self.clock(), error=error, message_id=id)
        return failed
