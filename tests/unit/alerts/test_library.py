"""Documents: promised, uploaded, checked, kept as they may be handed on, or refused with a reason."""

import io
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from alerts.library import images, pdf
from alerts.library.pdf import Suspicious
from alerts.shelf.files import file_name
from tests.unit.alerts import papers
from tests.unit.alerts.world import CENMAT, EXTERNAL, NCP, OFFICER, RILO_SA, RILO_WE, World

GOOD = papers.pdf(papers.stream(zlib.compress(b"BT (Ivory) Tj ET"), b"/Filter /FlateDecode "))


def promise(world: World, content: bytes = GOOD, kind: str = "application/pdf", **changes: Any) -> Any:
    body = {
        "title": "Guide to ivory: élan & <more>",
        "category": "identification_guide",
        "language": "en",
        "edition": "2nd",
        "goods": ["cites"],
        "content_type": kind,
        "size": len(content),
        **changes,
    }
    made = world.call("POST", "library", RILO_WE, body)
    assert made.status == 201, made.text
    return made.json


def test_a_document_is_promised_uploaded_checked_and_handed_out(world: World) -> None:
    made = promise(world, tlp="CLEAR")
    id = made["id"]
    assert (made["state"], made["file"]) == ("awaiting_upload", {"content_type": "application/pdf", "size": len(GOOD)})
    assert made["upload"]["fields"]["key"] == f"library/{id}/1"
    assert world.call("GET", f"library/{id}", RILO_WE).json.get("link") is None
    world.upload(made["upload"], GOOD)
    seen = world.call("GET", f"library/{id}", EXTERNAL).json
    assert (seen["state"], seen["file"]["size"]) == ("ready", len(GOOD))
    assert len(seen["file"]["sha256"]) == 64
    assert seen["link"].endswith("guide-to-ivory-elan-more.pdf")
    assert world.bucket.files[id][0] == GOOD
    assert world.bucket.waiting == {}
    (listed,) = world.call("GET", "library", EXTERNAL, query={"q": "ivory", "goods": "cites"}).json["items"]
    assert listed["id"] == id
    assert "link" not in listed
    done = world.call("POST", f"library/{id}/upload", RILO_WE, {"content_type": "image/png", "size": 5})
    assert done.json["code"] == "not_awaited"


def test_a_refused_document_says_why_and_is_tried_again(world: World) -> None:
    bad = papers.pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>")
    made = promise(world, bad)
    world.upload(made["upload"], bad)
    seen = world.call("GET", f"library/{made['id']}", RILO_WE).json
    assert (seen["state"], seen["reason_code"]) == ("rejected", "pdf_script")
    assert world.bucket.files == world.bucket.waiting == {}
    assert world.call("GET", f"library/{made['id']}", OFFICER).status == 404
    refused = world.call("POST", f"library/{made['id']}/upload", RILO_SA, {"content_type": "image/png", "size": 5})
    assert refused.status == 404
    good = papers.picture()
    again = world.call(
        "POST", f"library/{made['id']}/upload", RILO_WE, {"content_type": "image/png", "size": len(good)}
    )
    assert (again.json["state"], "reason_code" in again.json) == ("awaiting_upload", False)
    world.upload(again.json["upload"], good)
    assert world.call("GET", f"library/{made['id']}", OFFICER).json["state"] == "ready"


def test_what_another_form_has_overtaken_is_thrown_away(world: World) -> None:
    made = promise(world)
    world.call("POST", f"library/{made['id']}/upload", RILO_WE, {"content_type": "application/pdf", "size": len(GOOD)})
    world.upload(made["upload"], GOOD)
    assert world.call("GET", f"library/{made['id']}", RILO_WE).json["state"] == "awaiting_upload"
    assert world.bucket.waiting == world.bucket.files == {}


def test_the_same_upload_twice_comes_to_the_same(world: World) -> None:
    made = promise(world)
    world.upload(made["upload"], GOOD)
    version = world.call("GET", f"library/{made['id']}", OFFICER).json["version"]
    world.upload(made["upload"], GOOD)
    assert world.call("GET", f"library/{made['id']}", OFFICER).json["version"] == version
    assert world.bucket.files[made["id"]][0] == GOOD


