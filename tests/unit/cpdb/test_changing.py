"""What an owner changes, blackens and withdraws, and what of it others still see: nothing."""

from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cpdb.images.workshop import Work, Workshop, WorkshopFailed
from cpdb.standing import PROCESS_WITHIN
from tests.unit.cpdb.files import opened, photo, written
from tests.unit.cpdb.world import World
from tests.unit.seizures.builders import COLLEAGUE, LIMITED, NCP, OFFICER, OFFICER_CO, OFFICER_DE, READER_GB

CORNER = {"left": 0.0, "top": 0.0, "width": 0.25, "height": 0.5}
OTHER_CORNER = {"left": 0.5, "top": 0.5, "width": 0.5, "height": 0.5}
NOTE = {"box": CORNER, "text": {"en": "Cut here"}}


def gone(cloud: World, link: str) -> bool:
    try:
        cloud.content(link)
    except ClientError:
        return True
    return False


def links(shown: Any) -> list[str]:
    return [one["link"] for one in shown["renditions"]]


def test_the_owner_changes_what_is_said(cloud: World) -> None:
    id = cloud.upload(caption={"en": "Tank", "fr": "Réservoir"}, category="drugs")
    answer = cloud.change(id, {"caption": {"en": None, "es": "Depósito"}, "category": None, "notes": [NOTE]}, COLLEAGUE)
    assert answer.status == 200, answer.text
    assert answer.json["caption"] == {"fr": "Réservoir", "es": "Depósito"}
    assert "category" not in answer.json
    assert (answer.json["notes"], answer.headers["ETag"]) == ([NOTE], '"4"')
    cloud.keeper(id)
    assert cloud.found(READER_GB, q="deposito") == [id]
    assert cloud.found(READER_GB, category="drugs") == []
    (changed, *_) = cloud.store.history(id, None, 5).items
    assert changed["changed"] == ["caption.en", "caption.es", "category", "notes"]


def test_a_change_of_nothing_is_no_change(cloud: World) -> None:
    id = cloud.upload()
    assert cloud.change(id, {"kind": "photo"}).headers["ETag"] == '"3"'
    assert cloud.actions(id) == ["entered", "received", "ready"]


def test_nobody_changes_what_they_have_not_seen(cloud: World) -> None:
    id = cloud.upload()
    path = f"/v1/pictures/{id}"
    assert cloud.call("PATCH", path, OFFICER, {"kind": "x_ray"}).status == 428
    stale = cloud.call("PATCH", path, OFFICER, {"kind": "x_ray"}, headers={"If-Match": '"2"'})
    assert (stale.status, stale.json["current_version"]) == (412, 3)


@pytest.mark.parametrize(
    ("caller", "status"), [(OFFICER_CO, 403), (READER_GB, 403), (LIMITED, 403), (COLLEAGUE, 200), (NCP, 200)]
)
def test_only_the_owner_changes_and_withdraws(cloud: World, caller: Any, status: int) -> None:
    id = cloud.upload()
    assert cloud.change(id, {"kind": "x_ray"}, caller).status == status
    assert cloud.call("DELETE", f"/v1/pictures/{id}", caller).status == status


def test_what_may_not_be_seen_answers_as_what_is_not_there(cloud: World) -> None:
    hidden, nothing = cloud.upload(tlp="AMBER+STRICT"), "0" * 26
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"kind": "x_ray"}),
        ("DELETE", "", None),
        ("GET", "/similar", None),
        ("GET", "/history", None),
        ("GET", "/seen", None),
        ("GET", "/notice", None),
        ("POST", "/seen", {"country": "CO", "seen_on": "2026-03-01"}),
    ):
        headers = {"If-Match": '"3"'} if method == "PATCH" else {}
        answers = [
            cloud.call(method, f"/v1/pictures/{id}{path}", OFFICER_CO, body, headers=headers)
            for id in (hidden, nothing, "x")
        ]
        assert {answer.status for answer in answers} == {404}, (method, path)
        assert answers[0].text == answers[1].text
        assert {answer.json["code"] for answer in answers} == {"no_such_picture"}


