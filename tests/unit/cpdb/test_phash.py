"""The hash is that of the library which defines it, and keeps what is promised when a picture is changed a little."""

import imagehash
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from cpdb.alike.bands import distance
from cpdb.images.phash import SIDE, WINDOWS, hash_of
from cpdb.images.render import hashes
from tests.unit.cpdb.files import opened, photo, real, written

REAL = ("rocket.jpg", "coins.png", "brick.png")


def picture_of(name: str) -> Image.Image:
    return opened(real(name)).convert("RGB")


def theirs(picture: Image.Image) -> int:
    return int(str(imagehash.phash(picture)), 16)


@settings(max_examples=40)
@given(st.binary(min_size=SIDE * SIDE, max_size=SIDE * SIDE))
def test_any_grey_picture_hashes_as_the_library_says(grey: bytes) -> None:
    """But for values that equal the median to the last bit, where it is a matter of rounding."""
    picture = Image.frombytes("L", (SIDE, SIDE), grey)
    assert distance(hash_of(grey), theirs(picture)) <= 2


@pytest.mark.parametrize("seed", range(6))
def test_smooth_pictures_hash_exactly_as_the_library_says(seed: int) -> None:
    grey = photo(SIDE, SIDE, seed).convert("L")
    assert hash_of(grey.tobytes()) == theirs(grey)


@pytest.mark.parametrize("name", REAL)
def test_real_pictures_hash_as_the_library_says(name: str) -> None:
    picture = picture_of(name)
    assert hashes(picture)[0] == theirs(picture)


def cut(picture: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    width, height = picture.size
    box = (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
    return picture.crop(box)


CHANGES = {
    "rescale 50 %": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
    "JPEG 40": lambda picture: opened(written(picture, quality=40)),
    "brightness - 20 %": lambda picture: ImageEnhance.Brightness(picture).enhance(0.8),
    "brightness + 20 %": lambda picture: ImageEnhance.Brightness(picture).enhance(1.2),
}
CROPS = {
    "crop 5 %, 2.5 a side": (0.025, 0.025, 0.025, 0.025),
    "crop 5 a side": (0.05, 0.05, 0.05, 0.05),
    "crop 5 %, one side": (0.05, 0, 0, 0),
    "crop 5 %, one corner": (0, 0.05, 0.05, 0),
}


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("change", CHANGES)
def test_what_keeps_the_frame_keeps_the_hash(name: str, change: str) -> None:
    picture = picture_of(name)
    changed = CHANGES[change](picture)
    assert distance(hashes(picture)[0], hashes(changed)[0]) <= 6


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("crop", CROPS)
def test_a_small_crop_is_like_one_of_the_windows(name: str, crop: str) -> None:
    """Also if it is saved anew after."""
    picture = picture_of(name)
    cropped = opened(written(cut(picture, *CROPS[crop]), quality=80))
    windows = hashes(picture)
    assert min(distance(found, hashes(cropped)[0]) for found in windows) <= 6


def test_a_crop_is_no_longer_like_the_whole() -> None:
    """Without windows it would not be found; that they are needed is measured, not believed."""
    picture = picture_of("brick.png")
    assert distance(hashes(picture)[0], hashes(cut(picture, *CROPS["crop 5 a side"]))[0]) > 6


def test_pictures_of_different_things_are_far_apart() -> None:
    found = [hashes(picture_of(name))[0] for name in REAL]
    assert min(distance(one, other) for one in found for other in found if one != other) > 12


def test_the_first_window_is_the_whole() -> None:
    assert WINDOWS[0] == (0, 0, 0, 0)
    assert len(set(WINDOWS)) == len(WINDOWS) == 11
