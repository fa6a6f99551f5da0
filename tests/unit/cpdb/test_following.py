"""A picture of a seizure is no more open than its record, at no moment and in no order of events."""

from dataclasses import replace
from typing import Any

import pytest

from cen.paging import Key, Page
from cen.problems import StaleVersion, Unavailable
from cpdb.following import one_case
from tests.unit.cpdb.files import photo, written
from tests.unit.cpdb.world import TANK, World
from tests.unit.seizures.builders import COLLEAGUE, LIMITED, NCP, OFFICER, OFFICER_CO, OFFICER_DE, READER_GB

PHOTO = written(photo())


def entry(**said: Any) -> dict[str, Any]:
    return {**TANK, "content_type": "image/jpeg", "size": 10, **said}


def test_a_picture_belongs_to_a_record_of_its_own_administration(cloud: World) -> None:
    foreign, missing = cloud.door.has(1, administration="CO"), "0" * 26
    answers = [cloud.call("POST", "/v1/pictures", OFFICER, entry(seizure_id=id)) for id in (foreign, missing)]
    assert [answer.errors for answer in answers] == [{"seizure_id": "no_such_seizure"}] * 2
    assert answers[0].json["errors"] == answers[1].json["errors"]
    own = cloud.door.has(2)
    assert cloud.call("POST", "/v1/pictures", OFFICER, entry(seizure_id=own)).status == 201


@pytest.mark.parametrize(
    ("record", "label", "taken"),
    [("GREEN", "GREEN", True), ("GREEN", "AMBER", True), ("AMBER", "GREEN", False), ("AMBER+STRICT", "AMBER", False)],
)
def test_a_picture_is_no_more_open_than_its_record(cloud: World, record: str, label: str, taken: bool) -> None:
    id = cloud.door.has(1, tlp=record)
    answer = cloud.call("POST", "/v1/pictures", OFFICER, entry(seizure_id=id, tlp=label))
    assert answer.status == (201 if taken else 422)
    assert taken or answer.errors == {"tlp": "wider_than_record"}


def test_it_waits_until_the_record_is_published(cloud: World) -> None:
    record = cloud.door.has(1, status="submitted")
    id = cloud.upload(PHOTO, seizure_id=record)
    assert cloud.shown(id)["held"] is True
    assert cloud.found(OFFICER) == [id]
    assert cloud.found(COLLEAGUE, seizure=record) == [id]
    for caller in (READER_GB, OFFICER_CO, OFFICER_DE):
        assert cloud.call("GET", f"/v1/pictures/{id}", caller).status == 404
        assert cloud.found(caller) == []
    cloud.door.has(1)
    cloud.follower.seizure_changed(record)
    cloud.keeper(id)
    assert cloud.found(READER_GB, seizure=record) == [id]
    assert "held" not in cloud.shown(id, READER_GB)
    assert cloud.actions(id)[-1] == "followed"


def test_it_disappears_with_its_record(cloud: World) -> None:
    record = cloud.door.has(1)
    id = cloud.upload(PHOTO, seizure_id=record)
    assert cloud.found(READER_GB) == [id]
    cloud.door.has(1, status="withdrawn")
    cloud.follower.seizure_changed(record)
    # At once, even before the catalogue hears of it.
    assert cloud.call("GET", f"/v1/pictures/{id}", READER_GB).status == 404
    cloud.settle(id)
    assert (cloud.found(READER_GB), cloud.found(OFFICER)) == ([], [id])
    assert cloud.call("GET", "/v1/pictures/tree", READER_GB).json["count"] == 0


def test_its_label_is_tightened_with_the_records_and_not_widened_again(cloud: World) -> None:
    record = cloud.door.has(1)
    id = cloud.upload(PHOTO, seizure_id=record)
    cloud.door.has(1, tlp="AMBER")
    cloud.follower.seizure_changed(record)
    assert cloud.shown(id)["tlp"] == "AMBER"
    cloud.door.has(1, tlp="CLEAR")
    cloud.follower.seizure_changed(record)
    assert cloud.shown(id)["tlp"] == "AMBER"
    cloud.settle(id)
    assert cloud.change(id, {"tlp": "GREEN"}, NCP).status == 200
    cloud.keeper(id)
    assert cloud.shown(id, OFFICER_CO)["tlp"] == "GREEN"


