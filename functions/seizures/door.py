"""The private door to seizure records: other contexts' functions ask here for records as they are now (`cen.doors`)."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

from cen.doors import READ_AT_ONCE
from seizures.record import Record
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
        "merged_into": record.merged_into,
        "document": record.document,
    }


def handler(question: Mapping[str, Any], _: object) -> dict[str, Any]:
    return answer(_store(), question)
