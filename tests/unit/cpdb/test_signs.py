"""What the bytes say: the kind of picture, and whether they are something else as well."""

import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdb.images import signs
from cpdb.images.signs import HEIC, JPEG, PNG, WEBP, is_moving, kind_of
from tests.unit.cpdb.files import (
    annotated_png,
    box,
    commented,
    film,
    heic,
    noisy,
    opening,
    photo,
    real,
    samsungs,
    segment,
    with_gps,
    with_pixels,
    written,
    zipped,
)

PICTURE = written(photo())


def hides(data: bytes) -> bool:
    kind = kind_of(data)
    assert kind is not None
    return signs.hides(data, kind)


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
        commented(b"<script>alert(1)</script>"),
        commented(b"<body onload=alert(1)>"),
        commented(b"<img src=x onerror=alert(1)>"),
        commented(b"<x/onclick=alert(1)>"),
        commented("<script>alert(1)</script>".encode("utf-16-le")),
        commented("<ScRiPt>alert(1)</script>".encode("utf-16-be")),
        commented(b"<?=`$_GET[0]`; system($_GET[1]); ?>"),
        commented(b"%PDF-1.7"),
        commented(b"MZ" + bytes(60)),
        commented(b"\x7fELF\x02\x01\x01"),
        commented(zipped()),
        PICTURE + b"<!DOCTYPE html><p>",
        PICTURE + b"<HTML onload=x>",
        PICTURE + b"a line of text",
        PICTURE + bytes(16) + b"MZ" + bytes(60),
        PICTURE + b"\x7fELF\x02\x01\x01",
        PICTURE + b"\x1f\x8b\x08" + bytes(20),
        PICTURE + b"%PDF-1.7",
        PICTURE + zipped(),
        PICTURE + zipped()[:-22] + b"junk" + zipped()[-22:],
        PICTURE + b"Rar!\x1a\x07\x00",
        PICTURE + b"7z\xbc\xaf\x27\x1c",
        PICTURE + commented(b"<script>alert(1)</script>"),
        PICTURE + film(box(b"free", b"<script>alert(1)</script>")),
        PICTURE + film(box(b"free", b"\x7fELF\x02\x01\x01")),
        PICTURE + film() + b"MZ" + bytes(60),
        PICTURE + samsungs(b"<script>alert(1)</script>"),
        PICTURE + samsungs(b"MZ" + bytes(60)),
        PICTURE + b"<?php system('id');" + samsungs(b"text"),
        PICTURE[:20] + b"*/alert(1)/*" + PICTURE[20:],
        opening(b"\xff\xe0", b"/*"),
        opening(b"\xff\xe1", b"/*"),
        opening(b"\xff\xfe", b"/*"),
        opening(b"\xff\xe1", b"//"),
        opening(b"\xff\xff\xe1", b"/*"),
        written(photo(), "PNG") + b"<svg onload='x'>",
        written(photo(), "PNG") + b"<?php system($_GET['c']);",
        written(photo(), "PNG") + zipped() + b"trailing bytes that readers of archives pass over",
        annotated_png("<iframe src='//elsewhere'>"),
        written(photo(), "WEBP") + b"<?php system('id');",
        written(photo(), "WEBP", xmp=b"<script>alert(1)</script>"),
        b"RIFF/*  " + written(photo(), "WEBP")[8:],
        heic(photo(64, 64)) + b"MZ" + bytes(60),
        heic(photo(64, 64)) + box(b"free", b"<script>alert(1)</script>"),
        heic(photo(64, 64)) + box(b"mpvd", film(box(b"free", b"<script>alert(1)</script>"))),
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
        written(photo(), "WEBP", xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'></x:xmpmeta>"),
        written(photo(), progressive=True),
        heic(photo(64, 64)),
        # As Photoshop writes it.
        commented(b'<?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN">'),
        commented(b'<?xpacket begin=""?><x:xmpmeta><rdf:Description rdf:about="" xmlns:exif="http://"/></x:xmpmeta>'),
        # Padding, other pictures (MPF, Ultra HDR), films (motion photos), Samsung's list of parts.
        PICTURE + bytes(4096),
        PICTURE + b"\xff" * 64,
        PICTURE + bytes(100) + with_gps(photo()) + b"\xff\0" + PICTURE,
        PICTURE + film(),
        PICTURE + PICTURE + bytes(10) + film(box(b"free", bytes(8)), box(b"abcd", b"made by a telephone")),
        PICTURE + samsungs(b"1679923476000", film(), PICTURE),
        heic(photo(64, 64)) + box(b"mpvd", film()) + box(b"sefd", b"MotionPhoto_Data"),
        written(photo(), "PNG") + bytes(3),
        # In coded pixels anything may turn up.
        with_pixels(b"<script>alert(1)</script><svg/onload=x> javascript: MZ %PDF-"),
        with_pixels(b"PK\x05\x06" + bytes(range(18))),
        PICTURE + film(box(b"mdat", b"<script>alert(1)</script>")),
    ],
)
def test_pictures_of_cameras_and_phones_pass(data: bytes) -> None:
    assert not hides(data)


def test_the_coded_pixels_of_large_photographs_hide_nothing() -> None:
    assert not [seed for seed in range(20) if hides(noisy(seed))]


@given(st.integers(0, 2**32))
def test_noise_among_what_is_said_hides_nothing(seed: int) -> None:
    assert not hides(PICTURE[:2] + segment(b"\xff\xe1", random.Random(seed).randbytes(60_000)) + PICTURE[2:])  # noqa: S311


@given(st.binary(max_size=600), st.sampled_from([JPEG, PNG, WEBP, HEIC]))
def test_nothing_makes_it_stumble(data: bytes, kind: str) -> None:
    kind_of(data)
    kind_of(data[:4] + b"ftyp" + data)
    signs.hides(data, kind)
    signs.hides(PICTURE + samsungs(data)[: len(data)] + b"SEFT", kind)
    signs.hides(PICTURE + data + b"SEFH" + data + len(data).to_bytes(4, "little") + b"SEFT", kind)
