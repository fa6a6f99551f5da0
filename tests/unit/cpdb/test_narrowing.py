"""A picture that is for fewer readers is given out to nobody else, whatever they hold and whoever is stuck."""

from typing import Any

import pytest

from tests.unit.cpdb.files import photo, written
from tests.unit.cpdb.test_changing import gone, links
from tests.unit.cpdb.world import World
from tests.unit.seizures.builders import NCP, OFFICER, OFFICER_CO, READER_GB

PHOTO = written(photo())


def rows(cloud: World, caller: Any) -> list[Any]:
    found: list[Any] = cloud.call("GET", "/v1/pictures", caller).json["items"]
    return found


def test_links_of_before_die_with_a_narrower_label(cloud: World) -> None:
    id = cloud.upload(PHOTO)
    before = [*links(cloud.shown(id, OFFICER_CO)), rows(cloud, OFFICER_CO)[0]["thumbnail"]]
    assert cloud.change(id, {"tlp": "AMBER+STRICT"}).json["status"] == "processing"
    # Before any event is heard:
    assert all(gone(cloud, link) for link in before)
    assert rows(cloud, OFFICER_CO) == []
    cloud.settle(id)
    assert all(gone(cloud, link) for link in before)
    assert cloud.shown(id)["status"] == "ready"
    assert cloud.content(links(cloud.shown(id))[0])
    assert cloud.actions(id)[-2:] == ["changed", "redrawn"]


@pytest.mark.parametrize("record", [{"status": "withdrawn"}, {"status": "returned"}, {"tlp": "AMBER+STRICT"}])
def test_links_of_before_die_with_the_record(cloud: World, record: dict[str, str]) -> None:
    seizure = cloud.door.has(1)
    id = cloud.upload(PHOTO, seizure_id=seizure)
    before = [*links(cloud.shown(id, READER_GB)), rows(cloud, READER_GB)[0]["thumbnail"]]
    cloud.door.has(1, **record)
    cloud.follower.seizure_changed(seizure)
    # The keeper is stuck: a row may still be listed, and its link shows nothing.
    assert all(gone(cloud, link) for link in before)
    assert all(gone(cloud, row["thumbnail"]) for row in rows(cloud, READER_GB))
    cloud.settle(id)
    assert rows(cloud, READER_GB) == []
    assert cloud.content(links(cloud.shown(id))[0])


def test_a_wider_label_moves_nothing(cloud: World) -> None:
    id = cloud.upload(PHOTO, tlp="AMBER")
    before = links(cloud.shown(id))
    assert cloud.change(id, {"tlp": "GREEN"}, NCP).json["status"] == "ready"
    assert cloud.content(before[0])


def test_a_picture_that_is_drawn_for_fewer_readers_follows_its_record_meanwhile(cloud: World) -> None:
    seizure = cloud.door.has(1)
    id = cloud.upload(PHOTO, seizure_id=seizure)
    assert cloud.change(id, {"tlp": "AMBER"}).status == 200
    cloud.door.has(1, status="withdrawn")
    cloud.follower.seizure_changed(seizure)
    cloud.settle(id)
    shown = cloud.shown(id, OFFICER)
    assert (shown["status"], shown["tlp"], shown["held"]) == ("ready", "AMBER", True)
