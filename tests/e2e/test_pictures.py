"""Pictures on the deployed system: from the form to the catalogue, and nothing where they were withdrawn."""

import io
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from tests.e2e.client import Api, Connect, service
from tests.e2e.test_finding import SECONDS, publish
from tests.e2e.uploading import send, status
from tests.e2e.waiting import until
from tests.unit.cpdb.files import photo, with_gps, written, zipped
from tests.unit.cpdb.world import TANK


def a_photo() -> Image.Image:
    """One that no other test has."""
    return photo(640, 480, seed=uuid4().int % 100_000)


def enter(api: Api, data: bytes, **said: Any) -> Any:
    answer = api("POST", "/v1/pictures", {**TANK, "content_type": "image/jpeg", "size": len(data), **said})
    assert answer.status == 201, answer.text
    return answer.json


def ended(api: Api, id: str) -> Any:
    """The picture, unless somebody works on it."""
    shown = api("GET", f"/v1/pictures/{id}").json
    return None if shown["status"] in ("awaiting_upload", "processing") else shown


def upload(api: Api, data: bytes, **said: Any) -> Any:
    entered = enter(api, data, **said)
    assert send(entered["upload"], data) == 204
    return until(lambda: ended(api, entered["id"]), SECONDS)


def fetched(link: str) -> Image.Image:
    with urllib.request.urlopen(link, timeout=20) as answer:  # noqa: S310 - of our own API
        assert "attachment" in answer.headers["Content-Disposition"]
        content = bytes(answer.read())
    assert b"Jean Dupont" not in content
    return Image.open(io.BytesIO(content))


def listed(api: Api, query: str) -> list[str]:
    answer = api("GET", f"/v1/pictures?{query}")
    assert answer.status == 200, answer.text
    return [row["id"] for row in answer.json["items"]]


@pytest.fixture
def word() -> str:
    return "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex[:16])


def test_a_picture_is_uploaded_found_blackened_and_withdrawn(
    connect: Connect, word: str, record_property: Callable[[str, object], None]
) -> None:
    officer, reader, picture = connect("officer-fr"), connect("reader-gb"), a_photo()
    upload(officer, written(a_photo()))  # by now every function has started
    started = time.monotonic()
    ready = upload(officer, with_gps(picture), caption={"en": f"Tank {word}"})
    record_property("seconds from the form to a picture that is ready", round(time.monotonic() - started, 2))
    assert ready["status"] == "ready", ready
    for one in ready["renditions"]:
        shown = fetched(one["link"])
        assert (dict(shown.getexif()), "icc_profile" in shown.info) == ({}, False)
        assert shown.size == (one["width"], one["height"])
        assert shown.height > shown.width  # upright
    id, path = ready["id"], f"/v1/pictures/{ready['id']}"
    until(lambda: listed(reader, f"q={word}") == [id], SECONDS)

    small = upload(connect("officer-co"), written(picture.transpose(4).resize((320, 427)), quality=50))
    similar = until(lambda: reader("GET", f"{path}/similar").json["items"], SECONDS)
    assert [one["picture"]["id"] for one in similar] == [small["id"]]

    before = officer("GET", path)
    corner = {"left": 0, "top": 0, "width": 0.5, "height": 0.5}
    answer = officer("PATCH", path, {"redactions": [corner]}, {"If-Match": before.headers["ETag"]})
    assert (answer.status, answer.json["status"]) == (200, "processing")
    assert {status(one["link"]) for one in before.json["renditions"]} == {404}
    after = until(lambda: ended(officer, id), SECONDS)
    assert fetched(after["renditions"][0]["link"]).getpixel((10, 10)) == (0, 0, 0)

    assert officer("DELETE", f"{path}?reason_code=personal_data").json["status"] == "withdrawn"
    assert {status(one["link"]) for one in after["renditions"]} == {404}
    assert reader("GET", path).status == 404
    assert listed(reader, f"q={word}") == []
    actions = [one["action"] for one in officer("GET", f"{path}/history").json["items"]]
    assert actions == ["withdrawn", "redrawn", "redacted", "ready", "received", "entered"]