@pytest.mark.parametrize(
    ("patch", "errors"),
    [
        ({"tlp": None}, {"tlp": "required"}),
        ({"kind": None}, {"kind": "required"}),
        ({"concealment": None}, {"concealment": "required"}),
        ({"concealment": {"place": None}}, {"concealment.place": "required"}),
        ({"content_type": "image/png"}, {"content_type": "unknown_field"}),
        ({"status": "ready"}, {"status": "unknown_field"}),
        ({"tlp": "RED"}, {"tlp": "tlp_red"}),
        ({"caption": {"en": "Call +33 6 12 34 56 78"}}, {"caption.en": "personal_data"}),
        ({"notes": [NOTE] * 21}, {"notes": "too_many"}),
    ],
)
def test_what_is_wrong_with_a_change_is_named(cloud: World, patch: Any, errors: dict[str, str]) -> None:
    id = cloud.upload()
    answer = cloud.change(id, patch)
    assert (answer.status, answer.errors) == (422, errors)


def test_a_text_that_was_confirmed_is_not_asked_about_again(cloud: World) -> None:
    caption = {"en": "Mr Smith brand tank"}
    id = cloud.upload(caption=caption, confirm={"personal_data": "That is the brand of the tank."})
    assert cloud.change(id, {"kind": "x_ray"}).status == 200
    assert cloud.change(id, {"caption": {"fr": "M. Dupont"}}).status == 422


def test_a_contact_point_labels_for_more_readers(cloud: World) -> None:
    id = cloud.upload(tlp="AMBER")
    refused = cloud.change(id, {"tlp": "GREEN"})
    assert (refused.status, refused.json["code"]) == (403, "contact_point_needed")
    assert cloud.change(id, {"tlp": "GREEN"}, NCP).status == 200
    cloud.keeper(id)
    assert cloud.found(OFFICER_CO) == [id]


def test_who_may_no_longer_see_a_picture_finds_it_nowhere(cloud: World) -> None:
    id = cloud.upload()
    assert cloud.found(OFFICER_CO) == [id]
    assert cloud.change(id, {"tlp": "AMBER"}).status == 200
    assert cloud.call("GET", f"/v1/pictures/{id}", OFFICER_CO).status == 404
    cloud.settle(id)
    assert (cloud.found(OFFICER_CO), cloud.found(OFFICER_DE), cloud.found(OFFICER)) == ([], [id], [id])
    other = cloud.upload(written(photo(), quality=40), OFFICER_CO)
    assert cloud.alike(other, OFFICER_CO) == {}
    assert id in cloud.alike(other, OFFICER_DE)


def test_a_label_moves_what_stands_for_the_pixels(cloud: World) -> None:
    id = cloud.upload()
    assert cloud.change(id, {"tlp": "AMBER+STRICT"}).status == 200
    cloud.settle(id)
    other = cloud.upload(caller=OFFICER_CO)
    assert cloud.shown(other, OFFICER_CO)["status"] == "ready"
    # Another stands for them there already.
    refused = cloud.change(id, {"tlp": "GREEN"}, NCP)
    assert (refused.status, refused.json["code"]) == (409, "same_picture")
    assert cloud.shown(cloud.upload())["duplicate_of"] == other
    assert cloud.call("DELETE", f"/v1/pictures/{other}", OFFICER_CO).status == 200
    assert cloud.change(id, {"tlp": "GREEN"}, NCP).status == 200
    assert cloud.picture(id).kept.guard == "open"


def test_what_is_blackened_dies_at_once_and_is_drawn_anew(cloud: World) -> None:
    id = cloud.upload(written(photo(640, 480)), redactions=[CORNER])
    before = cloud.shown(id, READER_GB)
    answer = cloud.change(id, {"redactions": [CORNER, OTHER_CORNER]})
    assert answer.json["status"] == "processing"
    assert all(gone(cloud, link) for link in links(before))
    assert cloud.call("GET", f"/v1/pictures/{id}", READER_GB).status == 404
    cloud.keeper(id)
    assert cloud.found(READER_GB) == []
    cloud.redrawer(id)
    cloud.keeper(id)
    after = cloud.shown(id, READER_GB)
    shown = opened(cloud.content(links(after)[0])).convert("L")
    assert [shown.getpixel(at) for at in ((10, 10), (630, 470))] == [0, 0]
    assert len(cloud.objects()) == 6
    assert cloud.found(READER_GB) == [id]
    assert cloud.actions(id) == ["entered", "received", "ready", "redacted", "redrawn"]
    # No place is used twice.
    assert not set(links(before)) & set(links(after))


