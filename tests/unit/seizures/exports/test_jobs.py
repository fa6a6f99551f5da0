"""What becomes of an export through the API: seen, linked, started, cancelled."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from cen.problems import Unavailable
from seizures.exports import service
from seizures.exports.errors import NoSuchExport
from seizures.exports.model import (
    CANCEL,
    COUNT,
    FINISH,
    START,
    ExportFailure,
    ExportFormat,
    ExportRequest,
    ExportStatus,
    Job,
)
from seizures.exports.store import ExportStore
from seizures.jobs import Overtaken, WrongJobState, changed, moved
from tests.unit.seizures.builders import OFFICER, READER_FR, READER_GB, act
from tests.unit.seizures.exports.conftest import Cloud

AT = "2026-03-20T12:00:01.000Z"
ASKED = ExportRequest(format=ExportFormat.CSV)


def job(cloud: Cloud, id: str) -> Job:
    found = cloud.store.read(id)
    assert found
    return found


def put(cloud: Cloud, id: str, status: ExportStatus, **changes: Any) -> None:
    """As the worker would have left it."""
    cloud.store.save(job(cloud, id), changed(job(cloud, id), AT, status=status, **changes))


# Reading


def test_an_export_exists_for_its_requester_only(cloud: Cloud) -> None:
    id = cloud.ask()
    for method, path in [("GET", ""), ("POST", "/start"), ("POST", "/cancel")]:
        for caller, named in [(READER_FR, id), (OFFICER, id), (READER_GB, "0" * 26), (READER_GB, "nonsense")]:
            answer = cloud.call(method, f"/v1/exports/{named}{path}", caller)
            assert (answer.status, answer.json["code"]) == (404, "no_such_export")
    assert cloud.shown(id)["status"] == "counting"


def test_the_list_holds_ones_own_newest_first_page_by_page(cloud: Cloud) -> None:
    ids = []
    for _ in range(3):
        ids.append(cloud.ask())
        cloud.clock.pass_by(seconds=1)
    cloud.ask(READER_FR)
    first = cloud.call("GET", "/v1/exports?limit=2")
    assert [item["id"] for item in first.json["items"]] == [ids[2], ids[1]]
    second = cloud.call("GET", f"/v1/exports?limit=2&cursor={first.json['next']}")
    assert [item["id"] for item in second.json["items"]] == [ids[0]]
    assert second.json["next"] is None
    assert cloud.call("GET", "/v1/exports", OFFICER).json == {"items": [], "next": None}


def test_after_a_week_an_export_is_gone_even_if_it_is_still_there(cloud: Cloud) -> None:
    id = cloud.ask()
    cloud.clock.pass_by(days=7)
    assert cloud.call("GET", f"/v1/exports/{id}").status == 404
    assert cloud.call("GET", "/v1/exports").json["items"] == []


def test_the_link_is_there_while_the_file_and_the_rights_are(cloud: Cloud) -> None:
    id = cloud.ask()
    assert "link" not in cloud.shown(id)
    put(cloud, id, ExportStatus.READY, bytes=3, file_expires_at="2026-03-21T12:00:00.000Z")
    link = cloud.shown(id)["link"]
    assert f"/exports/{id}/cen-seizures-2026-03-20.csv?" in link
    assert "X-Amz-Expires=300" in link
    assert "link" not in cloud.call("GET", "/v1/exports").json["items"][0]
    moved_on = replace(READER_GB, administration="FR")
    assert "link" not in cloud.shown(id, moved_on)
    cloud.clock.pass_by(days=1)
    assert "link" not in cloud.shown(id)


def test_a_failure_says_what_to_do(cloud: Cloud) -> None:
    id = cloud.ask(format="xlsx")
    put(cloud, id, ExportStatus.FAILED, reason_code=ExportFailure.TOO_MANY_ROWS)
    found = cloud.shown(id)
    assert found["reason_code"] == "too_many_rows"
    assert "50,000 rows. Narrow the search" in found["reason"]


# Steps


def test_what_was_counted_is_started_once(cloud: Cloud) -> None:
    id = cloud.ask(start=False)
    put(cloud, id, ExportStatus.COUNTED, rows=3)
    cloud.clock.pass_by(seconds=5)
    for _ in range(2):
        answer = cloud.call("POST", f"/v1/exports/{id}/start")
        assert (answer.status, answer.json["status"]) == (200, "writing")
    actions = [json.loads(item["entry"])["action"] for item in cloud.audit(id)]
    assert actions == ["requested", "started"]


def test_what_is_being_counted_can_be_told_to_go_on(cloud: Cloud) -> None:
    id = cloud.ask(start=False)
    for _ in range(2):
        assert cloud.call("POST", f"/v1/exports/{id}/start").json["status"] == "counting"
    assert job(cloud, id).start
    assert len(cloud.audit(id)) == 2


@pytest.mark.parametrize(
    ("status", "start", "cancel"),
    [
        (ExportStatus.COUNTING, (200, "counting"), (200, "cancelled")),
        (ExportStatus.COUNTED, (200, "writing"), (200, "cancelled")),
        (ExportStatus.WRITING, (200, "writing"), (200, "cancelled")),
        (ExportStatus.READY, (200, "ready"), (409, "wrong_state")),
        (ExportStatus.FAILED, (409, "wrong_state"), (409, "wrong_state")),
        (ExportStatus.CANCELLED, (409, "wrong_state"), (200, "cancelled")),
    ],
)
def test_the_steps_of_an_export(
    cloud: Cloud, status: ExportStatus, start: tuple[int, str], cancel: tuple[int, str]
) -> None:
    for name, expected in (("start", start), ("cancel", cancel)):
        id = cloud.ask()
        put(cloud, id, status)
        answer = cloud.call("POST", f"/v1/exports/{id}/{name}")
        assert (answer.status, answer.json["status" if answer.status == 200 else "code"]) == expected
        if answer.status == 409:
            assert answer.json["current_status"] == status


@dataclass(frozen=True)
class Overrun(ExportStore):
    """The worker reports progress so many times just after somebody has read the job."""

    times: list[int] = field(default_factory=list)

    def save(self, before: Job, after: Job, entry: Any = None) -> None:
        if self.times:
            now = self.read(before.id)
            assert now
            super().save(now, changed(now, AT, written=self.times.pop()))
        super().save(before, after, entry)


def test_a_step_that_progress_came_before_is_taken_from_there(cloud: Cloud) -> None:
    id = cloud.ask()
    put(cloud, id, ExportStatus.WRITING)
    with pytest.raises(Unavailable):
        service.cancel(Overrun(cloud.table, [1] * 5), act(READER_GB), id)
    cancelled = service.cancel(Overrun(cloud.table, [2000, 1000]), act(READER_GB), id)
    assert (cancelled.status, cancelled.written) == (ExportStatus.CANCELLED, 2000)


def test_nobody_writes_over_a_cancel(cloud: Cloud) -> None:
    id = cloud.ask()
    put(cloud, id, ExportStatus.WRITING)
    read = job(cloud, id)
    cloud.call("POST", f"/v1/exports/{id}/cancel")
    with pytest.raises(Overtaken) as overtaken:
        cloud.store.save(read, changed(read, AT, written=1000))
    assert overtaken.value.job.status is ExportStatus.CANCELLED
    gone = read.model_copy(update={"id": "0" * 26})
    with pytest.raises(NoSuchExport):
        cloud.store.save(gone, changed(gone, AT))


def test_the_life_of_an_export_is_the_one_drawn(cloud: Cloud) -> None:
    one = job(cloud, cloud.ask())
    for step in (COUNT, START, FINISH):
        before, one = one, moved(one, step, AT)
        assert (one.status, one.version) == (step.target, before.version + 1)
    with pytest.raises(WrongJobState, match="ready cannot be cancelled"):
        moved(one, CANCEL, AT)
