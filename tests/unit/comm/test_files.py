"""Attachments: who attaches and who gets them, what is kept of a picture, and what is not taken at all."""

import base64
import io
import json
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cen.problems import Unavailable
from cen.uploads import Receiver, TooLarge, Uploaded
from comm import attacher, sealing
from comm.files import pdf, pictures
from comm.files.keys import bound_to, parts_of
from comm.files.model import MOST_KEPT, Reason, Rejected
from comm.files.worker import Attacher
from comm.ring import Keys
from tests.unit.comm.world import BRAZIL, Room, World, text
from tests.unit.seizures.builders import NCP, OFFICER, OFFICER_CO, RILO_WE


def image(kind: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: Any) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, more.pop("color", "green")).save(made, kind, **more)
    return made.getvalue()


def document(body: bytes = b"1 0 obj\n<< /Type /Catalog >>\nendobj\n") -> bytes:
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


ASKED = {"filename": "photo.jpg", "content_type": "image/jpeg", "size": 1}


class Attached:
    """A message with a file on its way."""

    def __init__(self, heron: Room, content: bytes, **asked: Any) -> None:
        self.heron, self.world = heron, heron.world
        self.number = heron.send(OFFICER, text("See the picture."))["number"]
        answer = heron.call("POST", f"/messages/{self.number}/attachments", OFFICER, {**ASKED, **asked})
        assert answer.status == 201, answer.text
        self.id = answer.json["id"]
        self.form = answer.json["form"]
        self.uploaded = Uploaded(self.form["fields"]["key"], "v1", len(content))
        self.world.quarantine.kept[self.uploaded.key] = content

    @property
    def path(self) -> str:
        return f"/messages/{self.number}/attachments"

    def work(self) -> None:
        Attacher(self.world.rooms, self.world.quarantine, self.world.files, lambda: self.world.now)(self.uploaded)

    def listed(self, caller: Any = OFFICER) -> Any:
        return self.heron.call("GET", self.path, caller).json["items"]

    def fetched(self, caller: Any = OFFICER_CO) -> Any:
        return self.heron.call("GET", f"{self.path}/{self.id}", caller)


@pytest.mark.parametrize("late", ["expelled", "observer", "off", "closed"])
def test_what_is_uploaded_by_a_form_of_before_is_not_taken(world: World, heron: Room, late: str) -> None:
    attached = Attached(heron, image())
    if late == "expelled":
        heron.expel("FR:officer-fr")
    elif late == "observer":
        heron.add("FR", role="observer")
    elif late == "off":
        entry = {"client_id": {"S": OFFICER.id}, "kind": {"S": "person"}, "active": {"BOOL": False}}
        world.dynamo.put_item(TableName="accounts", Item=entry)
    else:
        heron.call("POST", "/close", RILO_WE)
    attached.work()
    assert (world.files.kept, world.quarantine.kept) == ({}, {})
    assert attached.listed(OFFICER_CO) == []
    assert attached.fetched().json["current_state"] == "rejected"
    world.drain()
    reason = "operation_closed" if late == "closed" else "no_longer_allowed"
    told = [one.to for one in world.raised("attachment.rejected")]
    assert told == ([f"person:{OFFICER.id}"] if late == "closed" else [])
    if late in ("observer", "closed"):
        assert [(one["status"], one["reason_code"]) for one in attached.listed()] == [("rejected", reason)]
    else:
        assert world.item(heron.id, f"FILE#00000001#{attached.id}")["reason_code"] == {"S": reason}


def test_an_expulsion_while_a_file_is_looked_at_counts(world: World, heron: Room) -> None:
    attached = Attached(heron, image())
    inner = world.files.write

    def late(key: str, sealed: bytes) -> None:
        inner(key, sealed)
        heron.expel("FR")

    world.files.write = late  # type: ignore[method-assign]
    attached.work()
    assert attached.listed(OFFICER_CO) == []
    assert attached.fetched().json["current_state"] == "rejected"


