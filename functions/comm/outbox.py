"""Tells whom it concerns what happened in operations: ids, codes and numbers only."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from cen.outbox import Publisher
from cen.settings import settings
from comm import telling

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient


def describe(image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """The events that were written with an audit item."""
    return telling.read(image["tell"]["S"]) if "tell" in image else []


@cache
def _bus() -> tuple["EventBridgeClient", str]:
    import boto3

    return boto3.client("events"), settings.event_bus


def _give_up(keys: str) -> None:
    import boto3

    boto3.client("sqs").send_message(QueueUrl=settings.outbox_dead_letters, MessageBody=keys)


handler = Publisher("comm", _bus, describe, _give_up)
