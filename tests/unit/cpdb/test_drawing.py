"""What is made of a picture: upright, in sRGB, without a word of what was said about it, with what is hidden hidden."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms

from cpdb.images.decode import Rejected, decoded
from cpdb.images.limits import FORMATS, SIZES
from cpdb.images.reasons import PictureReason
from cpdb.images.render import digest, fitted, redact, renditions
from tests.unit.cpdb.files import grey16, heic, opened, photo, png_of, real, with_gps, written

SECRETS = (b"Exif", b"Jean Dupont", b"Telephone", b"ICC_PROFILE", b"http://ns.adobe.com", b"xmpmeta", b"iCCP", b"XMP ")


def drawn(data: bytes, declared: str = "image/jpeg") -> Image.Image:
    return decoded(data, declared)


def apart(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of the pixels, of 255."""
    grey = ImageChops.difference(one, other).convert("L").resize((1, 1), Image.Resampling.BOX)
    value = grey.getpixel((0, 0))
    assert isinstance(value, int)
    return float(value)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation: int) -> None:
    upright = photo(96, 64)
    back = {
        1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4,
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = upright if back is None else upright.transpose(Image.Transpose(back))
    shown = drawn(written(stored, quality=95, exif=exif))
    assert shown.size == upright.size
    assert apart(shown, upright) < 4


def test_an_orientation_that_does_not_exist_turns_nothing() -> None:
    exif = Image.Exif()
    exif[0x0112] = 77
    assert drawn(written(photo(96, 64), exif=exif)).size == (96, 64)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_was_said_about_a_picture_is_in_its_renditions(kind: str) -> None:
    source = with_gps(photo(1200, 900))
    if kind != "JPEG":
        told = opened(source)
        exif, profile = told.getexif(), told.info["icc_profile"]
        source = written(told, kind, exif=exif, icc_profile=profile, xmp=b"Jean Dupont")
    assert any(secret in source for secret in SECRETS)
    picture = drawn(source, f"image/{kind.lower()}")
    made = list(renditions(picture))
    assert [(one.name, one.format) for one in made] == [(name, kind) for name in SIZES for kind in FORMATS[name]]
    for one in made:
        assert not [secret for secret in SECRETS if secret in one.content], one.name
        shown = opened(one.content)
        assert (dict(shown.getexif()), shown.getexif().get_ifd(0x8825)) == ({}, {})
        assert not {"icc_profile", "exif", "comment", "xmp"} & shown.info.keys()
        assert shown.size == (one.width, one.height)
        assert max(shown.size) <= SIZES[one.name]


def test_a_small_picture_is_not_enlarged() -> None:
    assert {(one.width, one.height) for one in renditions(photo(200, 100))} == {(200, 100)}


def test_the_renditions_show_the_same() -> None:
    picture = photo(1600, 1200)
    for one in renditions(picture):
        assert apart(opened(one.content).convert("RGB"), fitted(picture, max(one.width, one.height))) < 4


def test_a_large_jpeg_is_shrunk_as_it_is_decoded() -> None:
    shown = drawn(written(photo(4400, 3300), quality=80))
    assert shown.size == (2000, 1500)
    assert apart(shown, photo(2000, 1500)) < 4


def swapped() -> bytes:
    """A profile that means other colours: red and green are each other's."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    table = profile[128:]
    red, green = table.index(b"rXYZ"), table.index(b"gXYZ")
    table[red : red + 4], table[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile[:128] + table).replace(b"s\0R\0G\0B", b"o\0t\0h\0r").replace(b"sRGB", b"othr")


def test_colours_are_what_their_profile_means() -> None:
    red = Image.new("RGB", (64, 64), (250, 10, 10))
    shown = drawn(written(red, "PNG", icc_profile=swapped()), "image/png").getpixel((5, 5))
    assert isinstance(shown, tuple)
    assert shown[1] > 200 > 60 > shown[0]


@pytest.mark.parametrize("profile", [b"", b"no profile", b"\0" * 200, swapped()[:300]])
def test_a_profile_that_makes_no_sense_says_nothing(profile: bytes) -> None:
    shown = drawn(written(photo(64, 64), "PNG", icc_profile=profile), "image/png")
    assert apart(shown, photo(64, 64)) < 1


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        (grey16(), "image/png", Image.linear_gradient("L").resize((64, 64)).convert("RGB")),
        (
            written(photo(64, 64).convert("CMYK"), quality=95),
            "image/jpeg",
            photo(64, 64).convert("CMYK").convert("RGB"),
        ),
        (written(photo(64, 64).convert("L"), quality=95), "image/jpeg", photo(64, 64).convert("L").convert("RGB")),
        (written(photo(64, 64).quantize(64), "PNG"), "image/png", photo(64, 64).quantize(64).convert("RGB")),
        (written(photo(64, 64).convert("1"), "PNG"), "image/png", photo(64, 64).convert("1").convert("RGB")),
        (heic(photo(64, 64)), "image/heic", photo(64, 64)),
    ],
    ids=["16 bits", "CMYK", "grey", "palette", "one bit", "HEIC"],
)
def test_odd_colours_come_out_as_plain_ones(data: bytes, declared: str, expected: Image.Image) -> None:
    shown = drawn(data, declared)
    assert shown.mode == "RGB"
    assert apart(shown, expected) < 5


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "RGB"])
def test_what_is_transparent_lies_on_white(mode: str) -> None:
    glass = Image.new("RGBA", (64, 64), (200, 0, 0, 0))
    glass.paste((0, 0, 90, 255), (0, 0, 32, 64))
    how = {"transparency": (200, 0, 0)} if mode == "RGB" else {}
    plain = glass.convert("RGB") if mode == "RGB" else glass.convert(mode)
    shown = drawn(written(plain, "PNG", **how), "image/png")
    assert shown.getpixel((60, 5)) == (255, 255, 255)
    left = shown.getpixel((5, 5))
    assert isinstance(left, tuple)
    assert sum(left[:2]) < 120


def digest_of(picture: Image.Image) -> str:
    return digest(picture, fitted(picture, SIZES["medium"]))


def test_pixels_are_told_apart_by_what_they_show_alone() -> None:
    picture = photo(300, 200)
    plain, told = written(picture, quality=90), written(picture, quality=90, comment=b"another word")
    assert plain != told
    assert digest_of(drawn(plain)) == digest_of(drawn(told))
    assert digest_of(drawn(plain)) != digest_of(drawn(written(picture, quality=89)))
    assert digest_of(Image.new("RGB", (10, 20))) != digest_of(Image.new("RGB", (20, 10)))
    assert digest_of(Image.new("RGB", (2000, 1000))) != digest_of(Image.new("RGB", (1000, 500)))


PART = st.floats(0, 1).map(lambda value: round(value, 4))


@settings(max_examples=60)
@given(PART, PART, PART, PART, st.integers(32, 300), st.integers(32, 300))
def test_no_pixel_that_a_box_touches_stays(
    left: float, top: float, width: float, height: float, wide: int, high: int
) -> None:
    picture = Image.new("RGB", (wide, high), "white")
    box = (left, top, min(width, 1 - left), min(height, 1 - top))
    redact(picture, [box])
    black = picture.convert("L").point(lambda value: 255 - value).getbbox()
    if box[2] > 0 and box[3] > 0 and left < 1 and top < 1:
        assert black is not None
        assert black[0] <= box[0] * wide + 1e-9
        assert black[1] <= box[1] * high + 1e-9
        assert black[2] >= min(wide, (box[0] + box[2]) * wide) - 1e-9
        assert black[3] >= min(high, (box[1] + box[3]) * high) - 1e-9


def test_what_is_blackened_is_black_in_every_rendition() -> None:
    picture = photo(1000, 500, seed=3)
    redact(picture, [(0.5, 0.0, 0.25, 0.5)])
    for one in renditions(picture):
        shown = opened(one.content).convert("RGB")
        inside = shown.crop((round(shown.width * 0.52), 2, round(shown.width * 0.73), round(shown.height * 0.46)))
        assert max(high for _, high in inside.getextrema()) < 40  # type: ignore[misc]


@pytest.mark.parametrize("declared", ["image/png", "image/webp", "image/heic"])
def test_another_type_than_was_said_is_not_taken(declared: str) -> None:
    with pytest.raises(Rejected) as rejected:
        drawn(real("rocket.jpg"), declared)
    assert rejected.value.reason is PictureReason.NOT_THE_DECLARED_TYPE


def test_the_size_is_looked_at_before_anything_is_decoded() -> None:
    """Nothing follows the header: decoding would fail otherwise."""
    for size, reason in (
        ((6000, 5001), PictureReason.TOO_MANY_PIXELS),
        ((60_000, 1), PictureReason.TOO_NARROW),
        ((31, 40), PictureReason.TOO_SMALL),
        ((641, 32), PictureReason.TOO_NARROW),
        ((640, 32), PictureReason.DAMAGED),
    ):
        with pytest.raises(Rejected) as rejected:
            drawn(png_of(*size), "image/png")
        assert rejected.value.reason is reason, size


def test_a_photograph_of_several_pictures_is_the_first_of_them() -> None:
    """What phones put behind it is neither read nor kept."""
    out = io.BytesIO()
    photo(120, 80).save(out, "MPO", save_all=True, append_images=[photo(120, 80, 2)])
    assert apart(drawn(out.getvalue()), photo(120, 80)) < 5