def test_what_stands_for_its_record_decides_who_sees_it_and_it_stays_linked_to_its_own(cloud: World) -> None:
    record, other = cloud.door.has(1, status="submitted"), cloud.door.has(2, tlp="CLEAR", administration="CO")
    id = cloud.upload(PHOTO, seizure_id=record)
    assert "held" in cloud.shown(id)
    cloud.door.has(1, status="merged", merged_into=other)
    cloud.follower.seizure_changed(record)
    cloud.keeper(id)
    shown = cloud.shown(id)
    assert (shown["seizure_id"], shown["tlp"], "held" in shown) == (record, "GREEN", False)
    assert cloud.store.linked(record, None).items == [id]
    # It is still the administration's own to change, though another administration's record stands for its record.
    assert cloud.change(id, {"tlp": "AMBER+STRICT"}).status == 200


def test_a_merge_that_is_undone_leaves_nothing_with_the_picture(cloud: World) -> None:
    record, other = cloud.door.has(1), cloud.door.has(2, administration="CO")
    id = cloud.upload(PHOTO, seizure_id=record)
    before = cloud.shown(id, READER_GB)
    cloud.door.has(1, status="merged", merged_into=other)
    for changed in (record, other):
        cloud.follower.seizure_changed(changed)
    cloud.keeper(id)
    assert cloud.found(READER_GB, seizure=other) == cloud.found(READER_GB, seizure=record) == [id]
    cloud.door.has(1)
    for changed in (record, other):
        cloud.follower.seizure_changed(changed)
    cloud.door.has(2, status="withdrawn", administration="CO")
    cloud.follower.seizure_changed(other)
    cloud.keeper(id)
    after = cloud.shown(id, READER_GB)
    links = {"renditions": None}
    assert after | links == before | links
    assert cloud.found(READER_GB, seizure=record) == [id]
    assert cloud.found(READER_GB, seizure=other) == []


def test_pictures_of_a_case_are_those_of_every_record_that_was_merged_into_it(cloud: World) -> None:
    """1 and 2 went into 3, and that into 4; each page is asked for anew."""
    for number, into in ((1, 3), (2, 3), (3, 4), (4, None), (5, None)):
        cloud.door.has(number)
        if into:
            cloud.door.has(number, status="merged", merged_into=f"{into:026d}")
    ids = [
        cloud.upload(written(photo(seed=number)), seizure_id=f"{number:026d}", tlp="AMBER" if number == 2 else "GREEN")
        for number in (4, 3, 2, 1, 5)
    ]
    case = sorted(ids[:4], reverse=True)
    assert cloud.found(OFFICER, seizure=f"{4:026d}", limit="1") == case
    assert cloud.found(OFFICER, seizure=f"{4:026d}", kind="photo") == case
    assert cloud.found(OFFICER_CO, seizure=f"{4:026d}") == [id for id in case if id != ids[2]]
    assert cloud.found(OFFICER, seizure=f"{3:026d}") == sorted(ids[1:4], reverse=True)
    assert cloud.found(OFFICER, seizure=f"{4:026d}", kind="x_ray") == []


def test_the_pictures_of_a_hundred_records_are_found_at_once_and_of_no_more(cloud: World) -> None:
    for number in range(2, 152):
        cloud.door.has(number, status="merged", merged_into=cloud.door.has(1))
    case = one_case(cloud.seizures, f"{1:026d}")
    assert (len(case), len(set(case)), case[0]) == (100, 100, f"{1:026d}")


def test_records_that_were_merged_in_a_ring_are_asked_for_once(cloud: World) -> None:
    record = cloud.door.has(1)
    cloud.door.has(1, status="merged", merged_into=cloud.door.has(2, status="merged", merged_into=record))
    assert one_case(cloud.seizures, record) == [record, f"{2:026d}"]


def test_a_chain_of_merges_is_followed_to_its_end(cloud: World) -> None:
    for number in range(1, 9):
        cloud.door.has(number, status="merged", merged_into=f"{number + 1:026d}")
    last = cloud.door.has(9)
    id = cloud.upload(PHOTO, seizure_id=f"{1:026d}")
    assert "held" not in cloud.shown(id, READER_GB)
    cloud.door.records.pop(last)
    cloud.follower.seizure_changed(f"{1:026d}")
    assert cloud.shown(id)["held"] is True


def test_a_picture_is_no_more_open_than_its_own_record_whatever_stands_for_it(cloud: World) -> None:
    record = cloud.door.has(1, tlp="AMBER", status="merged", merged_into=cloud.door.has(2))
    assert cloud.call("POST", "/v1/pictures", OFFICER, entry(seizure_id=record, tlp="GREEN")).status == 422
    assert cloud.call("POST", "/v1/pictures", OFFICER, entry(seizure_id=record, tlp="AMBER")).status == 201


