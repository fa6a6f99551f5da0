"""What shows the same is stored once, and nobody's contribution is lost with another's."""

from typing import Any

import pytest

from cen.problems import Unavailable
from tests.unit.cpdb.files import opened, photo, written
from tests.unit.cpdb.test_changing import CORNER, links
from tests.unit.cpdb.world import TANK, World
from tests.unit.seizures.builders import NCP, OFFICER, OFFICER_CO, OFFICER_DE, READER_GB

PHOTO = written(photo(640, 480))


def withdraw(cloud: World, id: str, caller: Any = OFFICER) -> None:
    assert cloud.call("DELETE", f"/v1/pictures/{id}", caller).status == 200


def status(cloud: World, id: str, caller: Any = OFFICER) -> str:
    return str(cloud.shown(id, caller)["status"])


# What counts as the same


def test_the_same_file_without_what_was_blackened_is_another_picture(cloud: World) -> None:
    blackened = cloud.upload(PHOTO, redactions=[CORNER])
    again = cloud.upload(PHOTO)
    assert status(cloud, again) == "ready"
    assert opened(cloud.content(links(cloud.shown(again))[0])).getpixel((5, 5)) != (0, 0, 0)
    assert cloud.shown(cloud.upload(PHOTO, redactions=[CORNER]))["duplicate_of"] == blackened
    assert cloud.shown(cloud.upload(PHOTO))["duplicate_of"] == again


def test_what_was_blackened_later_is_uploaded_anew(cloud: World) -> None:
    id = cloud.upload(PHOTO)
    assert cloud.change(id, {"redactions": [CORNER]}).status == 200
    cloud.settle(id)
    again = cloud.upload(PHOTO)
    assert status(cloud, again) == "ready"
    assert cloud.shown(cloud.upload(PHOTO, redactions=[CORNER]))["duplicate_of"] == id


# Cases


def test_a_picture_of_two_cases_is_found_with_both(cloud: World) -> None:
    a, b = cloud.door.has(1), cloud.door.has(2)
    first = cloud.upload(PHOTO, seizure_id=a)
    second = cloud.upload(PHOTO, seizure_id=b, caption={"en": "The second case"})
    assert cloud.shown(second)["duplicate_of"] == first
    assert len(cloud.objects()) == 6
    assert (cloud.found(READER_GB, seizure=a), cloud.found(READER_GB, seizure=b)) == ([first], [second])
    assert cloud.found(READER_GB) == [first]
    (row,) = cloud.call("GET", "/v1/pictures", READER_GB, query={"seizure": b}).json["items"]
    assert (row["status"], row["duplicate_of"]) == ("duplicate", first)
    assert row["caption"] == {"en": "The second case"}
    assert cloud.shown(second, READER_GB)["duplicate_of"] == first
    assert cloud.call("GET", "/v1/pictures/tree", READER_GB).json["count"] == 1


def test_a_duplicate_follows_its_record(cloud: World) -> None:
    a, b = cloud.door.has(1), cloud.door.has(2)
    cloud.upload(PHOTO, seizure_id=a)
    second = cloud.upload(PHOTO, seizure_id=b)
    cloud.door.has(2, status="withdrawn")
    cloud.follower.seizure_changed(b)
    assert cloud.call("GET", f"/v1/pictures/{second}", READER_GB).status == 404
    cloud.settle(second)
    assert (cloud.found(READER_GB, seizure=b), cloud.found(OFFICER, seizure=b)) == ([], [second])


# Heirs


def test_what_another_administration_gave_stays_when_the_first_withdraws(cloud: World) -> None:
    first = cloud.upload(PHOTO)
    link = links(cloud.shown(first))[0]
    content = cloud.content(link)
    second = cloud.upload(PHOTO, OFFICER_CO, caption={"en": "Also in Cartagena"})
    assert cloud.shown(second, OFFICER_CO)["duplicate_of"] == first
    withdraw(cloud, first)
    assert cloud.objects() == [f"masters/{cloud.picture(first).kept.shelf}.jpeg"]
    cloud.keeper(first)
    assert cloud.actions(second)[-1] == "promoted"
    cloud.settle(second)
    shown = cloud.shown(second, READER_GB)
    assert (shown["status"], shown["caption"]) == ("ready", {"en": "Also in Cartagena"})
    assert "duplicate_of" not in shown
    assert cloud.content(links(shown)[0]) == content
    assert cloud.found(READER_GB) == [second]
    assert len(cloud.objects()) == 6
    # It stands for the pixels now, and is like others.
    assert cloud.shown(cloud.upload(PHOTO))["duplicate_of"] == second
    assert second in cloud.alike(cloud.upload(written(photo(320, 240), quality=50)))


def test_the_master_waits_for_its_heir_and_no_longer(cloud: World) -> None:
    first = cloud.upload(PHOTO)
    second = cloud.upload(PHOTO, OFFICER_CO)
    withdraw(cloud, first)
    cloud.clock.pass_by(hours=1)
    cloud.sweeper()
    assert cloud.objects() == [f"masters/{cloud.picture(first).kept.shelf}.jpeg"]
    withdraw(cloud, second, OFFICER_CO)
    cloud.sweeper()
    assert cloud.objects() == []
    assert cloud.store.left(first) == []


