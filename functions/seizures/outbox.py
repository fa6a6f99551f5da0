"""Tells whom it concerns what happened to seizure records, exports and imports."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from cen.events import ExportRequested, ImportClosed, ImportPartReady, NoticeRaised, SeizureChanged
from cen.outbox import Publisher
from cen.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient


def describe(image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """The events of an audit item of a record, an export or an import; other audit items (settings) concern nobody
    else."""
    owner, _, id = image["pk"]["S"].partition("#")
    if owner == "EXPORT":
        return [ExportRequested(export_id=id)]
    if owner == "IMPORT":
        return _of_import(id, image)
    if owner != "CASE":
        return []
    entry = json.loads(image["entry"]["S"])
    return [
        SeizureChanged(
            seizure_id=id, version=entry["version"], action=entry["action"], administration=image["administration"]["S"]
        )
    ]


def _of_import(id: str, image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """An import that was read has parts to enter; one that is closed has a report to write, and somebody who waits."""
    action, told = json.loads(image["entry"]["S"])["action"], json.loads(image["import"]["S"])
    administration = image["administration"]["S"]
    if action == "read":
        numbers = range(1, told["parts"] + 1)
        return [ImportPartReady(import_id=id, part=number, administration=administration) for number in numbers]
    found: list[BaseModel] = [ImportClosed(import_id=id)] if action in ("finished", "closed") else []
    if action in ("finished", "failed") and told["person"]:
        rejected = bool((told["counts"] or {}).get("rejected"))
        found.append(
            NoticeRaised(
                key=f"import:{id}:{action}",
                to=f"person:{told['requester']}",
                kind=f"import.{action}",
                must_act=rejected or action == "failed",
                subject=f"imports/{id}",
            )
        )
    return found


@cache
def _bus() -> tuple["EventBridgeClient", str]:
    import boto3

    return boto3.client("events"), settings.event_bus


def _give_up(keys: str) -> None:
    import boto3

    boto3.client("sqs").send_message(QueueUrl=settings.outbox_dead_letters, MessageBody=keys)


handler = Publisher("seizures", _bus, describe, _give_up)
