"""One import from the upload to the last part, beside what guarding, reading and validating the same rows takes
anyway."""

import io
import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks.loading.cloud import Bucket, Database, Disk, Uploads
from cen import jsontext
from cen.act import Act
from cen.events import ImportPartReady
from cen.principal import Principal, Tier
from cen.uploads import Uploaded
from seizures.imports import service
from seizures.imports.files import ImportFiles, part_key
from seizures.imports.judge import Judge
from seizures.imports.model import ImportRequest, Job, Outcome
from seizures.imports.parts import Parts
from seizures.imports.plan import Plan
from seizures.imports.reader import Reader
from seizures.imports.reading.guard import look_through
from seizures.imports.store import ImportStore
from seizures.model import Entry

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
_OFFICER = Principal("officer", "officer", "person", Tier.UNRESTRICTED, "FR")


@dataclass(frozen=True, slots=True)
class Loaded:
    """`seconds`: of processor time, by step; the child's are those of the process that opens the workbook."""

    rows: int
    accepted: int
    calls: Mapping[str, int]
    seconds: Mapping[str, float]
    floor: Mapping[str, float]

    @property
    def calls_per_row(self) -> float:
        return sum(self.calls.values()) / self.rows

    @property
    def ratio(self) -> float:
        return sum(self.seconds.values()) / sum(self.floor.values())


class Loading:
    """An import that was asked for, and whose file is there. `bucket`: where its parts go."""

    def __init__(self, content: bytes, bucket: Bucket | Disk, *, submit: bool = False) -> None:
        self.database = Database()
        self._store, self._files = ImportStore(self.database.table), ImportFiles(bucket, "imports")  # type: ignore[arg-type]
        self._content = content
        asked = ImportRequest(filename="rows.xlsx", size=len(content), submit=submit)
        self._id = service.create(self._store, Act(_OFFICER, NOW, "bench"), asked).job.id
        self.database.calls.clear()

    def read(self) -> tuple[int, int]:
        """The number of rows, and of parts."""
        reader = Reader(self._store, Uploads(self._content), self._files, lambda: NOW)
        with _quiet():
            reader(Uploaded(f"imports/{self._id}/file", "1", len(self._content)))
        job = self._job()
        return job.rows or 0, job.parts or 0

    def enter(self, first: int, last: int) -> int:
        """The number of rows that were accepted so far."""
        work = Parts(self._store, self._files, lambda: NOW)
        with _quiet():
            for part in range(first, last + 1):
                work(ImportPartReady(import_id=self._id, part=part, administration="FR"))
        return (self._job().counts or {}).get(Outcome.ACCEPTED, 0)

    def part(self, number: int) -> bytes:
        return self._files.read(part_key(self._id, number))

    def _job(self) -> Job:
        found = self._store.read(self._id)
        if found is None:
            raise RuntimeError("the import is gone")
        return found


def load(workbook: Path, *, submit: bool = False) -> Loaded:
    content = workbook.read_bytes()
    loading, spent = Loading(content, Bucket(), submit=submit), dict[str, float]()
    with _timed(spent, "reader", loading.database), _child(spent):
        rows, parts = loading.read()
    with _timed(spent, "parts", loading.database):
        accepted = loading.enter(1, parts)
    calls = dict(loading.database.calls)
    floor = _floor(content, [loading.part(number) for number in range(1, parts + 1)])
    return Loaded(rows, accepted, calls, spent, floor)


def best(workbook: Path, times: int = 3) -> Loaded:
    """The least that each step took: what others do on the machine is no part of it."""
    runs = [load(workbook) for _ in range(times)]

    def least(of: Callable[[Loaded], Mapping[str, float]]) -> dict[str, float]:
        return {name: min(of(run)[name] for run in runs) for name in of(runs[0])}

    return replace(runs[0], seconds=least(lambda run: run.seconds), floor=least(lambda run: run.floor))


def _floor(content: bytes, parts: list[bytes]) -> dict[str, float]:
    spent: dict[str, float] = {}
    with _timed(spent, "guard"):
        look_through(io.BytesIO(content))
    with _timed(spent, "calamine"):
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        for _ in sheet.iter_rows():
            pass
    documents = list(_documents(parts))
    context = {"today": NOW.date()}
    with _timed(spent, "validation"):
        for text in documents:
            Entry.model_validate_json(text, context=context)
    return spent


def _documents(parts: list[bytes]) -> Iterator[str]:
    for part in parts:
        head, *lines = part.splitlines()
        judge = Judge(Plan.model_validate_json(head), "FR")
        for line in lines:
            yield jsontext.dumps(judge(jsontext.loads(line)).content)


@contextmanager
def _timed(spent: dict[str, float], name: str, database: Database | None = None) -> Iterator[None]:
    """Of this process, without what the stand-in took."""
    begun, own = time.process_time(), database.own if database else 0.0
    yield
    spent[name] = time.process_time() - begun - ((database.own - own) if database else 0.0)


@contextmanager
def _child(spent: dict[str, float]) -> Iterator[None]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent["child"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextmanager
def _quiet() -> Iterator[None]:
    """Lines of the log would be written, not read."""
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        yield
