"""Tells whom it concerns what happened to seizure records and exports."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from cen.events import ExportRequested, SeizureChanged
from cen.outbox import Publisher
from cen.settings import settings
from seizures.corrections.notices import of_correction
from seizures.duplicates.notices import of_pair

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

# By what they are about: what the audit items of other things than records tell people.
_NOTICES: Mapping[str, Callable[[str, str], Sequence[BaseModel]]] = {"PAIR": of_pair, "CORRECTION": of_correction}


def describe(image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """The events of an audit item of a record or an export; other audit items (settings) concern nobody else."""
    owner, _, id = image["pk"]["S"].partition("#")
    if owner == "EXPORT":
        return [ExportRequested(export_id=id)]
    if owner in _NOTICES:
        return _NOTICES[owner](json.loads(image["entry"]["S"])["action"], image["about"]["S"])
    if owner != "CASE":
        return []
    entry = json.loads(image["entry"]["S"])
    return [
        SeizureChanged(
            seizure_id=id, version=entry["version"], action=entry["action"], administration=image["administration"]["S"]
        )
    ]


@cache
def _bus() -> tuple["EventBridgeClient", str]:
    import boto3

    return boto3.client("events"), settings.event_bus


def _give_up(keys: str) -> None:
    import boto3

    boto3.client("sqs").send_message(QueueUrl=settings.outbox_dead_letters, MessageBody=keys)


handler = Publisher("seizures", _bus, describe, _give_up)
