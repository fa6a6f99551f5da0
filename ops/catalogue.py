"""Projects every picture as it is now into the catalogue anew, while the system is live.

Each write is guarded as the keeper's: never over a newer version. So it may be interrupted, run again and run twice.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from threading import Lock

from cen.clock import utc_now
from cen.dynamo import Table, table
from cen.patience import patiently
from cpdb.catalogue.entry import Entry
from cpdb.catalogue.index import Catalogue, Stands
from cpdb.catalogue.project import project
from cpdb.items import picture_of
from ops.stage import outputs
from ops.work import Say, heads, items, progress

_EVERY = 1000  # pictures between two lines of progress


def run(stage: str, segments: int) -> int:
    """The exit code."""
    found = outputs(f"cen-{stage}-cpdb")
    records, catalogue = table(found["PicturesTableName"]), Catalogue(table(found["CatalogueTableName"]))
    work = RebuildCatalogue(records, catalogue, utc_now().date(), segments, progress)
    work.run()
    print(json.dumps(asdict(work.counts)))
    return 0


@dataclass(slots=True)
class Counts:
    """`projected`: written anew. `overtaken`: a newer version stood there already. `removed`: stood without a
    picture."""

    read: int = 0
    projected: int = 0
    overtaken: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class RebuildCatalogue:
    """`segments`: parts of the tables that are worked on at once, each by a thread."""

    records: Table
    catalogue: Catalogue
    today: date
    segments: int
    say: Say
    counts: Counts = field(default_factory=Counts)
    _lock: Lock = field(default_factory=Lock)

    def run(self) -> None:
        """First every picture, then what stands in the catalogue without one."""
        with ThreadPoolExecutor(self.segments) as pool:
            for step in (self._project_all, self._remove_all):
                list(pool.map(step, range(self.segments)))
        self.say(f"Done: {self.counts.read} pictures read, {self.counts.projected} projected.")

    def _project_all(self, segment: int) -> None:
        for item in heads(self.records, "PIC", segment, self.segments):
            picture = picture_of(item)
            written = patiently(partial(project, self.catalogue, picture, self.today, force=True))
            with self._lock:
                self.counts.read += 1
                self.counts.projected += written
                self.counts.overtaken += not written
                if self.counts.read % _EVERY == 0:
                    self.say(f"{self.counts.read} pictures read …")

    def _remove_all(self, segment: int) -> None:
        for item in items(self.catalogue.table, segment, self.segments, "STANDS"):
            id = str(item["pk"]).removeprefix("PIC#")
            listed = self.catalogue.listed(id)
            if listed.stands != Stands() and self.records.get(pk=f"PIC#{id}", sk="HEAD") is None:
                removed = patiently(partial(self.catalogue.bring_up_to, id, listed.version + 1, Entry()))
                with self._lock:
                    self.counts.removed += removed
