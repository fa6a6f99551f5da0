"""Pictures and what pretends to be one, made by code."""

import io
import struct
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

REAL = Path(__file__).parents[2] / "data" / "pictures"


def photo(width: int = 160, height: int = 120, seed: int = 1) -> Image.Image:
    """Smooth shapes that differ by seed, as alike or unlike as photographs are."""
    grain = Image.new("L", (8, 6))
    grain.putdata([(seed * 7919 + place * place * 31 + place * seed * 17) % 256 for place in range(48)])  # type: ignore[no-untyped-call, unused-ignore]
    smooth = grain.resize((width, height), Image.Resampling.BICUBIC)
    slope = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (smooth, Image.blend(smooth, slope, 0.4), Image.blend(slope, smooth, 0.3)))


def written(picture: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def heic(picture: Image.Image) -> bytes:
    from pillow_heif import from_pillow

    out = io.BytesIO()
    from_pillow(picture).save(out, quality=60)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@cache
def real(name: str) -> bytes:
    return (REAL / name).read_bytes()


def with_gps(picture: Image.Image) -> bytes:
    """As a phone writes it: where, when and with what."""
    exif = Image.Exif()
    exif[0x010F] = "Telephone Maker"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    comment = b"taken by Jean Dupont"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return written(picture, exif=exif, comment=comment, icc_profile=profile, xmp=b"<x:xmpmeta>Jean Dupont</x:xmpmeta>")


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int, *, depth: int = 8, colour: int = 2, data: bytes = b"", more: bytes = b"") -> bytes:
    """A PNG that says this size, whatever it holds."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", header), more, chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def bomb(width: int, height: int) -> bytes:
    """Black pixels, one bit each, a thousandth of their size when packed."""
    row = b"\0" + b"\0" * ((width + 7) // 8)
    return png_of(width, height, depth=1, colour=0, data=zlib.compress(row * height, 9))


def text_bomb() -> bytes:
    """A comment that unpacks to 30 MB."""
    packed = zlib.compress(bytes(30_000_000), 1)
    return png_of(64, 64, data=zlib.compress(b"\0" * (64 * 3 + 1) * 64), more=chunk(b"zTXt", b"comment\0\0" + packed))


def exif_bomb(picture: Image.Image) -> bytes:
    """EXIF in which every entry points at another directory, itself, or nowhere."""
    entries = b"".join(struct.pack(">HHII", tag, 13, 0xFFFFFFFF, 8) for tag in range(0x8700, 0x8700 + 5000))
    directory = struct.pack(">H", 5000) + entries + struct.pack(">I", 8)
    return written(picture, exif=b"Exif\0\0MM\0*\0\0\0\x08" + directory)


def grey16() -> bytes:
    """A PNG of 65,536 greys."""
    values = Image.linear_gradient("L").resize((64, 64))
    return written(values.convert("I").point(lambda value: value * 257).convert("I;16"), "PNG")


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    return out.getvalue()


def animated(kind: str) -> bytes:
    frames = [photo(64, 64, seed) for seed in (1, 2, 3)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def annotated_png(text: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return written(photo(), "PNG", pnginfo=info)


def commented(comment: bytes) -> bytes:
    return written(photo(), comment=comment)


def segment(marker: bytes, content: bytes) -> bytes:
    """Of a JPEG."""
    return marker + (len(content) + 2).to_bytes(2) + content


def opening(marker: bytes, length: bytes) -> bytes:
    """A JPEG, the first segment of which has a length that begins a comment of JavaScript."""
    said = b"*/=1;alert(1)/*" if length == b"/*" else b"\n=1;alert(1)//"
    return b"\xff\xd8" + segment(marker, said.ljust(int.from_bytes(length) - 2)) + written(photo())[2:] + b"*/"


def with_pixels(coded: bytes) -> bytes:
    """A JPEG that has this among its coded pixels."""
    return written(photo())[:-2] + coded + b"\xff\xd9"


def noisy(seed: int, size: int = 5_000_000) -> bytes:
    """As large as a telephone's, with what a telephone says of it."""
    import random

    data = with_gps(photo())
    coded = random.Random(seed).randbytes(size).replace(b"\xff", b"\xff\0")  # noqa: S311
    maker = segment(b"\xff\xec", random.Random(-seed).randbytes(60_000))  # noqa: S311
    return data[:2] + maker + data[2:-2] + coded + b"\xff\xd9"


def box(name: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4) + name + content


def film(*boxes: bytes) -> bytes:
    """As phones write it behind a picture."""
    return box(b"ftyp", b"mp42" + bytes(4)) + b"".join(
        boxes or (box(b"mdat", b"PK\x03\x04 whatever"), box(b"moov", b""))
    )


def samsungs(*contents: bytes) -> bytes:
    """Parts, and the directory of them that ends the file."""
    blocks = [b"\0\0\x30\x0a\x04\0\0\0Part" + content for content in contents]
    entries, back = b"", sum(map(len, blocks))
    for block in blocks:
        entries += struct.pack("<HHII", 0, 0x0A30, back, len(block))
        back -= len(block)
    directory = b"SEFH" + struct.pack("<II", 106, len(blocks)) + entries
    return b"".join(blocks) + directory + struct.pack("<I", len(directory)) + b"SEFT"
