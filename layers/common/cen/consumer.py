"""How a context hears of others: messages of its queue, each an event of the bus, each answered for by itself.

A message that fails goes back to the queue and comes again; after five times it lies among the dead letters and an
alarm says so. The others of its batch are done with.
"""

import json
from collections.abc import Callable, Mapping
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
