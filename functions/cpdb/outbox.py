"""Tells whom it concerns what happened to pictures."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from cen.events import NoticeRaised, PictureChanged, RedactionAsked
from cen.outbox import Publisher
from cen.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

_DRAWN_ANEW = frozenset({"redacted", "retried"})


def describe(image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """The events of an audit item. Who uploaded a picture that was rejected may read why."""
    id = image["pk"]["S"].removeprefix("PIC#")
    entry = json.loads(image["entry"]["S"])
    version, action = entry["version"], entry["action"]
    administration = image["administration"]["S"]
    told: list[BaseModel] = [
        PictureChanged(picture_id=id, version=version, action=action, administration=administration)
    ]
    if action in _DRAWN_ANEW:
        told.append(RedactionAsked(picture_id=id))
    if "tell" in image:
        told.append(
            NoticeRaised(
                key=f"picture:{id}:rejected",
                to=f"person:{image['tell']['S']}",
                kind="picture.rejected",
                must_act=False,
                subject=f"pictures/{id}",
            )
        )
    return told


@cache
def _bus() -> tuple["EventBridgeClient", str]:
    import boto3

    return boto3.client("events"), settings.event_bus


def _give_up(keys: str) -> None:
    import boto3

    boto3.client("sqs").send_message(QueueUrl=settings.outbox_dead_letters, MessageBody=keys)


handler = Publisher("cpdb", _bus, describe, _give_up)
