"""Brings the index up to date with a record as it is now, whatever was heard of it."""

from datetime import date
from typing import Protocol

from seizures.model import Status
from seizures.record import Record
from seizures.search.index import SearchIndex
from seizures.search.keys import entry_of, partitions

# What has never been published has never been in the index.
_BEFORE_PUBLICATION = frozenset({Status.DRAFT, Status.SUBMITTED, Status.RETURNED})


class Records(Protocol):
    def read(self, id: str) -> Record | None: ...


def project(records: Records, index: SearchIndex, id: str, today: date) -> bool:
    """Whether the index changed."""
    record = records.read(id)
    if record is None or record.status in _BEFORE_PUBLICATION:
        return False
    return post(index, record, today)


def post(index: SearchIndex, record: Record, today: date) -> bool:
    if record.status is not Status.PUBLISHED:
        return index.bring_up_to(record.id, record.version, None, ())
    entry = entry_of(record)
    return index.bring_up_to(record.id, record.version, entry, partitions(entry.keys, today))