def test_what_is_blackened_stays_so(cloud: World) -> None:
    id = cloud.upload(redactions=[CORNER])
    for boxes in ([], [OTHER_CORNER], None):
        answer = cloud.change(id, {"redactions": boxes})
        assert (answer.status, answer.errors) == (422, {"redactions": "cannot_be_undone"})


def test_what_is_being_drawn_is_not_changed_meanwhile(cloud: World) -> None:
    id = cloud.upload()
    cloud.change(id, {"redactions": [CORNER]})
    answer = cloud.change(id, {"kind": "x_ray"})
    assert (answer.status, answer.json["current_status"]) == (409, "processing")


def test_drawing_anew_twice_is_drawing_it_once(cloud: World) -> None:
    id = cloud.upload()
    cloud.redrawer(id)  # nothing was asked for
    cloud.change(id, {"redactions": [CORNER]})
    cloud.redrawer(id)
    before = cloud.picture(id)
    cloud.redrawer(id)
    cloud.redrawer("0" * 26)
    assert cloud.picture(id) == before


def test_a_drawer_that_died_is_followed_by_the_next(cloud: World) -> None:
    class Dies:
        def __getattr__(self, name: str) -> Any:
            return getattr(cloud.store, name)

        def save(self, *_: Any) -> None:
            raise InterruptedError

    id = cloud.upload()
    cloud.change(id, {"redactions": [CORNER]})
    with pytest.raises(InterruptedError):
        replace(cloud.redrawer, store=Dies())(id)  # type: ignore[arg-type]
    cloud.redrawer(id)
    assert cloud.shown(id)["status"] == "ready"
    assert len(cloud.objects()) == 6


def test_what_is_withdrawn_while_it_is_drawn_anew_leaves_nothing(cloud: World) -> None:
    class Withdraws(Workshop):
        def redact(self, *arguments: Any) -> Work:
            work = cloud.workshop.redact(*arguments)
            assert cloud.call("DELETE", f"/v1/pictures/{id}").status == 200
            return work

    id = cloud.upload()
    cloud.change(id, {"redactions": [CORNER]})
    replace(cloud.redrawer, workshop=Withdraws())(id)
    assert cloud.shown(id)["status"] == "withdrawn"
    assert cloud.objects() == []


def test_a_picture_of_ours_that_cannot_be_drawn_is_our_fault(cloud: World) -> None:
    id = cloud.upload()
    cloud.change(id, {"redactions": [CORNER]})
    key = f"masters/{cloud.picture(id).kept.shelf}.jpeg"
    cloud.s3.put_object(Bucket="shelf", Key=key, Body=b"spoilt")
    with pytest.raises(WorkshopFailed):
        cloud.redrawer(id)
    assert cloud.picture(id).status == "processing"
    cloud.clock.pass_by(seconds=PROCESS_WITHIN.total_seconds() + 1)
    assert cloud.sweeper() == {"expired": 0, "rejected": 0, "retried": 1, "cleared": 0}
    assert cloud.sweeper() == {"expired": 0, "rejected": 0, "retried": 0, "cleared": 0}
    assert cloud.actions(id)[-1] == "retried"