def test_what_stopped_half_way_goes_on(world: World) -> None:
    made = promise(world)
    keep = world.bucket.keep
    world.bucket.keep = _break  # type: ignore[method-assign]
    with pytest.raises(OSError, match="full"):
        world.upload(made["upload"], GOOD)
    assert world.call("GET", f"library/{made['id']}", RILO_WE).json["state"] == "processing"
    world.bucket.keep = keep  # type: ignore[method-assign]
    world.upload(made["upload"], GOOD)
    assert world.call("GET", f"library/{made['id']}", OFFICER).json["state"] == "ready"


def _break(*_: Any) -> None:
    raise OSError("full")


def test_another_size_than_promised_is_refused(world: World) -> None:
    made = promise(world, size=len(GOOD) - 1)
    world.upload(made["upload"], GOOD)
    assert world.call("GET", f"library/{made['id']}", RILO_WE).json["reason_code"] == "other_size"


@pytest.mark.parametrize("key", ["library/01KM0000000000000000000000/1", "library/x/1", "pictures/x/1", "x"])
def test_what_nobody_awaits_is_thrown_away(world: World, key: str) -> None:
    world.upload({"fields": {"key": key}}, GOOD)
    assert world.bucket.waiting == world.bucket.files == {}


def test_a_removed_document_leaves_no_file(world: World) -> None:
    made = promise(world)
    world.upload(made["upload"], GOOD)
    assert world.call("DELETE", f"library/{made['id']}", RILO_SA).status == 403
    assert world.call("DELETE", f"library/{made['id']}", CENMAT).status == 200
    assert world.bucket.files == {}
    assert world.call("GET", f"library/{made['id']}", RILO_WE).status == 404
    world.bucket.removed.clear()
    assert world.call("DELETE", f"library/{made['id']}", CENMAT).status == 200
    assert world.bucket.removed == [made["id"]]  # had the first try failed half way


def test_what_is_removed_while_it_is_checked_leaves_no_file(world: World) -> None:
    made = promise(world)
    keep = world.bucket.keep

    def keep_and_remove(*arguments: Any) -> None:
        keep(*arguments)
        world.call("DELETE", f"library/{made['id']}", RILO_WE)
        keep(*arguments)

    world.bucket.keep = keep_and_remove  # type: ignore[method-assign]
    world.upload(made["upload"], GOOD)
    assert world.bucket.files == {}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"size": 0}, "size"),
        ({"size": 20 * 1024 * 1024 + 1}, "size"),
        ({"size": "10"}, "size"),
        ({"content_type": "text/html"}, "content_type"),
        ({"content_type": "image/svg+xml"}, "content_type"),
        ({"language": "English"}, "language"),
        ({"category": "novel"}, "category"),
        ({"title": " "}, "title"),
        ({"edition": "x" * 61}, "edition"),
        ({"tlp": "RED"}, "tlp"),
    ],
)
def test_what_cannot_be_promised_is_named(world: World, changes: Any, path: str) -> None:
    body = {"title": "a", "category": "other", "language": "en", "content_type": "image/png", "size": 5, **changes}
    refused = world.call("POST", "library", RILO_WE, body)
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, path)
    assert world.call("POST", "library", NCP, {**body, path: "x"}).status in (403, 422)


def test_what_is_said_of_a_document_changes_and_its_file_does_not(world: World) -> None:
    made = promise(world)
    world.upload(made["upload"], GOOD)
    path = f"library/{made['id']}"
    done = world.call("PATCH", path, RILO_WE, {"title": "Guide", "edition": None}, headers={"If-Match": "*"})
    assert (done.status, done.json["title"], "edition" in done.json) == (200, "Guide", False)
    fixed = world.call("PATCH", path, RILO_WE, {"size": 7}, headers={"If-Match": "*"})
    assert (fixed.status, fixed.json["errors"][0]["code"]) == (422, "fixed")


