"""The worker, from the message to the file: counts, writes, looks twice, stops, and starts over."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from cen.audit import Entry
from cen.principal import Principal, Tier
from cen.problems import Unavailable
from seizures.exports import run
from seizures.exports.formats import ExportFormat
from seizures.exports.lifecycle import changed
from seizures.exports.model import ExportFailure, ExportStatus, Job
from seizures.exports.sink import PART_BYTES, ExportBucket, UploadedFile
from seizures.exports.store import ExportStore, Found
from seizures.exports.worker import Worker
from seizures.model import Status
from seizures.record import Record, moved
from seizures.service import face
from seizures.store import SeizureStore
from tests.unit.seizures.builders import READER_FR, READER_GB, SIMPLE, act
from tests.unit.seizures.exports.conftest import Cloud, event
from tests.unit.seizures.exports.documents import AT, IVORY, published

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


@pytest.fixture
def office(cloud: Cloud) -> Office:
    return office_of(cloud, *(simple(number) for number in range(5)), page=2)


# From the message to the file


@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl", "aitr"])
def test_an_export_is_counted_written_and_ready(office: Office, kind: str) -> None:
    id = office.cloud.ask(format=kind, search={"administration": "FR"})
    office.work(id)
    found = office.cloud.shown(id)
    assert found["status"] == "ready"
    assert (found["rows"], found["written"]) == (5, 0 if kind == "aitr" else 5)
    assert found["bytes"] == len(office.file(id))
    assert found["bytes"] * 0.7 < found["estimated_bytes"] < found["bytes"] * 1.4
    assert found["file_expires_at"] == "2026-03-21T12:00:00.000Z"
    assert found["link"]
    searched = {"administration": "FR"} | ({"category": "cites"} if kind == "aitr" else {})
    assert {json.dumps(search) for _, search in office.walk.seen} == {json.dumps(searched)}
    assert office.job(id).lease is None
    assert office.cloud.uploads() == []


def test_records_come_in_the_order_of_the_search(office: Office) -> None:
    id = office.cloud.ask()
    office.work(id)
    assert office.ids_in(id) == list(office.walk.ids)


def test_the_search_is_made_with_the_requesters_rights(office: Office) -> None:
    caller = replace(READER_GB, tier=Tier.UNRESTRICTED, rilos=frozenset({"WE"}), roles=frozenset({"ncp"}))
    office.work(office.cloud.ask(caller))
    assert {asker for asker, _ in office.walk.seen} == {caller}


def test_what_waits_to_be_started_is_only_counted(office: Office) -> None:
    id = office.cloud.ask(start=False)
    for _ in range(2):
        office.work(id)
        assert office.job(id).status is ExportStatus.COUNTED
    assert (office.job(id).rows, office.job(id).attempts) == (5, 1)
    assert office.nothing_left()
    assert office.cloud.call("POST", f"/v1/exports/{id}/start").status == 200
    office.work(id)
    assert office.job(id).status is ExportStatus.READY


def test_start_during_the_count_is_heard(office: Office) -> None:
    id = office.cloud.ask(start=False)
    office.walk.before[1] = lambda: _ok(office.cloud.call("POST", f"/v1/exports/{id}/start"))
    office.work(id, every=1000)
    assert office.job(id).status is ExportStatus.READY


def test_start_between_count_and_writing_is_no_contradiction(office: Office) -> None:
    id = office.cloud.ask()

    @dataclass(frozen=True)
    class Impatient(ExportStore):
        def save(self, before: Job, after: Job, entry: Any = None) -> None:
            super().save(before, after, entry)
            if after.status is ExportStatus.COUNTED:
                _ok(office.cloud.call("POST", f"/v1/exports/{id}/start"))

    office.work(id, store=Impatient(office.cloud.table))
    assert office.job(id).status is ExportStatus.READY


def _ok(answer: Any) -> None:
    assert answer.status == 200, answer.text


def test_nothing_found_is_a_file_without_records(cloud: Cloud) -> None:
    office = office_of(cloud)
    id = cloud.ask()
    office.work(id)
    assert office.job(id).status is ExportStatus.READY
    assert office.ids_in(id) == []


def test_a_finished_export_is_left_alone(office: Office) -> None:
    id = office.cloud.ask()
    office.work(id)
    before, calls = office.job(id), len(office.walk.seen)
    office.work(id)
    assert (office.job(id), len(office.walk.seen)) == (before, calls)


def test_a_message_for_no_export_does_nothing(office: Office) -> None:
    office.work("0" * 26)
    id = office.cloud.ask()
    office.cloud.clock.pass_by(days=7)
    office.work(id)
    assert office.walk.seen == []


# Visibility


def test_each_record_is_looked_at_again(cloud: Cloud) -> None:
    plain, amber, own = simple(1), simple(2, tlp="AMBER"), simple(3, tlp="AMBER+STRICT")
    withdrawn = moved(simple(4), at=AT, status=Status.WITHDRAWN)
    draft = moved(simple(5), at=AT, status=Status.DRAFT)
    office = office_of(cloud, plain, amber, own, withdrawn, draft)
    office.walk.ids = [*office.walk.ids, "9" * 26]
    for caller, expected in [
        (replace(READER_GB, administration="CO"), [plain]),
        (READER_GB, [plain, amber]),
        (READER_FR, [plain, amber, own]),
    ]:
        id = cloud.ask(caller)
        office.work(id)
        assert office.ids_in(id) == [one.id for one in expected], caller.name
        assert office.job(id).written == len(expected)


def test_what_is_withdrawn_while_the_file_is_written_stays_out(office: Office) -> None:
    id = office.cloud.ask()
    last = simple(4)
    store = SeizureStore(office.cloud.table)
    gone = moved(last, at=AT, status=Status.WITHDRAWN)
    office.walk.before[4] = lambda: store.save(last, gone, ENTRY, act(later=1))
    office.work(id)
    assert office.ids_in(id) == list(office.walk.ids)[:4]


def test_who_may_no_longer_search_gets_nothing(office: Office) -> None:
    id = office.cloud.ask()
    job = office.job(id)
    limited = job.requester.model_copy(update={"tier": Tier.LIMITED})
    office.cloud.store.save(job, changed(job, AT, requester=limited))
    office.work(id)
    assert office.job(id).reason_code is ExportFailure.NOT_ALLOWED
    assert office.walk.seen == []


# Limits


def test_counting_stops_at_the_most_rows(cloud: Cloud) -> None:
    office = Office(cloud, Walk([f"{number:026d}" for number in range(120_000)], page=10_000))
    id = cloud.ask(format="xlsx")
    office.work(id, every=20_000)
    found = cloud.shown(id)
    assert (found["status"], found["reason_code"]) == ("failed", "too_many_rows")
    assert len(office.walk.seen) == 6
    assert office.nothing_left()


def test_records_of_many_lines_can_be_too_many_rows_as_well(cloud: Cloud) -> None:
    office = office_of(cloud, *(simple(number, lines=[IVORY] * 4) for number in range(3)))
    id = cloud.ask()
    job = office.job(id)
    cloud.store.save(job, changed(job, AT, status=ExportStatus.WRITING))
    office.work(id, most_rows={ExportFormat.CSV: 11})
    assert office.job(id).reason_code is ExportFailure.TOO_MANY_ROWS
    assert office.nothing_left()


def test_what_takes_too_long_is_ended_in_good_order(office: Office) -> None:
    id = office.cloud.ask()
    office.walk.before[4] = lambda: office.cloud.clock.pass_by(seconds=run.LONGEST.total_seconds() + 1)
    office.work(id)
    assert office.job(id).reason_code is ExportFailure.TOOK_TOO_LONG
    assert office.nothing_left()


# Progress, cancel, other workers


def test_progress_is_told_on_the_way(office: Office) -> None:
    id = office.cloud.ask()
    told: list[tuple[str, int | None, int]] = []

    def note() -> None:
        job = office.job(id)
        told.append((job.status, job.rows, job.written))

    office.walk.before = dict.fromkeys(range(6), note)
    office.work(id)
    assert told == [
        ("counting", None, 0),
        ("counting", 2, 0),
        ("counting", 4, 0),
        ("writing", 5, 0),
        ("writing", 5, 2),
        ("writing", 5, 4),
    ]


def test_a_slow_search_renews_the_lease_all_the_same(office: Office) -> None:
    id = office.cloud.ask()
    leases: list[str | None] = []

    def slow() -> None:
        office.cloud.clock.pass_by(minutes=2)
        leases.append(office.job(id).lease)

    office.walk.before = dict.fromkeys(range(3), slow)
    office.work(id, every=1000)
    assert leases == ["2026-03-20T12:05:00.000Z", "2026-03-20T12:07:00.000Z", "2026-03-20T12:09:00.000Z"]
    assert office.job(id).status is ExportStatus.READY


@pytest.mark.parametrize("page", range(1, 6))
def test_a_cancel_stops_the_worker_wherever_it_is(office: Office, page: int) -> None:
    id = office.cloud.ask()
    office.walk.before[page] = lambda: _ok(office.cloud.call("POST", f"/v1/exports/{id}/cancel"))
    office.work(id)
    assert office.job(id).status is ExportStatus.CANCELLED
    assert office.nothing_left()
    assert office.cloud.call("POST", f"/v1/exports/{id}/start").status == 409


@dataclass
class Then(ExportBucket):
    """Something happens right after the file is complete."""

    happens: Callable[[], None]

    def open(self, job: Job) -> UploadedFile:
        file, happens = super().open(job), self.happens

        class Completed(UploadedFile):
            def complete(self) -> None:
                super().complete()
                happens()

        return Completed(file._client, file._bucket, job)


def test_a_cancel_at_the_very_end_takes_the_file_away(office: Office) -> None:
    id = office.cloud.ask()
    office.work(id, files=Then(lambda: _ok(office.cloud.call("POST", f"/v1/exports/{id}/cancel"))))
    assert office.job(id).status is ExportStatus.CANCELLED
    assert office.nothing_left()


def test_a_job_that_another_worker_holds_comes_back_later(office: Office) -> None:
    id = office.cloud.ask()
    job = office.job(id)
    held = "2026-03-20T12:05:00.000Z"
    office.cloud.store.save(job, changed(job, AT, attempts=1, lease=held))
    with pytest.raises(Unavailable):
        office.work(id)
    office.cloud.clock.pass_by(minutes=6)
    office.work(id)
    assert office.job(id).status is ExportStatus.READY


def test_a_worker_that_was_taken_over_stops(office: Office) -> None:
    id = office.cloud.ask()

    def taken_over() -> None:
        job = office.job(id)
        office.cloud.store.save(job, changed(job, AT, attempts=job.attempts + 1))

    office.walk.before[1] = taken_over
    office.work(id)
    assert office.job(id).status is ExportStatus.COUNTING
    assert office.job(id).attempts == 2


def test_of_two_workers_that_begin_at_once_one_does_it(office: Office) -> None:
    id = office.cloud.ask()

    @dataclass(frozen=True)
    class Beaten(ExportStore):
        def read(self, id: str) -> Job | None:
            seen = super().read(id)
            assert seen
            super().save(seen, changed(seen, AT, attempts=1))
            return seen

    office.work(id, store=Beaten(office.cloud.table))
    assert office.walk.seen == []


# Failure


class Broken(Exception):
    pass


def _break() -> None:
    raise Broken


@pytest.mark.parametrize("page", [1, 4])
def test_what_fails_may_be_begun_again_at_once(office: Office, page: int) -> None:
    id = office.cloud.ask()
    office.walk.before[page] = _break
    with pytest.raises(Broken):
        office.work(id)
    assert office.job(id).lease is None
    assert office.nothing_left()
    office.work(id)
    assert office.job(id).status is ExportStatus.READY
    assert office.ids_in(id) == list(office.walk.ids)


def test_a_worker_that_died_while_writing_is_followed_by_one_that_starts_over(office: Office) -> None:
    id = office.cloud.ask()
    job = office.job(id)
    left = {"status": ExportStatus.WRITING, "attempts": 1, "written": 3, "rows": 5, "lease": AT}
    office.cloud.store.save(job, changed(job, AT, **left))
    office.cloud.clock.pass_by(minutes=90)
    office.work(id)
    assert (office.job(id).status, office.job(id).written, office.job(id).attempts) == (ExportStatus.READY, 5, 2)


def test_after_three_attempts_it_is_given_up(office: Office) -> None:
    id = office.cloud.ask()
    for _ in range(3):
        office.walk.before[len(office.walk.seen)] = _break
        with pytest.raises(Broken):
            office.work(id)
    office.work(id)
    assert office.job(id).reason_code is ExportFailure.GAVE_UP
    assert office.cloud.ask()


def test_a_cancel_during_a_failure_is_kept(office: Office) -> None:
    id = office.cloud.ask()

    def both() -> None:
        _ok(office.cloud.call("POST", f"/v1/exports/{id}/cancel"))
        raise Broken

    office.walk.before[1] = both
    with pytest.raises(Broken):
        office.work(id)
    assert office.job(id).status is ExportStatus.CANCELLED


def test_a_cancel_that_comes_before_the_failure_is_told_stays(office: Office) -> None:
    id = office.cloud.ask()

    def late() -> None:
        office.cloud.clock.pass_by(seconds=timedelta(minutes=14).total_seconds())
        _ok(office.cloud.call("POST", f"/v1/exports/{id}/cancel"))

    office.walk.before[1] = late
    office.work(id)
    assert office.job(id).status is ExportStatus.CANCELLED


# Reading


def test_records_too_large_for_one_answer_are_read_in_halves(office: Office) -> None:
    asked: list[int] = []

    class Narrow:
        """Answers at most two records at once."""

        def get_many(self, keys: Sequence[tuple[str, str]]) -> Any:
            asked.append(len(keys))
            if len(keys) > 2:
                raise Unavailable
            return office.cloud.table.get_many(keys)

    store = replace(office.cloud.store, table=Narrow())  # type: ignore[arg-type]
    assert [json.loads(one.document)["id"] for one in store.records(office.walk.ids)] == list(office.walk.ids)
    assert asked == [5, 2, 3, 1, 2]


def test_a_record_that_cannot_be_read_is_not_left_out(office: Office) -> None:
    class Down:
        def get_many(self, _: Any) -> Any:
            raise Unavailable

    store = replace(office.cloud.store, table=Down())  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        store.records(office.walk.ids)


def test_the_log_says_who_took_how_much_and_nothing_of_it(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    id = office.cloud.ask(search={"administration": "FR"})
    capsys.readouterr()
    office.work(id)
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["event"], told["export"], told["status"], told["records"]) == ("export", id, "ready", 5)
    assert (told["caller"], told["administration"], told["exports_ready"]) == ("reader-gb", "GB", 1)
    assert "R-1" not in line


@dataclass(frozen=True)
class Plenty(ExportStore):
    """Has a long record of every id."""

    def records(self, ids: Sequence[str]) -> list[Found]:
        long = simple(1, narrative="n" * 9000)
        return [Found(face(long), long.document)] * len(ids)


def test_a_file_larger_than_a_part_is_whole(cloud: Cloud) -> None:
    office = Office(cloud, Walk([f"{number:026d}" for number in range(1000)], page=250))
    id = cloud.ask(format="jsonl")
    office.work(id, store=Plenty(cloud.table), every=500)
    content = office.file(id)
    assert len(content) > PART_BYTES
    assert len(content.splitlines()) == 1002


def test_a_record_found_twice_is_written_once(office: Office) -> None:
    id = office.cloud.ask()
    found = list(office.walk.ids)
    office.walk.ids = found[:3] + found[1:]
    office.work(id)
    assert office.ids_in(id) == found
