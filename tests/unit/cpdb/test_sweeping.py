"""Nothing stays half done, and the record says how it ended."""

from datetime import timedelta

import pytest

from cpdb.processing import LEASE
from cpdb.service import UPLOAD_WITHIN
from cpdb.standing import PROCESS_WITHIN
from tests.unit.cpdb.files import photo, written
from tests.unit.cpdb.test_uploading import interrupted
from tests.unit.cpdb.world import QUARANTINE, World
from tests.unit.seizures.builders import OFFICER

PHOTO = written(photo())
NOTHING = {"expired": 0, "rejected": 0, "retried": 0, "cleared": 0}


def wait(cloud: World, time: timedelta) -> None:
    cloud.clock.pass_by(seconds=time.total_seconds() + 1)


def test_an_upload_that_never_came_has_expired(cloud: World) -> None:
    id = cloud.enter(PHOTO)
    assert cloud.sweeper() == NOTHING
    wait(cloud, UPLOAD_WITHIN)
    assert cloud.sweeper() == {**NOTHING, "expired": 1}
    assert cloud.shown(id)["status"] == "expired"
    assert cloud.actions(id) == ["entered", "expired"]
    assert cloud.sweeper() == NOTHING
    assert cloud.found(OFFICER, status="expired") == [id]


def test_what_comes_after_all_is_taken_away(cloud: World) -> None:
    id = cloud.enter(PHOTO)
    wait(cloud, UPLOAD_WITHIN)
    cloud.sweeper()
    cloud.processor(id, cloud.send(id, PHOTO))
    assert cloud.shown(id)["status"] == "expired"
    assert cloud.objects(QUARANTINE) == []


def test_an_expired_upload_makes_room_for_another(cloud: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpdb.slots.SLOTS", 1)
    cloud.enter(PHOTO)
    wait(cloud, UPLOAD_WITHIN)
    cloud.sweeper()
    cloud.enter(PHOTO)


def test_what_a_worker_left_and_nobody_took_up_is_rejected(cloud: World) -> None:
    id = cloud.enter(PHOTO)

    def die() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted(cloud, "put", die)(id, cloud.send(id, PHOTO))
    wait(cloud, LEASE)
    assert cloud.sweeper() == NOTHING
    wait(cloud, PROCESS_WITHIN)
    assert cloud.sweeper() == {**NOTHING, "rejected": 1}
    shown = cloud.shown(id)
    assert (shown["status"], shown["reason_code"]) == ("rejected", "failed")


def test_what_is_ready_is_left_alone(cloud: World) -> None:
    id = cloud.upload()
    wait(cloud, timedelta(days=3))
    assert cloud.sweeper() == NOTHING
    assert cloud.shown(id)["status"] == "ready"


def test_what_moves_on_meanwhile_is_left_alone(cloud: World) -> None:
    id = cloud.enter(PHOTO)
    wait(cloud, UPLOAD_WITHIN)

    def withdraw(_: int) -> None:
        cloud.records.before = None
        assert cloud.call("DELETE", f"/v1/pictures/{id}").status == 200

    cloud.records.before = withdraw
    assert cloud.sweeper() == NOTHING
    assert cloud.shown(id)["status"] == "withdrawn"
