"""Tells whom it concerns what happened in this context: one `describe` for each kind of record, by its key."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from alerts.told import events
from cen.events import AlertChanged
from cen.outbox import publisher

type Describe = Callable[[str, Mapping[str, Any]], Sequence[BaseModel]]


_UNCHANGED = frozenset({"acknowledged", "newer_figures"})


def alert_events(id: str, image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """What people are to hear of the step; and that the alert changed, if it did."""
    entry = json.loads(image["entry"]["S"])
    heard: list[BaseModel] = list(events(json.loads(image["told"]["S"])))
    if entry["action"] in _UNCHANGED:
        return heard
    return [AlertChanged(alert_id=id, version=entry["version"], action=entry["action"]), *heard]


# What stands before the `#` of an audit item's partition: whose events it makes.
DESCRIBED: dict[str, Describe] = {"ALERT": alert_events}


def describe(image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """The events of an audit item; kinds that are not listed concern nobody else."""
    owner, _, id = image["pk"]["S"].partition("#")
    known = DESCRIBED.get(owner)
    return known(id, image) if known else ()


handler = publisher("alerts", describe)
