"""What is small stays small, whatever is said; and who has too much under way learns for how long."""

from typing import Any

import pytest

from cen.dynamo import item_size
from cpdb import slots
from tests.unit.cpdb.files import photo, written
from tests.unit.cpdb.world import TANK, World
from tests.unit.seizures.builders import OFFICER, OFFICER_CO, READER_GB

BODY = {**TANK, "content_type": "image/jpeg", "size": 10}
LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar", "de", "pt")
BOX = {"left": 0, "top": 0, "width": 0.5, "height": 0.5}
SEARCH = {"content_type": "image/jpeg", "size": 10}


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"caption": dict.fromkeys(LANGUAGES, "ж" * 400)}, {"caption": "too_large"}),
        ({"notes": [{"box": BOX, "text": dict.fromkeys(LANGUAGES, "cut here " * 40)}] * 20}, {"notes": "too_large"}),
    ],
)
def test_what_is_said_has_an_end(cloud: World, said: Any, errors: dict[str, str]) -> None:
    answer = cloud.call("POST", "/v1/pictures", OFFICER, {**BODY, **said})
    assert (answer.status, answer.errors) == (422, errors)


def test_looking_for_what_is_alike_reads_small_lines_only(cloud: World) -> None:
    notes = [{"box": BOX, "text": {"en": "cut here " * 40}}] * 20
    caption = dict.fromkeys(LANGUAGES, "x" * 400)
    large = cloud.upload(written(photo(640, 480)), notes=notes, caption=caption)
    other = cloud.upload(written(photo(320, 240), quality=60))
    assert item_size(cloud.records.items[f"PIC#{large}", "ROW"]) < 8192
    head = cloud.records.items.pop((f"PIC#{large}", "HEAD"))
    assert cloud.alike(other, OFFICER_CO) == {large: cloud.alike(other)[large]}
    assert item_size(head) < 40_000


def test_more_than_are_shown_is_said(cloud: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [cloud.upload(written(photo(640, 480), quality=quality)) for quality in (40, 60, 80)]
    path = f"/v1/pictures/{ids[0]}/similar"
    assert cloud.call("GET", path).json["more"] is False
    monkeypatch.setattr("cpdb.similar.SHOWN", 1)
    answer = cloud.call("GET", path).json
    assert (len(answer["items"]), answer["more"]) == (1, True)
    assert cloud.search_with(written(photo(640, 480)), READER_GB)["more"] is True


def test_abandoned_uploads_hold_nobody_up_for_longer_than_their_forms_are_good(cloud: World) -> None:
    for _ in range(slots.SLOTS):
        assert cloud.call("POST", "/v1/pictures/searches", OFFICER, SEARCH).status == 201
    cloud.clock.pass_by(minutes=3)
    for path, body in (("/v1/pictures/searches", SEARCH), ("/v1/pictures", BODY)):
        answer = cloud.call("POST", path, OFFICER, body)
        assert (answer.status, answer.json["code"]) == (429, "too_many_uploads")
        assert answer.headers["Retry-After"] == "241"
        assert "5 min" in answer.json["detail"]
    cloud.clock.pass_by(seconds=int(answer.headers["Retry-After"]))
    assert cloud.call("POST", "/v1/pictures", OFFICER, BODY).status == 201


def test_who_is_late_does_not_give_anothers_slot_back(cloud: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpdb.slots.SLOTS", 1)
    data = written(photo())
    late = cloud.enter(data)
    cloud.clock.pass_by(seconds=slots.KEPT.total_seconds() + 1)
    cloud.enter(data)
    cloud.processor(late, cloud.send(late, data))
    assert cloud.shown(late)["status"] == "ready"
    assert cloud.call("POST", "/v1/pictures", OFFICER, BODY).status == 429


def test_pictures_are_found_by_their_label_and_by_belonging_to_no_record(cloud: World) -> None:
    record = cloud.door.has(1)
    linked = cloud.upload(written(photo(seed=1)), seizure_id=record)
    free = cloud.upload(written(photo(seed=2)), tlp="CLEAR")
    hidden = cloud.upload(written(photo(seed=3)), tlp="AMBER+STRICT")
    assert set(cloud.found(OFFICER, seizure="none")) == {hidden, free}
    assert cloud.found(OFFICER_CO, seizure="none") == [free]
    assert cloud.found(OFFICER, tlp="GREEN") == [linked]
    assert cloud.found(OFFICER, tlp="AMBER+STRICT") == [hidden]
    assert cloud.found(OFFICER, tlp="CLEAR", seizure="none", place="road_vehicle") == [free]
    assert cloud.found(OFFICER, tlp="CLEAR", seizure=record) == []
    assert cloud.call("GET", "/v1/pictures", OFFICER, query={"tlp": "PINK"}).status == 422


def test_the_tree_counts_cover_loads_by_chapter(cloud: World) -> None:
    for seed, cover in ((1, "080390"), (2, "0805"), (3, "10")):
        concealment = {"place": "container", "cover_load_hs": cover}
        cloud.upload(written(photo(seed=seed)), concealment=concealment)
    covers = cloud.call("GET", "/v1/pictures/tree").json["covers"]
    assert [(one["code"], one["count"]) for one in covers] == [("08", 2), ("10", 1)]
    assert covers[0]["label"]
