"""A search, records, and a worker on them."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cen.audit import Entry
from cen.principal import Principal
from seizures.exports.model import Job
from seizures.exports.sink import ExportBucket
from seizures.exports.worker import Worker
from seizures.record import Record
from seizures.store import SeizureStore
from tests.unit.seizures.builders import SIMPLE, act
from tests.unit.seizures.exports.conftest import Cloud, event
from tests.unit.seizures.exports.documents import AT, published

ENTRY = Entry("entered", AT, 1, "a", "person", "FR", "req-1")


@dataclass
class Walk:
    """A search that finds these ids, in pages; `seen`: who asked for what. `before`: runs before the page of that
    number is handed out."""

    ids: Sequence[str]
    page: int = 100
    seen: list[tuple[Principal, dict[str, str]]] = field(default_factory=list)
    before: dict[int, Callable[[], None]] = field(default_factory=dict)

    def __call__(
        self, caller: Principal, search: Mapping[str, str], after: Mapping[str, str] | None
    ) -> tuple[Sequence[str], Mapping[str, str] | None]:
        self.before.pop(len(self.seen), lambda: None)()
        self.seen.append((caller, dict(search)))
        first = int(after["at"]) if after else 0
        more = first + self.page < len(self.ids)
        return self.ids[first : first + self.page], {"at": str(first + self.page)} if more else None


@dataclass
class Office:
    """Records in the table, a search over them, and a worker."""

    cloud: Cloud
    walk: Walk

    def work(self, id: str, **more: Any) -> None:
        settings: dict[str, Any] = {"store": self.cloud.store, "files": ExportBucket(), "every": 2, **more}
        Worker(walk=self.walk, clock=self.cloud.clock, **settings)(event(id))

    def job(self, id: str) -> Job:
        found = self.cloud.store.read(id)
        assert found
        return found

    def file(self, id: str) -> bytes:
        (key,) = [key for key in self.cloud.files() if key.startswith(f"exports/{id}/")]
        return bytes(self.cloud.s3.get_object(Bucket="exports-bucket", Key=key)["Body"].read())

    def ids_in(self, id: str) -> list[str]:
        rows = csv.DictReader(io.StringIO(self.file(id).decode("utf-8-sig"), newline=""))
        return [row["id"] for row in rows if not row["id"].startswith("#")]

    def nothing_left(self) -> bool:
        return self.cloud.files() == [] and self.cloud.uploads() == []


def office_of(cloud: Cloud, *records: Record, page: int = 100) -> Office:
    store = SeizureStore(cloud.table)
    for one in records:
        store.create(one, ENTRY, act())
    return Office(cloud, Walk([one.id for one in records], page))


def simple(number: int, **changes: Any) -> Record:
    return published(number, SIMPLE, **changes)


def ok(answer: Any) -> None:
    assert answer.status == 200, answer.text