BAD = {
    "pdf_script": [
        papers.pdf(b"<< /OpenAction << /S /JavaScript /JS (x) >> >>"),
        papers.pdf(b"<< /S /J#61vaScript >>"),
        papers.pdf(b"<< /S /#4a#61#76#61#53#63#72#69#70#74 >>"),
        papers.pdf(papers.packed(b"7 0 << /S /JavaScript /JS (x) >>")),
        papers.pdf(papers.packed(b"7 0 << /S /JavaScript >>", b"")),
        papers.pdf(papers.packed(b"7 0 << /S /JavaScript >>", b"/Filter [/FlateDecode] ")),
        # A comment that seems to begin a stream hides nothing.
        papers.pdf(b"% stream\n<< /S /JavaScript >>", papers.stream(b"x")),
        papers.pdf(b"% stream\n", papers.packed(b"7 0 << /S /JavaScript >>")),
        # An object stream that does not say it is one.
        papers.pdf(papers.stream(zlib.compress(b"7 0 << /S /JavaScript >>"), b"/N 1 /First 4 /Filter /FlateDecode ")),
    ],
    "pdf_action": [papers.pdf(b"<< /S /Launch /F (cmd.exe) >>"), papers.pdf(b"<< /S /SubmitForm >>")],
    "pdf_embedded_file": [
        papers.pdf(b"<< /Names << /EmbeddedFiles 5 0 R >> >>"),
        papers.pdf(b"<< /Type /Filespec /EF << /F 7 0 R >> >>"),
        papers.pdf(papers.packed(b"7 0 << /EF 8 0 R >>")),
    ],
    "pdf_rich_media": [papers.pdf(b"<< /Subtype /RichMedia >>"), papers.pdf(b"<< /AcroForm << /XFA 6 0 R >> >>")],
    "pdf_encrypted": [papers.pdf(b"<< /Encrypt 9 0 R >>")],
    "pdf_unreadable": [
        papers.pdf(papers.packed(b"7 0 x", b"/Filter /LZWDecode ")),
        papers.pdf(papers.packed(b"7 0 x", b"/Filter 12 0 R ")),
        papers.pdf(papers.packed(b"7 0 x", b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >> ")),
        papers.pdf(papers.stream(b"not packed", b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode ")),
        papers.pdf(papers.stream(zlib.compress(b"7 0 x")[:-6], b"/Type /ObjStm /Filter /FlateDecode ")),
        papers.pdf(b"<< /Type /ObjStm (obj) >>\nstream\nx\nendstream"),
    ],
    "pdf_cut_off": [GOOD[:-10], GOOD + b"x" * 3000],
    "not_a_pdf": [b"", b"MZ" + GOOD, b"\n" + GOOD, b"%PDF-9.9 %%EOF", papers.picture()],
}


@pytest.mark.parametrize(("code", "content"), [(code, one) for code, many in BAD.items() for one in many])
def test_a_pdf_that_acts_or_hides_is_refused(code: str, content: bytes) -> None:
    with pytest.raises(Suspicious) as refused:
        pdf.check(content)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        papers.pdf(papers.packed(b"7 0 << /Type /Page >> 8 20 << /S /URI /URI (https://x.org) >>")),
        papers.pdf(b"<< /Title (How JavaScript and Launch are written) >>"),
        papers.pdf(b"<< /Font << /AAAAAA+Arial 3 0 R >> /EFX 1 >>"),
        papers.pdf(papers.stream(b"binary /EF /3D /XFA \x00\xff", b"/Subtype /Image ")),
    ],
)
def test_a_plain_pdf_passes(content: bytes) -> None:
    pdf.check(content)


def test_unpacking_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_MOST_UNPACKED", 1000)
    with pytest.raises(Suspicious, match="pdf_too_complex"):
        pdf.check(papers.pdf(papers.packed(b"7 0 " + b"x" * 2000)))
    with pytest.raises(Suspicious, match="pdf_too_complex"):
        pdf.check(papers.pdf(papers.packed(b"7 0 " + b"x" * 600), papers.packed(b"8 0 " + b"x" * 600)))
    with pytest.raises(Suspicious, match="pdf_too_complex"):
        pdf.check(papers.pdf(papers.packed(b"7 0 " + b"x" * 2000, b"")))
    monkeypatch.setattr(pdf, "_MOST_PACKED", 1000)
    many = [b"<< /Type /ObjStm >>\nstream\n" + b"x" * 20 for _ in range(30)]
    with pytest.raises(Suspicious, match="pdf_too_complex"):
        pdf.check(papers.pdf(*many))  # each seems to go on to the end
    monkeypatch.setattr(pdf, "_MOST_STREAMS", 2)
    with pytest.raises(Suspicious, match="pdf_too_complex"):
        pdf.check(papers.pdf(papers.stream(b"a"), papers.stream(b"b"), papers.stream(b"c")))


def code_of(check: Callable[..., Any], *given: Any) -> str | None:
    """Why it is refused, if it is."""
    try:
        check(*given)
    except Suspicious as refused:
        return refused.code
    return None


@given(st.binary(max_size=300))
def test_no_bytes_break_the_check(noise: bytes) -> None:
    """They are refused or pass; nothing else comes of them."""
    for content in (noise, papers.pdf(noise), papers.pdf(papers.packed(noise)), GOOD[:40] + noise + GOOD[40:]):
        assert code_of(pdf.check, content) in {None, *BAD}


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_written_anew_without_what_came_with_it(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET place"
    exif[0x0112] = 6  # lies on its side
    sent = papers.picture(kind, exif=exif, **({"comment": b"SECRET words"} if kind == "JPEG" else {})) + b"SECRET tail"
    kept = images.rewritten(sent, f"image/{kind.lower()}")
    assert b"SECRET" not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert (shown.format, shown.size) == (kind, (20, 40))
        assert not shown.getexif()
        assert shown.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    kept = images.rewritten(papers.picture("PNG", mode=mode), "image/png")
    with Image.open(io.BytesIO(kept)) as shown:
        assert shown.mode == {"RGBA": "RGBA", "LA": "RGBA", "1": "L", "L": "L"}.get(mode, "RGB")


def test_a_jpeg_of_printers_is_read() -> None:
    with Image.open(io.BytesIO(images.rewritten(papers.picture("JPEG", mode="CMYK"), "image/jpeg"))) as shown:
        assert shown.mode == "RGB"


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (papers.picture("JPEG"), "image/png", "not_an_image"),
        (papers.picture("GIF"), "image/png", "not_an_image"),
        (GOOD, "image/jpeg", "not_an_image"),
        (b"", "image/png", "not_an_image"),
        (papers.picture("PNG", (400, 400))[:-200], "image/png", "image_broken"),
        (papers.picture("PNG", (12_001, 1)), "image/png", "image_too_large"),
    ],
)
def test_what_is_no_picture_of_its_kind_is_refused(content: bytes, kind: str, code: str) -> None:
    with pytest.raises(Suspicious) as refused:
        images.rewritten(content, kind)
    assert refused.value.code == code


@pytest.mark.parametrize("size", [(8_000, 8_000), (30_000, 30_000)])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_read(size: tuple[int, int]) -> None:
    head = papers.picture("PNG", (1, 1))
    wide = head[:16] + size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big") + head[24:29]
    wide += zlib.crc32(wide[12:29]).to_bytes(4, "big") + head[33:]
    with pytest.raises(Suspicious, match="image_too_large"):
        images.rewritten(wide, "image/png")


@given(st.binary(max_size=200), st.sampled_from(["image/png", "image/jpeg"]))
def test_no_bytes_break_the_pictures(noise: bytes, kind: str) -> None:
    for content in (noise, papers.picture()[:40] + noise, papers.picture("JPEG")[:100] + noise):
        code = code_of(images.rewritten, content, kind)
        assert code in {None, "not_an_image", "image_broken", "image_too_large"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Guide to ivory", "guide-to-ivory.pdf"),
        ('a"; filename="b.exe', "a-filename-b-exe.pdf"),
        ("../../etc/passwd\r\nX: y", "etc-passwd-x-y.pdf"),
        ("象牙", "document.pdf"),
        ("x" * 120, "x" * 80 + ".pdf"),
    ],
)
def test_a_file_is_named_after_its_title_and_breaks_no_header(title: str, name: str) -> None:
    assert file_name(title, "application/pdf") == name
