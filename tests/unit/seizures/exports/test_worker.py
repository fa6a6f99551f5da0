"""The worker, from the message to the file, and what it leaves out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from cen.principal import Tier
from cen.problems import Unavailable
from seizures.exports.model import ExportFailure, ExportStatus, Job
from seizures.exports.sink import PART_BYTES
from seizures.exports.store import ExportStore, Found
from seizures.jobs import changed
from seizures.model import Status
from seizures.record import moved
from seizures.service import face
from seizures.store import SeizureStore
from tests.unit.seizures.builders import OFFICER, READER_FR, READER_GB, RILO_WE, SIMPLE, act
from tests.unit.seizures.exports.conftest import Cloud
from tests.unit.seizures.exports.documents import AT, published
from tests.unit.seizures.exports.office import ENTRY, Office, Walk, office_of, ok, simple

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
    office.walk.before[1] = lambda: ok(office.cloud.call("POST", f"/v1/exports/{id}/start"))
    office.work(id, every=1000)
    assert office.job(id).status is ExportStatus.READY


def test_start_between_count_and_writing_is_no_contradiction(office: Office) -> None:
    id = office.cloud.ask()

    @dataclass(frozen=True)
    class Impatient(ExportStore):
        def save(self, before: Job, after: Job, entry: Any = None) -> None:
            super().save(before, after, entry)
            if after.status is ExportStatus.COUNTED:
                ok(office.cloud.call("POST", f"/v1/exports/{id}/start"))

    office.work(id, store=Impatient(office.cloud.table))
    assert office.job(id).status is ExportStatus.READY


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


def test_of_which_operation_a_case_came_is_written_for_who_may_know(cloud: Cloud) -> None:
    of = published(1, SIMPLE, operation_id="01KM0000000000000000000000")
    office = office_of(cloud, of, simple(2))
    for caller, known in ((READER_GB, False), (OFFICER, True), (RILO_WE, True)):
        for format in ("csv", "jsonl"):  # noqa: A001
            id = cloud.ask(caller, format, start=True)
            office.work(id)
            assert (b"01KM0000000000000000000000" in office.file(id)) is known