def test_what_showed_more_does_not_wait_for_an_heir(cloud: World) -> None:
    first = cloud.upload(PHOTO)
    second = cloud.upload(PHOTO, OFFICER_CO)
    assert cloud.change(first, {"redactions": [CORNER]}).status == 200
    cloud.settle(first)
    assert {key for key in cloud.objects() if "masters" in key} == {f"masters/{cloud.picture(first).kept.shelf}.jpeg"}
    withdraw(cloud, first)
    cloud.keeper(first)
    cloud.settle(second)
    shown = cloud.shown(second, OFFICER_CO)
    assert opened(cloud.content(links(shown)[0])).getpixel((5, 5)) == (0, 0, 0)


def test_of_several_one_is_drawn_and_the_others_follow_it(cloud: World) -> None:
    first = cloud.upload(PHOTO)
    second = cloud.upload(PHOTO, OFFICER_CO)
    cloud.clock.pass_by(seconds=1)
    third = cloud.upload(PHOTO, OFFICER_DE)
    withdraw(cloud, first)
    cloud.keeper(first)
    cloud.keeper(first)  # the message came twice
    cloud.settle(second)
    assert status(cloud, second, OFFICER_CO) == "ready"
    assert cloud.shown(third, OFFICER_DE)["duplicate_of"] == second
    withdraw(cloud, second, OFFICER_CO)
    cloud.keeper(second)
    cloud.settle(third)
    assert status(cloud, third, OFFICER_DE) == "ready"
    assert len(cloud.objects()) == 6


def test_a_picture_that_is_for_fewer_now_leaves_its_duplicates_for_their_readers(cloud: World) -> None:
    first = cloud.upload(PHOTO)
    second = cloud.upload(PHOTO, OFFICER_CO)
    assert cloud.change(first, {"tlp": "AMBER+STRICT"}).status == 200
    for id in (first, second):
        cloud.settle(id)
    assert (status(cloud, first), status(cloud, second, READER_GB)) == ("ready", "ready")
    assert cloud.found(READER_GB) == [second]
    refused = cloud.change(first, {"tlp": "GREEN"}, NCP)
    assert (refused.status, refused.json["code"]) == (409, "same_picture")


def test_the_same_again_of_ones_own_says_nothing_more_and_goes_with_the_first(cloud: World) -> None:
    first = cloud.upload(PHOTO)
    second = cloud.upload(PHOTO)
    withdraw(cloud, first)
    cloud.keeper(first)
    assert cloud.objects() == []
    assert status(cloud, second) == "duplicate"
    withdraw(cloud, second)


def test_a_case_of_ones_own_keeps_its_picture(cloud: World) -> None:
    first = cloud.upload(PHOTO)
    second = cloud.upload(PHOTO, seizure_id=cloud.door.has(1))
    withdraw(cloud, first)
    cloud.keeper(first)
    cloud.settle(second)
    assert status(cloud, second, READER_GB) == "ready"


def test_a_picture_that_goes_while_another_is_linked_to_it_is_not_what_that_one_shows(cloud: World) -> None:
    first, second = cloud.upload(PHOTO), cloud.enter(PHOTO, OFFICER_CO)
    uploaded = cloud.send(second, PHOTO)

    def go(number: int) -> None:
        if number == before + 2:  # it was taken up; now it is linked
            cloud.records.before = None
            withdraw(cloud, first)

    before, cloud.records.before = cloud.records.written, go
    with pytest.raises(Unavailable):
        cloud.processor(second, uploaded)
    cloud.processor(second, uploaded)
    assert status(cloud, second, OFFICER_CO) == "ready"


def test_two_that_are_widened_at_once_do_not_both_stand(cloud: World) -> None:
    first = cloud.upload(PHOTO, tlp="AMBER+STRICT")
    other = cloud.enter(PHOTO, OFFICER_CO)

    def publish(_: int) -> None:
        cloud.records.before = None
        cloud.processor(other, cloud.send(other, PHOTO))

    cloud.records.before = publish
    answer = cloud.change(first, {"tlp": "GREEN"}, NCP)
    assert (answer.status, answer.json["code"]) == (409, "same_picture")


def test_asking_again_answers_as_it_is_now(cloud: World) -> None:
    body = {**TANK, "content_type": "image/jpeg", "size": len(PHOTO)}
    key = {"Idempotency-Key": "the-same-request-again"}
    id = cloud.call("POST", "/v1/pictures", OFFICER, body, headers=key).json["id"]
    assert "upload" in cloud.call("POST", "/v1/pictures", OFFICER, body, headers=key).json
    withdraw(cloud, id)
    again = cloud.call("POST", "/v1/pictures", OFFICER, body, headers=key)
    assert (again.json["status"], "upload" in again.json) == ("withdrawn", False)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_withdrawing_without_a_version_does_not_mind_who_changes_it(cloud: World) -> None:
    id = cloud.upload(PHOTO)

    def change(_: int) -> None:
        cloud.records.before = None
        assert cloud.change(id, {"kind": "x_ray"}).status == 200

    cloud.records.before = change
    assert cloud.call("DELETE", f"/v1/pictures/{id}").status == 200
    assert status(cloud, id) == "withdrawn"
    other = cloud.upload(written(photo(seed=5)))
    answer = cloud.call("DELETE", f"/v1/pictures/{other}", headers={"If-Match": '"1"'})
    assert (answer.status, answer.json["code"]) == (412, "stale_version")