def test_a_picture_comes_to_members_made_anew_and_lies_sealed(world: World, heron: Room) -> None:
    attached = Attached(heron, image(comment=b"canary"), caption="The floor.", filename="canary.jpg")
    assert [one["status"] for one in attached.listed()] == ["awaiting_upload"]
    assert attached.listed(OFFICER_CO) == []
    assert attached.fetched().json["current_state"] == "awaiting_upload"
    attached.work()
    assert world.quarantine.kept == {}
    (listed,) = attached.listed(OFFICER_CO)
    assert (listed["status"], listed["filename"], listed["content_type"]) == ("ready", "canary.jpg", "image/jpeg")
    served = attached.fetched().json
    content = base64.b64decode(served["content"])
    assert (len(content), served["caption"]) == (served["size"], "The floor.")
    assert Image.open(io.BytesIO(content)).size == (40, 30)
    assert b"canary" not in content
    (stored,) = world.files.kept.values()
    assert content not in stored
    assert content[:8] not in stored
    assert "canary" not in world.text()
    page = heron.read(OFFICER_CO, after=0, changes=0)
    assert (page["items"][0]["attachments"], page["changed"]) == (1, [attached.number])
    entries = heron.call("GET", "/audit", RILO_WE, query={"what": "read"}).json["items"]
    assert ("officer-co", "attachment", "1") in {(one["name"], one["what"], one["messages"]) for one in entries}


def test_what_comes_twice_is_done_once(heron: Room) -> None:
    attached = Attached(heron, image())
    attached.work()
    attached.work()
    attached.world.quarantine.kept[attached.uploaded.key] = image(color="red")
    attached.work()
    assert attached.world.quarantine.kept == {}
    assert heron.read(OFFICER)["items"][0]["attachments"] == 1


def test_what_is_not_a_picture_is_rejected_and_its_sender_told(world: World, heron: Room) -> None:
    attached = Attached(heron, b"<script>canary</script>")
    attached.work()
    attached.work()
    (listed,) = attached.listed()
    assert (listed["status"], listed["reason_code"]) == ("rejected", "wrong_type")
    assert (world.files.kept, world.quarantine.kept) == ({}, {})
    world.drain()
    (notice,) = world.raised("attachment.rejected")
    assert (notice.to, notice.subject) == ("person:officer-fr", f"operations/{heron.id}/messages/1")
    assert attached.fetched(OFFICER).json["current_state"] == "rejected"


def test_an_upload_that_is_larger_than_allowed_is_rejected(heron: Room) -> None:
    attached = Attached(heron, b"x")

    def too_large(*_: Any) -> bytes:
        raise TooLarge

    attached.world.quarantine.read = too_large  # type: ignore[method-assign]
    attached.work()
    assert attached.listed()[0]["reason_code"] == "too_large"


def test_uploads_that_belong_to_nothing_any_more_are_taken_away(heron: Room) -> None:
    withdrawn, gone, removed = (Attached(heron, image()) for _ in range(3))
    heron.call("POST", f"/messages/{withdrawn.number}/withdraw", OFFICER)
    del gone.world.quarantine.kept[gone.uploaded.key]
    assert heron.call("DELETE", f"{removed.path}/{removed.id}", OFFICER).status == 200
    for one in (withdrawn, gone, removed):
        one.work()
    assert (heron.world.quarantine.kept, heron.world.files.kept) == ({}, {})
    assert withdrawn.listed() == []
    assert withdrawn.fetched(OFFICER).status == 404


def test_two_workers_at_once_keep_one(heron: Room) -> None:
    attached = Attached(heron, image())
    inner, left = attached.world.files.write, [1]

    def overtaken(key: str, sealed: bytes) -> None:
        inner(key, sealed)
        if left:
            left.pop()
            attached.work()

    attached.world.files.write = overtaken  # type: ignore[method-assign]
    attached.work()
    assert heron.read(OFFICER)["items"][0]["attachments"] == 1


