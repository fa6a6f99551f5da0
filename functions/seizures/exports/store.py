"""Exports in the context's table, and the records that they are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cen.dynamo import Item
from cen.problems import Unavailable
from cen.tlp import Tlp
from seizures.exports.errors import NoSuchExport
from seizures.exports.model import Job
from seizures.job_store import JobStore
from seizures.model import Status
from seizures.visibility import Face


@dataclass(frozen=True, slots=True)
class Found:
    """A record as the worker needs it: what visibility is decided on, and the document."""

    face: Face
    document: str


@dataclass(frozen=True, slots=True)
class ExportStore(JobStore[Job]):
    of = Job
    gone = NoSuchExport

    def records(self, ids: Sequence[str]) -> list[Found]:
        """Those of the records that are there, in the order asked for, 100 at most; in halves where they are too large
        for one answer."""
        try:
            items = self.table.get_many([(f"CASE#{id}", "HEAD") for id in ids])
        except Unavailable:
            if len(ids) == 1:
                raise
            middle = len(ids) // 2
            return self.records(ids[:middle]) + self.records(ids[middle:])
        return [_found(item) for item in items if item]


def _found(item: Item) -> Found:
    rilo: Any = item.get("rilo")
    face = Face(Status(str(item["status"])), str(item["administration"]), rilo, Tlp(str(item["tlp"])))
    return Found(face, str(item["doc"]))
