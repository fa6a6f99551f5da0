"""What the bytes say: the kind of picture, and whether they are something else as well."""

import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdb.images.signs import HEIC, JPEG, PNG, WEBP, hides, is_moving, kind_of
from tests.unit.cpdb.files import annotated_png, heic, photo, real, with_gps, written, zipped


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (written(photo()), JPEG),
        (written(photo(), "PNG"), PNG),
        (written(photo(), "WEBP"), WEBP),
        (heic(photo(64, 64)), HEIC),
        (written(photo(), "GIF"), None),
        (written(photo(), "BMP"), None),
        (written(photo(), "TIFF"), None),
        (written(photo(), "AVIF"), None),
        (b"", None),
        (b"\xff\xd8", None),
        (b"%PDF-1.7", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
    ],
)
def test_the_kind_is_told_by_the_first_bytes(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind


def test_a_sequence_of_the_heic_family_moves() -> None:
    sequence = b"\0\0\0\x18ftyphevc\0\0\0\0mif1hevc"
    assert is_moving(sequence)
    assert kind_of(sequence) is None
    assert not is_moving(heic(photo(64, 64)))
    assert not is_moving(b"anything else")


@pytest.mark.parametrize(
    "data",
    [
        written(photo(), comment=b"<script>alert(1)</script>"),
        written(photo()) + b"<!DOCTYPE html><p>",
        written(photo()) + b"<HTML onload=x>",
        written(photo(), "PNG") + b"<svg onload='x'>",
        annotated_png("<iframe src='//elsewhere'>"),
        written(photo(), "PNG") + b"<?php system($_GET['c']);",
        b"\xff\xd8\xff\xe0/*" + written(photo())[6:],
        written(photo()) + zipped(),
        written(photo(), "PNG") + zipped() + b"trailing bytes that readers of archives pass over",
        written(photo()) + b"Rar!\x1a\x07\x00",
        written(photo()) + b"7z\xbc\xaf\x27\x1c",
        written(photo(), comment=b"%PDF-1.7"),
    ],
)
def test_a_picture_that_is_something_else_too_is_seen_through(data: bytes) -> None:
    assert hides(data)


def test_an_archive_of_many_files_and_a_long_comment_is_found() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3000):
            archive.writestr(f"{number}.txt", "x")
        archive.comment = b"c" * 60_000
    assert hides(written(photo()) + out.getvalue())


def test_an_archive_with_a_directory_of_64_bits_is_found() -> None:
    assert hides(written(photo()) + b"PK\x06\x07" + bytes(16) + b"PK\x05\x06" + b"\xff" * 16 + bytes(2))


@pytest.mark.parametrize(
    "data",
    [
        with_gps(photo()),
        real("rocket.jpg"),
        real("coins.png"),
        real("brick.png"),
        written(photo(), "WEBP"),
        heic(photo(64, 64)),
        # As Photoshop writes it.
        written(photo(), comment=b'<?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN">'),
        # As phones write films behind pictures.
        written(photo()) + b"\0\0\0\x18ftypmp42" + bytes(64),
        # The mark of an archive by chance, with no directory where it says.
        written(photo()) + b"PK\x05\x06" + bytes(range(18)),
        b"PK\x05\x06",
    ],
)
def test_pictures_of_cameras_and_phones_pass(data: bytes) -> None:
    assert not hides(data)


@given(st.integers(0, 2**32))
def test_noise_hides_nothing(seed: int) -> None:
    assert not hides(b"\xff\xd8\xff" + random.Random(seed).randbytes(20_000))  # noqa: S311


@given(st.binary(max_size=600))
def test_nothing_makes_it_stumble(data: bytes) -> None:
    kind_of(data)
    hides(data)
    kind_of(data[:4] + b"ftyp" + data)
