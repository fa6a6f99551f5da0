"""Tells whom it concerns that a draft of a situation report was written."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from cen.events import SituationDrafted
from cen.outbox import Publisher
from cen.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient


def describe(image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """The event of an audit item of a draft; that a run was started concerns nobody else."""
    if "month" not in image:
        return []
    run = image["pk"]["S"].removeprefix("RUN#")
    return [SituationDrafted(run_id=run, rilo=image["rilo"]["S"], month=image["month"]["S"])]


@cache
def _bus() -> tuple["EventBridgeClient", str]:
    import boto3

    return boto3.client("events"), settings.event_bus


def _give_up(keys: str) -> None:
    import boto3

    boto3.client("sqs").send_message(QueueUrl=settings.outbox_dead_letters, MessageBody=keys)


handler = Publisher("rilo_rollup", _bus, describe, _give_up)
