"""Brings the index up to date with a record as it is now, whatever was heard of it."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from seizures.model import Status
from seizures.record import Record
from seizures.search.index import SearchIndex
from seizures.search.keys import Entry, entry_of, partitions

# What has never been published has never been in the index.
BEFORE_PUBLICATION = frozenset({Status.DRAFT, Status.SUBMITTED, Status.RETURNED})


class Records(Protocol):
    def read(self, id: str) -> Record | None: ...


def project(records: Records, index: SearchIndex, id: str, today: date) -> bool:
    """Whether the index changed."""
    record = records.read(id)
    if record is None or record.status in BEFORE_PUBLICATION:
        return False
    return post(index, record, today)


def post(index: SearchIndex, record: Record, today: date, *, force: bool = False) -> bool:
    entry, where = wanted(record, today)
    return index.bring_up_to(record.id, record.version, entry, where, force=force)


def wanted(record: Record, today: date) -> tuple[Entry | None, Sequence[str]]:
    """How a record is to stand in the index, and in which partitions."""
    if record.status is not Status.PUBLISHED:
        return None, ()
    entry = entry_of(record)
    return entry, partitions(entry.keys, today)
