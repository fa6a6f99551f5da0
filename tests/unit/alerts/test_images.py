"""Pictures are written anew, or refused with a reason."""

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from alerts.library import images
from cen.pdf import Suspicious
from tests import papers
from tests.papers import GOOD, code_of


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
