"""What stops the worker: limits, a cancel, another worker, a failure. Nothing half-made is left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from cen.problems import Unavailable
from seizures.exports import run
from seizures.exports.model import ExportFailure, ExportFormat, ExportStatus, Job
from seizures.exports.sink import ExportBucket, UploadedFile
from seizures.exports.store import ExportStore
from seizures.jobs import changed
from tests.unit.seizures.exports.conftest import Cloud
from tests.unit.seizures.exports.documents import AT, IVORY
from tests.unit.seizures.exports.office import Office, Walk, office_of, ok, simple

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
    office.walk.before[page] = lambda: ok(office.cloud.call("POST", f"/v1/exports/{id}/cancel"))
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
    office.work(id, files=Then(lambda: ok(office.cloud.call("POST", f"/v1/exports/{id}/cancel"))))
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
        ok(office.cloud.call("POST", f"/v1/exports/{id}/cancel"))
        raise Broken

    office.walk.before[1] = both
    with pytest.raises(Broken):
        office.work(id)
    assert office.job(id).status is ExportStatus.CANCELLED


def test_a_cancel_that_comes_before_the_failure_is_told_stays(office: Office) -> None:
    id = office.cloud.ask()

    def late() -> None:
        office.cloud.clock.pass_by(seconds=timedelta(minutes=14).total_seconds())
        ok(office.cloud.call("POST", f"/v1/exports/{id}/cancel"))

    office.walk.before[1] = late
    office.work(id)
    assert office.job(id).status is ExportStatus.CANCELLED
