"""From the form to a picture that readers see: once, whatever is sent and however often."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cen.problems import StaleVersion, Unavailable
from cen.uploads import Uploaded
from cpdb.images.workshop import Work, Workshop, WorkshopFailed
from cpdb.model import PictureStatus
from cpdb.processing import ATTEMPTS, LEASE
from tests.unit.cpdb.files import opened, photo, with_gps, written, zipped
from tests.unit.cpdb.world import QUARANTINE, TANK, World
from tests.unit.seizures.builders import COLLEAGUE, LIMITED, OFFICER, OFFICER_CO, READER_GB, SERVICE, person

PHOTO = written(photo())
OTHER = written(photo(seed=5))
ALL = {"left": 0, "top": 0, "width": 1, "height": 1}


def test_a_picture_comes_out_as_it_went_in_without_a_word_about_it(cloud: World) -> None:
    id = cloud.upload(with_gps(photo(1200, 900)), caption={"en": "Tank with a box", "fr": "Réservoir"}, mode="3")
    shown = cloud.shown(id, READER_GB)
    assert (shown["status"], shown["caption"]["fr"], shown["mode"], shown["kind"]) == (
        "ready",
        "Réservoir",
        "3",
        "photo",
    )
    assert [(one["name"], one["format"]) for one in shown["renditions"]] == [
        ("large", "jpeg"),
        ("medium", "webp"),
        ("medium", "jpeg"),
        ("thumbnail", "webp"),
        ("thumbnail", "jpeg"),
    ]
    for one in shown["renditions"]:
        content = cloud.content(one["link"])
        assert len(content) == one["bytes"]
        assert opened(content).size == (one["width"], one["height"])
        assert b"Jean Dupont" not in content
    # It lay on its side, as EXIF said.
    assert shown["renditions"][0]["height"] > shown["renditions"][0]["width"]
    assert cloud.actions(id) == ["entered", "received", "ready"]
    assert cloud.objects(QUARANTINE) == []


def test_the_form_is_for_this_picture_alone(cloud: World) -> None:
    answer = cloud.call("POST", "/v1/pictures", OFFICER, {**TANK, "content_type": "image/png", "size": 4711})
    form, id = answer.json["upload"], answer.json["id"]
    assert answer.headers["Location"] == f"pictures/{id}"
    assert (form["fields"]["key"], form["fields"]["Content-Type"]) == (f"pictures/new/{id}", "image/png")
    assert "renditions" not in answer.json
    assert "upload" not in cloud.shown(id)


def test_the_same_request_again_gets_the_same_picture_and_a_form(cloud: World) -> None:
    body, key = {**TANK, "content_type": "image/jpeg", "size": 10}, {"Idempotency-Key": "k"}
    first, again = (cloud.call("POST", "/v1/pictures", OFFICER, body, headers=key) for _ in range(2))
    assert (first.json["id"], again.headers["Idempotency-Replayed"]) == (again.json["id"], "true")
    assert again.json["upload"]["fields"]["key"] == first.json["upload"]["fields"]["key"]
    other = cloud.call("POST", "/v1/pictures", OFFICER, {**body, "size": 11}, headers=key)
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")


def test_news_of_an_upload_that_come_twice_change_nothing(cloud: World) -> None:
    id = cloud.enter(PHOTO)
    uploaded = cloud.send(id, PHOTO)
    cloud.processor(id, uploaded)
    before, shelf = cloud.picture(id), cloud.objects()
    cloud.processor(id, uploaded)
    assert (cloud.picture(id), cloud.objects()) == (before, shelf)
    assert len(shelf) == 6


def test_a_form_that_is_sent_again_changes_nothing(cloud: World) -> None:
    """Whatever it sends: what was checked is what is published."""
    id = cloud.enter(PHOTO)
    first = cloud.send(id, PHOTO)
    swapped = cloud.send(id, b"<script>alert(1)</script>")
    cloud.processor(id, first)
    cloud.processor(id, swapped)
    again = cloud.send(id, OTHER[: len(PHOTO)])
    cloud.processor(id, again)
    assert cloud.shown(id)["status"] == "ready"
    assert cloud.actions(id) == ["entered", "received", "ready"]
    assert cloud.objects(QUARANTINE) == []


def test_whichever_version_is_heard_of_first_is_the_one(cloud: World) -> None:
    id = cloud.enter(PHOTO)
    cloud.send(id, PHOTO)
    swapped = cloud.send(id, b"x" * len(PHOTO))
    cloud.processor(id, swapped)
    assert cloud.shown(id)["reason_code"] == "not_a_picture"


@pytest.mark.parametrize("sent", [PHOTO + b"x", PHOTO[:-1], b""])
def test_another_size_than_was_said_is_rejected(cloud: World, sent: bytes) -> None:
    id = cloud.enter(PHOTO)
    cloud.processor(id, cloud.send(id, sent))
    assert cloud.shown(id)["reason_code"] == "wrong_size"


def test_what_is_rejected_says_why_to_its_own_administration_alone(cloud: World) -> None:
    id = cloud.upload(PHOTO + zipped())
    shown = cloud.shown(id, COLLEAGUE)
    assert (shown["status"], shown["reason_code"]) == ("rejected", "hidden_content")
    assert "archive" in shown["reason"]
    assert cloud.call("GET", f"/v1/pictures/{id}", READER_GB).status == 404
    assert (cloud.objects(), cloud.objects(QUARANTINE)) == ([], [])
    assert cloud.found(OFFICER, status="rejected") == [id]
    assert cloud.found(READER_GB) == []


def test_the_same_pixels_are_linked_and_not_stored_twice(cloud: World) -> None:
    first = cloud.upload(PHOTO)
    shelf = cloud.objects()
    told = cloud.upload(with_comment(PHOTO), OFFICER_CO)
    shown = cloud.shown(told, OFFICER_CO)
    assert (shown["status"], shown["duplicate_of"]) == ("duplicate", first)
    assert "renditions" not in shown
    assert cloud.objects() == shelf
    assert cloud.found(READER_GB) == [first]


def with_comment(data: bytes) -> bytes:
    """The same pixels in another file: a segment of a JPEG that says something."""
    return data[:2] + b"\xff\xfe\x00\x07hello" + data[2:]


def test_pixels_that_not_everybody_can_see_are_no_duplicate(cloud: World) -> None:
    """Nothing tells that they are there, and nobody waits for what he may not see."""
    hidden = cloud.upload(PHOTO, tlp="AMBER+STRICT")
    other = cloud.upload(PHOTO, OFFICER_CO)
    assert cloud.shown(other, OFFICER_CO)["status"] == "ready"
    open_to_all = cloud.upload(PHOTO, OFFICER)
    assert cloud.shown(open_to_all)["duplicate_of"] == other
    assert cloud.shown(cloud.upload(PHOTO, tlp="AMBER+STRICT"))["duplicate_of"] == hidden
    assert cloud.shown(cloud.upload(PHOTO, tlp="AMBER"))["duplicate_of"] == other


def test_pixels_of_a_withdrawn_picture_can_be_entered_again(cloud: World) -> None:
    first = cloud.upload(PHOTO)
    cloud.call("DELETE", f"/v1/pictures/{first}")
    assert cloud.shown(cloud.upload(PHOTO))["status"] == "ready"


def test_two_that_arrive_at_once_with_the_same_pixels_make_one(cloud: World) -> None:
    """The second finds out when it is to be published."""
    one, other = cloud.enter(PHOTO), cloud.enter(PHOTO, OFFICER_CO)
    arrived = cloud.send(other, PHOTO)

    def meanwhile(*_: Any) -> None:
        cloud.processor(one, cloud.send(one, PHOTO))

    interrupted(cloud, "put", meanwhile)(other, arrived)
    assert cloud.shown(one)["status"] == "ready"
    assert cloud.shown(other, OFFICER_CO)["duplicate_of"] == one
    assert len(cloud.objects()) == 6


def interrupted(cloud: World, name: str, meanwhile: Callable[..., None]) -> Callable[[str, Uploaded], None]:
    """The processor, with something that happens before it first does that on the shelf."""

    class Shelf:
        done = False

        def __getattr__(self, asked: str) -> Any:
            found = getattr(cloud.shelf, asked)

            def first(*arguments: Any) -> Any:
                if asked == name and not self.done:
                    self.done = True
                    meanwhile()
                return found(*arguments)

            return first

    return replace(cloud.processor, shelf=Shelf())  # type: ignore[arg-type]


def test_what_is_withdrawn_while_it_is_drawn_leaves_nothing(cloud: World) -> None:
    id = cloud.enter(PHOTO)
    withdrawing = lambda: cloud.call("DELETE", f"/v1/pictures/{id}")  # noqa: E731
    interrupted(cloud, "put", withdrawing)(id, cloud.send(id, PHOTO))
    assert cloud.shown(id)["status"] == "withdrawn"
    assert (cloud.objects(), cloud.objects(QUARANTINE)) == ([], [])


def test_a_second_worker_waits_for_the_first(cloud: World) -> None:
    id = cloud.enter(PHOTO)
    uploaded = cloud.send(id, PHOTO)

    def second() -> None:
        with pytest.raises(Unavailable):
            cloud.processor(id, uploaded)

    interrupted(cloud, "put", second)(id, uploaded)
    assert cloud.shown(id)["status"] == "ready"
    assert len(cloud.objects()) == 6


def test_what_a_worker_that_died_began_is_finished_by_the_next(cloud: World) -> None:
    id = cloud.enter(PHOTO)
    uploaded = cloud.send(id, PHOTO)

    def die() -> None:
        raise InterruptedError

    for broken in ("put", "clear"):
        if broken == "put":
            with pytest.raises(InterruptedError):
                interrupted(cloud, broken, die)(id, uploaded)
        with pytest.raises(Unavailable):
            cloud.processor(id, uploaded)
    cloud.clock.pass_by(seconds=LEASE.total_seconds() + 1)
    cloud.processor(id, uploaded)
    assert cloud.shown(id)["status"] == "ready"
    assert len(cloud.objects()) == 6


def test_a_worker_that_was_thought_dead_does_no_harm(cloud: World) -> None:
    """Its lease ran out, another finished, and now it comes to the end too."""
    id = cloud.enter(PHOTO)
    uploaded = cloud.send(id, PHOTO)

    def overtake() -> None:
        cloud.clock.pass_by(seconds=LEASE.total_seconds() + 1)
        cloud.processor(id, uploaded)

    interrupted(cloud, "put", overtake)(id, uploaded)
    shown = cloud.shown(id)
    assert shown["status"] == "ready"
    assert opened(cloud.content(shown["renditions"][0]["link"])).size == (160, 120)


class Failing(Workshop):
    def publish(self, *_: Any) -> Work:
        raise WorkshopFailed("ours")


def test_a_fault_of_ours_is_tried_again_and_then_said(cloud: World) -> None:
    failing = replace(cloud.processor, workshop=Failing())
    id = cloud.enter(PHOTO)
    uploaded = cloud.send(id, PHOTO)
    for _ in range(ATTEMPTS):
        with pytest.raises(WorkshopFailed):
            failing(id, uploaded)
    failing(id, uploaded)
    shown = cloud.shown(id)
    assert (shown["status"], shown["reason_code"]) == ("rejected", "failed")
    assert cloud.objects(QUARANTINE) == []


def test_an_upload_that_is_gone_is_a_fault_of_ours(cloud: World) -> None:
    id = cloud.enter(PHOTO)
    cloud.processor(id, Uploaded(f"pictures/new/{id}", "no-such-version", len(PHOTO)))
    assert cloud.shown(id)["reason_code"] == "failed"


def test_an_upload_for_nobody_is_taken_away(cloud: World) -> None:
    cloud.processor("0" * 26, cloud.send("0" * 26, PHOTO))
    assert cloud.objects(QUARANTINE) == []


def test_a_caller_has_so_many_uploads_at_a_time(cloud: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpdb.slots.SLOTS", 2)
    first, _ = cloud.enter(PHOTO), cloud.enter(OTHER)
    body = {**TANK, "content_type": "image/jpeg", "size": 10}
    refused = cloud.call("POST", "/v1/pictures", OFFICER, body)
    assert (refused.status, refused.json["code"]) == (429, "too_many_uploads")
    search = {"content_type": "image/jpeg", "size": 10}
    assert cloud.call("POST", "/v1/pictures/searches", OFFICER, search).status == 429
    assert cloud.call("POST", "/v1/pictures", COLLEAGUE, body).status == 201
    cloud.processor(first, cloud.send(first, PHOTO))
    assert cloud.call("POST", "/v1/pictures", OFFICER, body).status == 201
    cloud.clock.pass_by(hours=2)
    assert cloud.call("POST", "/v1/pictures", OFFICER, body).status == 201


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"concealment": {"place": "road_vehicle.fuel_tonk"}}, {"concealment.place": "unknown_code"}),
        ({"concealment": {}}, {"concealment.place": "required"}),
        ({"content_type": "image/svg+xml"}, {"content_type": "literal_error"}),
        ({"size": 0}, {"size": "greater_than_equal"}),
        ({"size": 26_214_401}, {"size": "less_than_equal"}),
        ({"size": "10"}, {"size": "int_type"}),
        ({"tlp": "RED"}, {"tlp": "tlp_red"}),
        ({"category": "drugs.cocaine"}, {"category": "unknown_code"}),
        ({"kind": "film"}, {"kind": "unknown_code"}),
        ({"caption": {"english": "x"}}, {"caption.english.[key]": "wrong_format"}),
        ({"caption": {"en": " "}}, {"caption.en": "blank"}),
        ({"caption": {"en": "x" * 401}}, {"caption.en": "too_long"}),
        ({"file_name": "Dupont.jpg"}, {"file_name": "unknown_field"}),
        ({"redactions": [{"left": 0.9, "top": 0, "width": 0.2, "height": 1}]}, {"redactions.0.width": "outside"}),
        ({"redactions": [{**ALL, "left": -1}]}, {"redactions.0.left": "greater_than_equal"}),
        ({"notes": [{"box": {**ALL, "width": 0}, "text": {"en": "x"}}]}, {"notes.0.box.width": "outside"}),
        ({"notes": [{"box": ALL, "text": {}}]}, {"notes.0.text": "too_few"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(cloud: World, said: Any, errors: dict[str, str]) -> None:
    answer = cloud.call("POST", "/v1/pictures", OFFICER, {**TANK, "content_type": "image/jpeg", "size": 10, **said})
    assert answer.status == 422
    assert answer.errors == errors


def test_personal_data_in_captions_and_notes_is_asked_about(cloud: World) -> None:
    body = {**TANK, "content_type": "image/jpeg", "size": 10, "caption": {"en": "Mr John Smith's tank"}}
    answer = cloud.call("POST", "/v1/pictures", OFFICER, body)
    assert (answer.status, answer.json["code"], answer.errors) == (
        422,
        "personal_data",
        {"caption.en": "personal_data"},
    )
    told = {**body, "confirm": {"personal_data": "The name of a make of tank."}}
    answer = cloud.call("POST", "/v1/pictures", OFFICER, told)
    assert answer.status == 201
    (entered,) = cloud.store.history(answer.json["id"], None, 5).items
    assert entered["overrides"] == ["person_name in caption.en"]
    note = {"box": {"left": 0, "top": 0, "width": 1, "height": 1}, "text": {"fr": "Appeler le +33 6 12 34 56 78"}}
    answer = cloud.call("POST", "/v1/pictures", OFFICER, {**body, "caption": {}, "notes": [note]})
    assert answer.errors == {"notes.0.text.fr": "personal_data"}


@pytest.mark.parametrize("caller", [READER_GB, LIMITED, person("cenmat", roles=frozenset({"cenmat"}))])
def test_only_who_enters_for_an_administration_uploads(cloud: World, caller: Any) -> None:
    body = {**TANK, "content_type": "image/jpeg", "size": 10}
    assert cloud.call("POST", "/v1/pictures", caller, body).status == 403


def test_a_machine_enters_for_its_administration(cloud: World) -> None:
    id = cloud.upload(PHOTO, SERVICE)
    assert (cloud.picture(id).kept.administration, cloud.picture(id).kept.uploader_kind) == ("FR", "service")


def test_a_save_that_was_overtaken_says_so(cloud: World) -> None:
    id = cloud.upload(PHOTO)
    picture = cloud.picture(id)
    after = picture.changed("2026-03-20T12:00:00.000Z", status=PictureStatus.READY)
    cloud.store.save(picture, after)
    with pytest.raises(StaleVersion):
        cloud.store.save(picture, after)