def test_records_that_were_merged_in_a_ring_hold_it(cloud: World) -> None:
    record = cloud.door.has(1)
    id = cloud.upload(PHOTO, seizure_id=record)
    cloud.door.has(1, status="merged", merged_into=cloud.door.has(2, status="merged", merged_into=record))
    cloud.follower.seizure_changed(record)
    assert cloud.shown(id)["held"] is True


def test_a_record_that_changes_while_its_picture_is_drawn_is_not_missed(cloud: World) -> None:
    """It was published when the picture was entered, and is not when the picture is ready."""
    record = cloud.door.has(1)
    id = cloud.enter(PHOTO, seizure_id=record)
    cloud.door.has(1, status="withdrawn")
    cloud.processor(id, cloud.send(id, PHOTO))
    cloud.keeper(id)
    assert cloud.shown(id)["held"] is True
    assert cloud.found(READER_GB) == []


def test_a_record_that_changes_while_it_is_linked_is_not_missed(cloud: World) -> None:
    """The news of the record came before the link stood; that of the picture comes after."""
    id = cloud.upload(PHOTO)
    record = cloud.door.has(1)
    assert cloud.change(id, {"seizure_id": record}).status == 200
    cloud.door.has(1, status="withdrawn")
    cloud.keeper(id)
    assert cloud.shown(id)["held"] is True
    assert cloud.found(READER_GB) == []


def test_who_unlinks_a_picture_lets_it_go(cloud: World) -> None:
    record = cloud.door.has(1, status="draft")
    id = cloud.upload(PHOTO, seizure_id=record)
    answer = cloud.change(id, {"seizure_id": None})
    assert (answer.status, "held" in answer.json, "seizure_id" in answer.json) == (200, False, False)
    assert cloud.store.linked(record, None).items == []


def test_the_limited_tier_learns_nothing_of_seizures(cloud: World) -> None:
    record = cloud.door.has(1)
    id = cloud.upload(PHOTO, seizure_id=record)
    assert cloud.shown(id, READER_GB)["seizure_id"] == record
    assert "seizure_id" not in cloud.shown(id, LIMITED)
    (row,) = cloud.call("GET", "/v1/pictures", LIMITED).json["items"]
    assert "seizure_id" not in row
    assert cloud.call("GET", "/v1/pictures", LIMITED, query={"seizure": record}).status == 403


def test_records_without_pictures_cost_one_query(cloud: World) -> None:
    cloud.follower.seizure_changed(cloud.door.has(1))
    assert cloud.door.asked == 0


def test_what_is_over_follows_nothing_any_more(cloud: World) -> None:
    record = cloud.door.has(1)
    id = cloud.upload(b"no picture", seizure_id=record)
    before = cloud.picture(id)
    cloud.door.has(1, status="withdrawn")
    cloud.follower.seizure_changed(record)
    cloud.keeper(id)
    assert cloud.picture(id) == before


def test_many_pictures_of_one_record_all_follow_for_one_question(cloud: World) -> None:
    record = cloud.door.has(1)
    ids = [cloud.enter(PHOTO, caller, seizure_id=record) for caller in (OFFICER, COLLEAGUE) for _ in range(4)]
    cloud.door.has(1, tlp="AMBER+STRICT")
    before = cloud.door.asked
    cloud.follower.seizure_changed(record)
    assert {cloud.picture(id).tlp for id in ids} == {"AMBER+STRICT"}
    assert cloud.door.asked == before + 1


def test_more_pictures_than_a_page_all_follow(cloud: World) -> None:
    class Pages:
        """A store that hands out two at a time."""

        def __getattr__(self, name: str) -> Any:
            return getattr(cloud.store, name)

        def linked(self, seizure_id: str, start: Key | None) -> Page[str]:
            page = cloud.records.query({"pk": f"SEIZURE#{seizure_id}"}, start=start, limit=2)
            return Page([item["sk"] for item in page.items], page.next)

    record = cloud.door.has(1)
    ids = [cloud.enter(PHOTO, seizure_id=record) for _ in range(5)]
    cloud.door.has(1, status="withdrawn")
    replace(cloud.follower, store=Pages()).seizure_changed(record)  # type: ignore[arg-type]
    assert {cloud.picture(id).kept.held for id in ids} == {True}


def test_who_is_overtaken_comes_again(cloud: World) -> None:
    class Overtaken:
        def __getattr__(self, name: str) -> Any:
            return getattr(cloud.store, name)

        def save(self, *_: Any) -> None:
            raise StaleVersion("overtaken")

    record = cloud.door.has(1)
    cloud.upload(PHOTO, seizure_id=record)
    cloud.door.has(1, status="withdrawn")
    with pytest.raises(Unavailable):
        replace(cloud.follower, store=Overtaken()).seizure_changed(record)  # type: ignore[arg-type]