def test_hostile_files_are_rejected_with_a_reason_and_tampered_forms_refused(
    connect: Connect, stack: dict[str, Any]
) -> None:
    officer, data = connect("officer-fr"), written(a_photo())
    for hostile, reason in (
        (data + zipped(), "hidden_content"),
        (data[:-400], "damaged"),
        (b"%PDF-1.7", "not_a_picture"),
    ):
        rejected = upload(officer, hostile)
        assert (rejected["status"], rejected["reason_code"]) == ("rejected", reason)
        assert rejected["reason"]
    form = enter(officer, data)["upload"]
    assert send(form, data, key=f"{form['fields']['key']}x") == 403
    assert send(form, data, Content_Type="text/html") == 403
    assert send(form, data + b"x") == 400
    assert send(form, data[:-1]) == 400
    assert send(form, data, policy=form["fields"]["policy"][:-8] + "AAAAAAAA") in (400, 403)
    late = signed_for_a_second(stack, form)
    time.sleep(2)
    assert send(late, data) == 403


def signed_for_a_second(stack: dict[str, Any], form: Any) -> Any:
    """The same form, but that it is good for no longer."""
    with closing(service(stack, "s3")) as s3:
        kind = form["fields"]["Content-Type"]
        made = s3.generate_presigned_post(
            form["url"].rpartition("/")[2],
            form["fields"]["key"],
            Fields={"Content-Type": kind},
            Conditions=[{"Content-Type": kind}],
            ExpiresIn=1,
        )
    return {**form, "fields": made["fields"]}


def test_a_form_that_is_sent_again_changes_nothing(connect: Connect) -> None:
    officer, data = connect("officer-fr"), written(a_photo())
    entered = enter(officer, data)
    assert send(entered["upload"], data) == 204
    ready = until(lambda: ended(officer, entered["id"]), SECONDS)
    assert send(entered["upload"], b"<script>alert(1)</script>".ljust(len(data))) == 204
    again = upload(officer, written(a_photo()))
    assert again["status"] == "ready"
    assert officer("GET", f"/v1/pictures/{ready['id']}").json["version"] == ready["version"]


def test_everybody_learns_and_searches_with_a_picture(connect: Connect, word: str) -> None:
    officer, reader, picture = connect("officer-fr"), connect("limited-de"), a_photo()
    id = upload(officer, written(picture), tlp="CLEAR", caption={"en": word})["id"]
    until(lambda: listed(connect("external"), f"q={word}") == [id], SECONDS)
    data = written(picture.resize((320, 240)), quality=60)
    search = reader("POST", "/v1/pictures/searches", {"content_type": "image/jpeg", "size": len(data)}).json
    assert send(search["upload"], data) == 204
    found = until(lambda: reader("GET", f"/v1/pictures/searches/{search['id']}").json.get("items"), SECONDS)
    assert [one["picture"]["id"] for one in found] == [id]
    question = reader("GET", "/v1/pictures/quiz").json
    assert fetched(question["picture"]).format == "WEBP"
    answer = {"place": "road_vehicle.fuel_tank", "method": "built_cavity"}
    feedback = reader("POST", f"/v1/pictures/quiz/{question['id']}/answer", answer).json
    assert feedback["progress"]["answered"] >= 1
    confirmed = connect("officer-co")("POST", f"/v1/pictures/{id}/seen", {"country": "CO", "seen_on": "2026-11-01"})
    assert confirmed.status == 201
    notice = reader("GET", f"/v1/pictures/{id}/notice?lang=fr")
    assert notice.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "data:image/jpeg;base64," in notice.text
    assert reader("GET", "/v1/pictures/tree").json["count"] > 0
    assert {connect(who)("POST", f"/v1/pictures/{id}/seen", {}).status for who in ("external", "reader-gb")} == {403}


def test_a_picture_of_a_seizure_waits_and_goes_with_its_record(connect: Connect) -> None:
    officer, reader = connect("officer-fr"), connect("reader-gb")
    seizure = publish(connect)
    id = upload(officer, written(a_photo()), seizure_id=seizure)["id"]
    until(lambda: listed(reader, f"seizure={seizure}") == [id], SECONDS)
    withdrawn = connect("ncp-fr")("POST", f"/v1/seizures/{seizure}/withdraw", {"reason_code": "not_illicit"})
    assert withdrawn.status == 200, withdrawn.text
    until(lambda: reader("GET", f"/v1/pictures/{id}").status == 404, SECONDS)
    assert officer("GET", f"/v1/pictures/{id}").json["held"] is True
    other = connect("officer-co")(
        "POST", "/v1/pictures", {**TANK, "content_type": "image/jpeg", "size": 1, "seizure_id": seizure}
    )
    assert other.errors == {"seizure_id": "no_such_seizure"}