def test_withdrawal_kills_everything_at_once_and_keeps_the_audit(cloud: World) -> None:
    id = cloud.upload(written(photo(640, 480)), caption={"en": "Tank"})
    other = cloud.upload(written(photo(640, 480), quality=50), OFFICER_CO)
    shown = cloud.shown(id, READER_GB)
    (row,) = (one for one in cloud.call("GET", "/v1/pictures", READER_GB).json["items"] if one["id"] == id)
    answer = cloud.call("DELETE", f"/v1/pictures/{id}", query={"reason_code": "shared_too_widely"})
    assert answer.json["status"] == "withdrawn"
    # Before any event is heard:
    assert all(gone(cloud, link) for link in [*links(shown), row["thumbnail"]])
    assert cloud.found(READER_GB) == [other]
    assert cloud.alike(other, READER_GB) == {}
    assert cloud.call("GET", "/v1/pictures/tree", READER_GB).json["count"] == 1
    assert cloud.call("GET", f"/v1/pictures/{id}", READER_GB).status == 404
    assert cloud.shown(id)["caption"] == {"en": "Tank"}
    history = cloud.call("GET", f"/v1/pictures/{id}/history", COLLEAGUE).json["items"]
    assert [one["action"] for one in history] == ["withdrawn", "ready", "received", "entered"]
    assert history[0]["reason_code"] == "shared_too_widely"
    assert cloud.found(OFFICER, status="withdrawn") == [id]


def test_withdrawing_again_is_withdrawing_once(cloud: World) -> None:
    id = cloud.upload()
    answers = [cloud.call("DELETE", f"/v1/pictures/{id}") for _ in range(2)]
    assert answers[0].text == answers[1].text
    assert cloud.call("DELETE", f"/v1/pictures/{id}", query={"reason_code": "whim"}).status == 422


def test_what_was_rejected_has_nothing_to_withdraw(cloud: World) -> None:
    id = cloud.upload(b"no picture at all")
    answer = cloud.call("DELETE", f"/v1/pictures/{id}")
    assert (answer.status, answer.json["code"]) == (409, "wrong_state")


def test_the_history_is_for_its_administration(cloud: World) -> None:
    id = cloud.upload()
    assert cloud.call("GET", f"/v1/pictures/{id}/history", OFFICER_CO).status == 403
    first = cloud.call("GET", f"/v1/pictures/{id}/history", query={"limit": "2"}).json
    rest = cloud.call("GET", f"/v1/pictures/{id}/history", query={"limit": "2", "cursor": first["next"]}).json
    assert [one["action"] for one in (*first["items"], *rest["items"])] == ["ready", "received", "entered"]


def test_the_same_change_again_answers_as_then(cloud: World) -> None:
    id = cloud.upload()
    headers = {"If-Match": '"3"', "Idempotency-Key": "k"}
    answers = [cloud.call("PATCH", f"/v1/pictures/{id}", OFFICER, {"kind": "x_ray"}, headers=headers) for _ in range(2)]
    assert [answer.json["version"] for answer in answers] == [4, 4]
    assert answers[1].headers["Idempotency-Replayed"] == "true"


def test_pictures_alike_are_found_from_either_side(cloud: World) -> None:
    picture = photo(640, 480, seed=4)
    whole = cloud.upload(written(picture))
    small = cloud.upload(written(picture.resize((200, 150)), quality=40), OFFICER_CO)
    crop = cloud.upload(written(picture.crop((32, 24, 608, 456))))
    cloud.upload(written(photo(640, 480, seed=11)))
    assert set(cloud.alike(whole)) == {small, crop}
    assert set(cloud.alike(small)) == {whole, crop}
    assert set(cloud.alike(crop)) == {whole, small}
    answer = cloud.call("GET", f"/v1/pictures/{crop}/similar", READER_GB).json["items"]
    assert {one["part"] for one in answer} == {True}
    assert cloud.content(answer[0]["picture"]["thumbnail"])


def test_what_is_not_ready_has_nothing_alike(cloud: World) -> None:
    id = cloud.enter(written(photo()))
    assert cloud.call("GET", f"/v1/pictures/{id}/similar").status == 409


def test_a_moment_of_lag_shows_nothing_that_is_gone(cloud: World) -> None:
    """The catalogue still names it; its record says otherwise."""
    whole = cloud.upload(written(photo(640, 480)))
    small = cloud.upload(written(photo(320, 240), quality=60))
    before = cloud.picture(small)
    after = before.changed(before.kept.updated_at, {**before.content, "tlp": "AMBER+STRICT"})
    cloud.store.save(before, after)
    assert cloud.alike(whole, OFFICER_CO) == {}
    assert small in cloud.alike(whole, OFFICER)
