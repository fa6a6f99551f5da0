"""The private door to seizure records: other contexts' functions ask here for records as they are now, and have cases
made of what was reported in an operation (`cen.doors`)."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any, Protocol

from cen.act import Act
from cen.clock import utc_now
from cen.doors import READ_AT_ONCE, Reported
from cen.principal import Principal
from seizures.record import Record
from seizures.reported import draft
from seizures.store import SeizureStore, open_store


class Records(Protocol):
    def read_many(self, ids: list[str]) -> list[Record]:
        """Those records that there are."""


@cache
def _store() -> SeizureStore:
    return open_store()


def answer(records: Records, question: Mapping[str, Any]) -> dict[str, Any]:
    """`{"read": [ids]}` → `{"seizures": […]}`, in the order asked for. Raises `ValueError` for any other question."""
    match question:
        case {"read": [*ids]} if len(ids) <= READ_AT_ONCE:
            return {"seizures": [_seen(record) for record in records.read_many([str(id) for id in ids])]}
    raise ValueError("not a question for this door")


def _seen(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "version": record.version,
        "status": record.status,
        "verification": record.verification,
        "administration": record.administration,
        "rilo": record.rilo,
        "tlp": record.tlp,
        "merged_into": None,
        "document": record.document,
    }


def drafted(store: SeizureStore, question: Mapping[str, Any]) -> dict[str, Any]:
    """`{"draft": {…}, "request_id": …}` → the case that was made, or why not (`cen.doors.Drafted`)."""
    service = Principal("comm", "comm", "service")
    act = Act(service, utc_now(), str(question["request_id"]))
    return asdict(draft(store, Reported(**question["draft"]), act))


def handler(question: Mapping[str, Any], _: object) -> dict[str, Any]:
    return drafted(_store(), question) if "draft" in question else answer(_store(), question)
