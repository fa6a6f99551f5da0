"""The table's stream is the outbox: every new audit entry leaves as events on the bus.

The write that made the entry is committed, so the event is owed. Whatever the bus does not take is handed back to the
stream, which sends it again, in order. An event may therefore come twice, and consumers must not mind.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from cen import log
from cen.clock import Clock, utc_now
from cen.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

BATCH = 10  # entries that PutEvents takes


@dataclass(frozen=True, slots=True)
class Owed:
    event: BaseModel
    sequence_number: str


@dataclass(frozen=True, slots=True)
class Publisher:
    """`bus`: client and name of the event bus. `describe`: the events of a new audit item; empty: nobody is to hear.
    `give_up`: takes the keys of an item that cannot be described, for somebody to look at."""

    context: str
    bus: Callable[[], tuple["EventBridgeClient", str]]
    describe: Callable[[Mapping[str, Any]], Sequence[BaseModel]]
    give_up: Callable[[str], None]
    clock: Clock = utc_now

    def __call__(self, stream: Mapping[str, Any], _: object) -> dict[str, Any]:
        """Stream records → partial batch answer: where to go on from, if not everything was published."""
        owed = list(self._owed(stream))
        for start in range(0, len(owed), BATCH):
            failed = self._send(owed[start : start + BATCH])
            if failed is not None:
                log.write("publish_failed", self.clock(), {"publish_failures": 1}, context=self.context)
                return {"batchItemFailures": [{"itemIdentifier": failed.sequence_number}]}
        log.write("published", self.clock(), {"events_published": len(owed)}, context=self.context)
        return {"batchItemFailures": []}

    def _owed(self, stream: Mapping[str, Any]) -> Iterator[Owed]:
        for record in stream["Records"]:
            change = record["dynamodb"]
            if record["eventName"] != "INSERT" or not change["Keys"]["sk"]["S"].startswith("AUDIT#"):
                continue
            for event in self._described(change):
                yield Owed(event, change["SequenceNumber"])

    def _described(self, change: Mapping[str, Any]) -> Sequence[BaseModel]:
        try:
            return self.describe(change["NewImage"])
        except (LookupError, ValueError, TypeError) as error:
            # It would fail for ever, and hold up what comes behind it.
            self.give_up(json.dumps(change["Keys"]))
            log.write("undescribed", self.clock(), {"undescribed": 1}, context=self.context, error=type(error).__name__)
            return ()

    def _send(self, batch: Sequence[Owed]) -> Owed | None:
        """The first event that the bus did not take."""
        client, bus = self.bus()
        answer = client.put_events(
            Entries=[
                {
                    "Source": f"cen.{self.context}",
                    "DetailType": type(owed.event).__name__,
                    "Detail": owed.event.model_dump_json(),
                    "EventBusName": bus,
                }
                for owed in batch
            ]
        )
        outcomes = zip(batch, answer["Entries"], strict=True)
        return next((owed for owed, outcome in outcomes if "ErrorCode" in outcome), None)


def publisher(context: str, describe: Callable[[Mapping[str, Any]], Sequence[BaseModel]]) -> Publisher:
    """The Lambda handler of a context's outbox, on the bus and the dead letters of its settings."""
    return Publisher(context, cache(_bus), describe, _give_up)


def _bus() -> tuple["EventBridgeClient", str]:
    import boto3

    return boto3.client("events"), settings.event_bus


def _give_up(keys: str) -> None:
    import boto3

    boto3.client("sqs").send_message(QueueUrl=settings.outbox_dead_letters, MessageBody=keys)
