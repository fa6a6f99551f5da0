"""Files that are up to something, or broken, by what they are called in docs/pictures.md: the file, and the type that
was said of it."""

import struct
import zlib
from collections.abc import Callable

from PIL import Image

from tests.unit.cpdb.files import (
    animated,
    bomb,
    chunk,
    commented,
    exif_bomb,
    film,
    grey16,
    heic,
    opening,
    photo,
    png_of,
    real,
    samsungs,
    text_bomb,
    with_gps,
    written,
    zipped,
)

JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"


def _flipped(data: bytes) -> bytes:
    """One byte in the middle is another."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


def _webp_of(width: int, height: int) -> bytes:
    """An extended header that says this size."""
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _progressive_bomb() -> bytes:
    """60,000 × 60,000 pixels, in the header of a small JPEG."""
    data = bytearray(written(photo(64, 64), progressive=True))
    frame = data.index(b"\xff\xc2")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 60_000, 60_000)
    return bytes(data)


def _lying_heic() -> bytes:
    """The header says 30,000 × 30,000."""
    data = heic(photo(64, 64))
    return data.replace(
        b"ispe\0\0\0\0" + struct.pack(">II", 64, 64), b"ispe\0\0\0\0" + struct.pack(">II", 30000, 30000)
    )


def _interlaced() -> bytes:
    row = zlib.compress(bytes(10))
    return png_of(5000, 5000, data=row, more=chunk(b"gAMA", b"\0\0\0\0"))


def _behind(*more: bytes) -> bytes:
    return b"".join((written(photo()), *more))


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "truncated JPEG": (lambda: real("rocket.jpg")[:50_000], JPEG),
    "JPEG without its last bytes": (lambda: real("rocket.jpg")[:-2], JPEG),
    "truncated PNG": (lambda: real("coins.png")[:40_000], PNG),
    "truncated WebP": (lambda: written(photo(), "WEBP")[:-300], WEBP),
    "truncated HEIC": (lambda: heic(photo(64, 64))[:-50], HEIC),
    "PNG with a broken stream": (lambda: _flipped(real("coins.png")), PNG),
    "header and nothing else": (lambda: png_of(640, 480), PNG),
    "only the first bytes of a JPEG": (lambda: b"\xff\xd8\xff\xe0", JPEG),
    "page in a comment of a JPEG": (lambda: commented(b"<script>alert(1)</script>"), JPEG),
    "page of two bytes a character in a comment": (lambda: commented("<script>".encode("utf-16-le")), JPEG),
    "element with a handler in a comment": (lambda: commented(b"<img src=x onerror=alert(1)>"), JPEG),
    "page behind a PNG": (lambda: written(photo(), "PNG") + b"<html><body onload=alert(1)>", PNG),
    "JPEG that is JavaScript by its first segment": (lambda: opening(b"\xff\xe0", b"/*"), JPEG),
    "JPEG that is JavaScript by its EXIF": (lambda: opening(b"\xff\xe1", b"/*"), JPEG),
    "JPEG that is JavaScript by its comment": (lambda: opening(b"\xff\xfe", b"/*"), JPEG),
    "program of Windows behind a JPEG": (lambda: written(photo()) + b"MZ" + bytes(200), JPEG),
    "program of Linux behind a JPEG": (lambda: written(photo()) + b"\x7fELF\x02\x01\x01" + bytes(99), JPEG),
    "packed file behind a JPEG": (lambda: written(photo()) + b"\x1f\x8b\x08" + bytes(20), JPEG),
    "PDF behind a JPEG": (lambda: written(photo()) + b"%PDF-1.7 1 0 obj", JPEG),
    "any text behind a JPEG": (lambda: written(photo()) + b"a line of text", JPEG),
    "archive with bytes before its end": (lambda: commented(zipped()[:-22] + b"bytes" + zipped()[-22:]), JPEG),
    "page in a film behind a JPEG": (lambda: written(photo()) + film(b"\0\0\0\x10free<script>"), JPEG),
    "archive behind a JPEG": (lambda: written(photo()) + zipped(), JPEG),
    "archive behind a PNG": (lambda: written(photo(), "PNG") + zipped(), PNG),
    "PDF in a comment of a JPEG": (lambda: written(photo(), comment=b"%PDF-1.7 1 0 obj"), JPEG),
    "program of PHP behind a WebP": (lambda: written(photo(), "WEBP") + b"<?php system('id');", WEBP),
    "SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", PNG),
    "PDF": (lambda: b"%PDF-1.7\n1 0 obj<<>>endobj", JPEG),
    "GIF": (lambda: written(photo(), "GIF"), PNG),
    "TIFF": (lambda: written(photo(), "TIFF"), JPEG),
    "BMP": (lambda: written(photo(), "BMP"), PNG),
    "AVIF": (lambda: written(photo(), "AVIF"), HEIC),
    "HTML": (lambda: b"<!doctype html><title>x</title>", JPEG),
    "program": (lambda: b"MZ" + bytes(200), JPEG),
    "archive": (zipped, PNG),
    "animated PNG": (lambda: animated("PNG"), PNG),
    "animated WebP": (lambda: animated("WEBP"), WEBP),
    "sequence of the HEIC family": (lambda: b"\0\0\0\x18ftyphevc\0\0\0\0mif1hevc" + bytes(100), HEIC),
    "PNG of 1 × 60,000": (lambda: bomb(1, 60_000), PNG),
    "JPEG of 60,000 × 1": (lambda: written(Image.new("RGB", (60_000, 1))), JPEG),
    "JPEG of 20 × 20": (lambda: written(photo(20, 20)), JPEG),
    "PNG of 20,000 × 20,000 in 50 KB": (lambda: bomb(20_000, 20_000), PNG),
    "PNG of 6,000 × 5,001": (lambda: bomb(6_000, 5_001), PNG),
    "JPEG that says 60,000 × 60,000": (_progressive_bomb, JPEG),
    "WebP that says 16,000 × 16,000": (lambda: _webp_of(16_000, 16_000), WEBP),
    "HEIC that says 30,000 × 30,000": (_lying_heic, HEIC),
    "PNG with a comment of 30 MB": (text_bomb, PNG),
    "EXIF that points at itself": (lambda: exif_bomb(photo()), JPEG),
    "EXIF that is cut off": (lambda: written(photo(), exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x05"), JPEG),
    "EXIF with where and who": (lambda: with_gps(photo()), JPEG),
    "padding, a picture and a film behind a JPEG": (
        lambda: written(photo()) + bytes(9) + with_gps(photo()) + film(),
        JPEG,
    ),
    "Samsung's parts behind a JPEG": (lambda: written(photo()) + samsungs(b"1679923476000", film()), JPEG),
    "CMYK": (lambda: written(photo().convert("CMYK")), JPEG),
    "16 bits a channel": (grey16, PNG),
    "palette with a transparent colour": (lambda: written(photo().quantize(8), "PNG", transparency=0), PNG),
    "PNG said to be a JPEG": (lambda: written(photo(), "PNG"), JPEG),
    "JPEG said to be HEIC": (lambda: written(photo()), HEIC),
    "one colour": (lambda: written(Image.new("RGB", (640, 480), "white")), JPEG),
    "PNG whose parts do not fit": (_interlaced, PNG),
}