def test_two_workers_at_once_reject_one(world: World, heron: Room) -> None:
    attached = Attached(heron, b"x")
    inner, left = world.dynamo.transact_write_items, [1]

    def overtaken(**asked: Any) -> Any:
        if left:
            left.pop()
            attached.work()
        return inner(**asked)

    world.dynamo.transact_write_items = overtaken
    attached.work()
    world.drain()
    assert len(world.raised("attachment.rejected")) == 1


def test_only_who_sent_a_message_attaches_to_it(heron: Room) -> None:
    heron.send(OFFICER, text())
    for caller in (NCP, RILO_WE):
        assert heron.call("POST", "/messages/1/attachments", caller, ASKED).json["code"] == "not_the_sender"
    heron.send(OFFICER, text(tlp="RED", addressees=["CO"]))
    assert heron.call("GET", "/messages/2/attachments", NCP).status == 404
    heron.call("POST", "/messages/1/withdraw", OFFICER)
    assert heron.call("POST", "/messages/1/attachments", OFFICER, ASKED).json["current_state"] == "withdrawn"


@pytest.mark.parametrize(
    ("asked", "errors"),
    [
        ({"content_type": "image/gif"}, {"content_type": "literal_error"}),
        ({"content_type": "text/html"}, {"content_type": "literal_error"}),
        ({"size": 0}, {"size": "greater_than_equal"}),
        ({"size": 20 * 1024 * 1024 + 1}, {"size": "less_than_equal"}),
        ({"content_type": "application/pdf", "size": MOST_KEPT + 1}, {"size": "too_large"}),
        ({"filename": "a\nb"}, {"filename": "forbidden_character"}),
        ({"filename": ""}, {"filename": "blank"}),
        ({"url": "x"}, {"url": "unknown_field"}),
    ],
)
def test_bad_requests_are_named(heron: Room, asked: dict[str, Any], errors: dict[str, str]) -> None:
    heron.send(OFFICER, text())
    answer = heron.call("POST", "/messages/1/attachments", OFFICER, {**ASKED, **asked})
    assert (answer.status, answer.errors) == (422, errors)


def test_a_message_has_at_most_ten_and_the_same_request_makes_one(heron: Room) -> None:
    heron.send(OFFICER, text())
    key = {"Idempotency-Key": "a"}
    first = heron.call("POST", "/messages/1/attachments", OFFICER, ASKED, headers=key)
    again = heron.call("POST", "/messages/1/attachments", OFFICER, ASKED, headers=key)
    assert (again.json["id"], again.headers["Idempotency-Replayed"]) == (first.json["id"], "true")
    for _ in range(9):
        assert heron.call("POST", "/messages/1/attachments", OFFICER, ASKED).status == 201
    assert heron.call("POST", "/messages/1/attachments", OFFICER, ASKED).json["code"] == "too_many_here"


def test_a_key_that_was_used_before_opens_no_door_to_who_is_gone(heron: Room) -> None:
    heron.send(OFFICER_CO, text())
    key = {"Idempotency-Key": "a"}
    assert heron.call("POST", "/messages/1/attachments", OFFICER_CO, ASKED, headers=key).status == 201
    sent = heron.call("POST", "/messages", OFFICER_CO, text(), headers={"Idempotency-Key": "s"})
    assert sent.status == 201
    heron.expel("CO")
    assert heron.call("POST", "/messages/1/attachments", OFFICER_CO, ASKED, headers=key).status == 404
    assert heron.call("POST", "/messages", OFFICER_CO, text(), headers={"Idempotency-Key": "s"}).status == 404


