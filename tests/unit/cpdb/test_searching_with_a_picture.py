"""Searching with a picture of one's own: it is hashed and forgotten."""

from typing import Any

import pytest

from cen.problems import Unavailable
from cen.uploads import Uploaded
from cpdb.looks.model import LookEntry, LookStatus
from cpdb.looks.service import ask
from cpdb.uploads import look_key
from tests.unit.cpdb.files import photo, written
from tests.unit.cpdb.test_catalogue import OUTSIDER
from tests.unit.cpdb.world import QUARANTINE, World
from tests.unit.seizures.builders import LIMITED, OFFICER, OFFICER_CO, READER_GB, act

BODY = {"content_type": "image/jpeg", "size": 10}
PATH = "/v1/pictures/searches"


@pytest.mark.parametrize("caller", [OFFICER_CO, READER_GB, LIMITED])
def test_every_member_of_an_administration_finds_what_is_alike(cloud: World, caller: Any) -> None:
    picture = photo(640, 480, seed=4)
    alike = cloud.upload(written(picture))
    cloud.upload(written(photo(640, 480, seed=9)))
    cloud.upload(written(picture, quality=30), tlp="AMBER+STRICT")
    found = cloud.search_with(written(picture.resize((300, 225)), quality=50), caller)
    assert found["status"] == "ready"
    assert [item["picture"]["id"] for item in found["items"]] == [alike]
    # Nothing of the picture stays.
    assert cloud.objects(QUARANTINE) == []
    assert len(cloud.objects()) == 18


def test_the_form_is_for_this_search_alone(cloud: World) -> None:
    asked = cloud.call("POST", PATH, READER_GB, BODY).json
    assert asked["upload"]["fields"]["key"] == f"pictures/looks/{asked['id']}"
    assert cloud.call("GET", f"{PATH}/{asked['id']}", READER_GB).json["status"] == "awaiting_upload"


def test_a_search_is_its_callers_own(cloud: World) -> None:
    asked = cloud.call("POST", PATH, READER_GB, BODY).json
    assert cloud.call("GET", f"{PATH}/{asked['id']}", OFFICER).status == 404
    assert cloud.call("GET", f"{PATH}/x", READER_GB).status == 404
    cloud.clock.pass_by(hours=1, seconds=1)
    assert cloud.call("GET", f"{PATH}/{asked['id']}", READER_GB).status == 404


def test_an_outsider_uploads_nothing(cloud: World) -> None:
    assert cloud.call("POST", PATH, OUTSIDER, BODY).status == 403


@pytest.mark.parametrize(
    ("sent", "reason"), [(b"no picture at all", "not_a_picture"), (written(photo())[:200], "damaged")]
)
def test_what_is_no_picture_is_rejected(cloud: World, sent: bytes, reason: str) -> None:
    found = cloud.search_with(sent, READER_GB)
    assert (found["status"], found["reason_code"]) == ("rejected", reason)
    assert found["reason"]
    assert "items" not in found


@pytest.mark.parametrize("more", [b"x", b""])
def test_another_size_than_was_said_is_rejected(cloud: World, more: bytes) -> None:
    data = written(photo())
    sent = data + more if more else data[:-1]
    asked = cloud.call("POST", PATH, READER_GB, {**BODY, "size": len(data)}).json
    cloud.hasher(asked["id"], cloud.send(asked["id"], sent, look_key(asked["id"])))
    assert cloud.call("GET", f"{PATH}/{asked['id']}", READER_GB).json["reason_code"] == "wrong_size"


def test_an_upload_that_is_gone_is_our_fault(cloud: World) -> None:
    asked = cloud.call("POST", PATH, READER_GB, BODY).json
    cloud.hasher(asked["id"], Uploaded(look_key(asked["id"]), "gone", 10))
    assert cloud.call("GET", f"{PATH}/{asked['id']}", READER_GB).json["reason_code"] == "failed"


def test_what_comes_twice_or_for_nobody_is_taken_away(cloud: World) -> None:
    data = written(photo())
    asked = cloud.call("POST", PATH, READER_GB, {**BODY, "size": len(data)}).json
    first = cloud.send(asked["id"], data, look_key(asked["id"]))
    cloud.hasher(asked["id"], first)
    cloud.hasher(asked["id"], cloud.send(asked["id"], b"swapped", look_key(asked["id"])))
    cloud.hasher("0" * 26, cloud.send("0" * 26, data, look_key("0" * 26)))
    assert cloud.call("GET", f"{PATH}/{asked['id']}", READER_GB).json["status"] == "ready"
    assert cloud.objects(QUARANTINE) == []


def test_two_workers_at_once_finish_it_once(cloud: World) -> None:
    data = written(photo())
    asked = cloud.call("POST", PATH, READER_GB, {**BODY, "size": len(data)}).json
    look = cloud.looks.read(asked["id"])
    assert look is not None
    done = look.model_copy(update={"status": LookStatus.READY, "hash": "0" * 16})
    assert [cloud.looks.finish(done), cloud.looks.finish(done)] == [True, False]


def test_who_finds_every_slot_taken_meanwhile_is_asked_to_come_back(cloud: World) -> None:
    def interrupt(_: int) -> None:
        cloud.records.before = None
        cloud.call("POST", PATH, OFFICER, BODY)
        cloud.records.before = interrupt

    cloud.records.before = interrupt
    with pytest.raises(Unavailable):
        ask(cloud.store, cloud.looks, act(OFFICER), LookEntry(content_type="image/jpeg", size=10))