def test_an_attachment_is_taken_away_by_who_attached_it_or_a_coordinator(world: World, heron: Room) -> None:
    attached, other = Attached(heron, image()), Attached(heron, image())
    attached.work()
    other.work()
    path = f"{attached.path}/{attached.id}"
    assert heron.call("DELETE", path, NCP).json["code"] == "not_the_sender"
    assert heron.call("DELETE", path, RILO_WE).json == {"id": attached.id}
    assert heron.call("DELETE", path, RILO_WE).status == 404
    assert heron.call("DELETE", f"{attached.path}/nonsense", RILO_WE).status == 404
    assert attached.fetched().status == 404
    assert "attachments" not in heron.call("GET", f"/messages/{attached.number}", OFFICER).json
    world.later(minutes=5)
    world.tick()
    assert [key.rpartition("/")[2] for key in world.files.kept] == [other.id]
    heron.call("POST", f"/messages/{other.number}/withdraw", OFFICER)
    world.tick()
    assert world.files.kept == {}


@pytest.mark.parametrize("how", ["swapped", "gone", "changed"])
def test_a_file_that_was_tampered_with_is_not_served(heron: Room, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    attached, other = Attached(heron, image()), Attached(heron, image(color="red"))
    attached.work()
    other.work()
    kept = heron.world.files.kept
    own, foreign = (next(key for key in kept if key.endswith(one.id)) for one in (attached, other))
    if how == "gone":
        del kept[own]
    else:
        kept[own] = kept[foreign] if how == "swapped" else kept[own][:-1] + bytes([kept[own][-1] ^ 1])
    assert attached.fetched().json["current_state"] == "tampered"
    assert '"event": "tampered"' in capsys.readouterr().out


def test_a_name_that_was_tampered_with_is_not_shown(world: World, heron: Room) -> None:
    attached = Attached(heron, image())
    attached.work()
    world.item(heron.id, f"FILE#{attached.number:08d}#{attached.id}")["sealed"] = {"S": "AAAA"}
    assert attached.listed()[0]["filename"] == "[unreadable]"


def test_when_the_keys_are_destroyed_files_are_too(world: World, heron: Room) -> None:
    attached = Attached(heron, image())
    attached.work()
    late = Attached(heron, image())
    world.later(days=102)
    world.tick()
    late.work()
    assert (world.files.kept, world.quarantine.kept) == ({}, {})
    assert attached.fetched().json["current_state"] == "destroyed"
    assert attached.listed()[0]["filename"] == "[unreadable]"


def test_without_the_vault_an_upload_waits(world: World, heron: Room) -> None:
    attached = Attached(heron, image())
    world.vault.down = True
    with pytest.raises(Unavailable):
        attached.work()
    assert attached.uploaded.key in world.quarantine.kept
    world.vault.down = False
    attached.work()
    assert attached.fetched().status == 200


def test_what_lies_there_is_bound_to_its_place(world: World, heron: Room) -> None:
    attached = Attached(heron, image())
    attached.work()
    (sealed,) = world.files.kept.values()
    _, ring = world.store.again(heron.id, ["HEAD"])
    assert ring
    key = Keys(world.vault, heron.id).of(ring, 1)
    assert sealing.unsealed_bytes(key, sealed, bound_to(heron.id, 1, attached.id, 1)).startswith(b"\xff\xd8")


def test_keys_of_the_quarantine_are_read_back() -> None:
    assert parts_of("attachments/op/00000012/id") == ("op", 12, "id")
    for key in ("pictures/op/1/id", "attachments/op/1", "attachments/op/x/id"):
        with pytest.raises(ValueError, match=r"."):
            parts_of(key)


def test_the_worker_hears_of_uploads(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Uploaded] = []
    monkeypatch.setattr(attacher, "_attacher", lambda: heard.append)
    assert isinstance(attacher.handler, Receiver)
    told = {
        "eventName": "ObjectCreated:Post",
        "s3": {"object": {"key": "attachments/a/1/b", "versionId": "v", "size": 3}},
    }
    batch = {"Records": [{"messageId": "1", "body": json.dumps({"Records": [told]})}]}
    assert attacher.handler(batch, None) == {"batchItemFailures": []}
    assert heard == [Uploaded("attachments/a/1/b", "v", 3)]


# Pictures


@pytest.mark.parametrize(
    ("kind", "content_type", "mode"),
    [
        ("JPEG", "image/jpeg", "RGB"),
        ("JPEG", "image/jpeg", "L"),
        ("JPEG", "image/jpeg", "CMYK"),
        ("PNG", "image/png", "RGBA"),
        ("PNG", "image/png", "P"),
        ("PNG", "image/png", "I;16"),
        ("WEBP", "image/webp", "RGB"),
        ("HEIF", "image/heic", "RGB"),
    ],
)
def test_pictures_of_every_kind_come_out_as_plain_jpeg(kind: str, content_type: str, mode: str) -> None:
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    made = pictures.remade(image(kind, mode=mode, color=0), content_type)
    seen = Image.open(io.BytesIO(made))
    assert (seen.format, seen.mode, seen.size) == ("JPEG", "RGB", (40, 30))
    assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_stands_beside_the_pixels_does_not_come_along_and_up_stays_up() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "canary"
    made = pictures.remade(image(exif=exif, comment=b"canary", icc_profile=b"canary"), "image/jpeg")
    assert b"canary" not in made
    assert Image.open(io.BytesIO(made)).size == (30, 40)
    hidden = image() + b"PK\x03\x04canary"
    assert b"canary" not in pictures.remade(hidden, "image/jpeg")


def test_what_is_transparent_is_seen_on_white() -> None:
    made = pictures.remade(image("PNG", mode="RGBA", color=(0, 0, 0, 0)), "image/png")
    assert Image.open(io.BytesIO(made)).getpixel((5, 5)) == (255, 255, 255)


def animated(kind: str) -> bytes:
    made = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "green")]
    frames[0].save(made, kind, save_all=True, append_images=frames[1:])
    return made.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that is small and says that it is large."""
    small = bytearray(image("PNG", size=(8, 8)))
    small[16:24] = width.to_bytes(4) + height.to_bytes(4)
    small[29:33] = zlib.crc32(small[12:29]).to_bytes(4)
    return bytes(small)


@pytest.mark.parametrize(
    ("content", "content_type", "reason"),
    [
        (b"", "image/jpeg", Reason.WRONG_TYPE),
        (image("PNG"), "image/jpeg", Reason.WRONG_TYPE),
        (image("JPEG"), "image/heic", Reason.WRONG_TYPE),
        (image("GIF"), "image/png", Reason.WRONG_TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", Reason.WRONG_TYPE),
        (image()[:300], "image/jpeg", Reason.UNREADABLE),
        (image("PNG")[:60], "image/png", Reason.UNREADABLE),
        (animated("PNG"), "image/png", Reason.SEVERAL_PICTURES),
        (animated("WEBP"), "image/webp", Reason.SEVERAL_PICTURES),
        (bomb(6000, 6000), "image/png", Reason.TOO_LARGE),
        (bomb(60_000, 60_000), "image/png", Reason.TOO_LARGE),
    ],
)
def test_what_is_no_single_picture_of_its_type_is_not_taken(content: bytes, content_type: str, reason: Reason) -> None:
    with pytest.raises(Rejected) as rejected:
        pictures.remade(content, content_type)
    assert rejected.value.reason is reason


def test_a_picture_that_stays_too_large_is_made_smaller_then_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = Image.effect_noise((300, 300), 100).convert("RGB")
    made = io.BytesIO()
    noise.save(made, "PNG")
    monkeypatch.setattr(pictures, "MOST_KEPT", 12_000)
    small = pictures.remade(made.getvalue(), "image/png")
    assert len(small) <= 12_000
    assert Image.open(io.BytesIO(small)).width < 300
    monkeypatch.setattr(pictures, "MOST_KEPT", 500)
    with pytest.raises(Rejected):
        pictures.remade(made.getvalue(), "image/png")


@settings(max_examples=60)
@given(
    st.binary(max_size=80),
    st.integers(0, 600),
    st.sampled_from(["image/jpeg", "image/png", "image/webp", "image/heic"]),
)
def test_no_bytes_make_the_worker_fail(noise: bytes, place: int, content_type: str) -> None:
    kind = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}.get(content_type, "JPEG")
    content = bytearray(image(kind))
    content[place : place + len(noise)] = noise
    with suppress(Rejected):
        assert pictures.remade(bytes(content), content_type).startswith(b"\xff\xd8")


# PDF


def packed(names: bytes, how: bytes = b"/FlateDecode") -> bytes:
    stream = zlib.compress(b"2 0 << " + names + b" >>")
    return b"5 0 obj\n<< /Type /ObjStm /Filter " + how + b" /Length 99 >>\nstream\n" + stream + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    "content",
    [
        document(),
        document(b"1 0 obj << /OpenAction [3 0 R /Fit] /URI (https://a.example) >> endobj\n"),
        document(packed(b"/Type /Page")),
        document(b"4 0 obj << /Length 9 >>\nstream\n/JS/EF/XFA \xff\nendstream endobj\n"),
    ],
)
def test_a_pdf_that_only_shows_pages_is_taken_as_it_is(content: bytes) -> None:
    pdf.check(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.WRONG_TYPE),
        (b"%PDF-1.7 and nothing", Reason.WRONG_TYPE),
        (b"MZ" + document(), Reason.WRONG_TYPE),
        (document(b"<< /S /JavaScript /JS (app.alert) >>"), Reason.ACTIVE_CONTENT),
        (document(b"<< /S /Java#53cript >>"), Reason.ACTIVE_CONTENT),
        (document(b"<< /S /#4c#61unch /F (cmd.exe) >>"), Reason.ACTIVE_CONTENT),
        (document(b"<< /J#53 (x) >>"), Reason.ACTIVE_CONTENT),
        (document(b"<< /Names << /EmbeddedFiles 3 0 R >> >>"), Reason.ACTIVE_CONTENT),
        (document(b"1 0 obj << /EF << /F 3 0 R >> >> endobj\n"), Reason.ACTIVE_CONTENT),
        (document(b"<< /AcroForm << /XFA 3 0 R >> >>"), Reason.ACTIVE_CONTENT),
        (document(b"<< /S /SubmitForm >>"), Reason.ACTIVE_CONTENT),
        (document(b"<< /Encrypt 9 0 R >>"), Reason.ENCRYPTED),
        (document(packed(b"/S /JavaScript")), Reason.ACTIVE_CONTENT),
        (document(packed(b"/J#53 (x)")), Reason.ACTIVE_CONTENT),
        (document(packed(b"/S /JavaScript", b"/FlateDecode /Pad ( obj)")), Reason.ACTIVE_CONTENT),
        (document(packed(b"/S /JavaScript", b"/FlateDecode /Pad (" + b"x" * 1100 + b")")), Reason.ACTIVE_CONTENT),
        (document(packed(b"", b"/LZWDecode")), Reason.UNREADABLE),
        (
            document(b"5 0 obj << /Type /Obj#53tm /Filter /FlateDecode >>\nstream\nnonsense\nendstream"),
            Reason.UNREADABLE,
        ),
        (document(b"%stream\n<< /S /JavaScript >>\nendstream"), Reason.ACTIVE_CONTENT),
        (document(b"4 0 obj\nstream\n"), Reason.UNREADABLE),
        (document(b" " * MOST_KEPT), Reason.TOO_LARGE),
    ],
)
def test_a_pdf_that_does_more_is_not(content: bytes, reason: Reason) -> None:
    with pytest.raises(Rejected) as rejected:
        pdf.check(content)
    assert rejected.value.reason is reason


def test_a_pdf_is_served_as_it_was(heron: Room) -> None:
    content = document()
    attached = Attached(heron, content, filename="list.pdf", content_type="application/pdf", size=len(content))
    attached.work()
    served = attached.fetched().json
    assert (base64.b64decode(served["content"]), served["content_type"]) == (content, "application/pdf")
    heron.add("BR", role="observer")
    assert attached.fetched(BRAZIL).status == 200
    heron.expel("BR")
    assert attached.fetched(BRAZIL).status == 404
