"""What is made of a picture: its hashes, and the renditions that readers get, with what is to be hidden burnt in."""

import hashlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from math import ceil, floor
from typing import NamedTuple

from PIL import Image

from cpdb.images.decode import Rejected
from cpdb.images.limits import FORMATS, SIZES
from cpdb.images.phash import SIDE, WINDOWS, hash_of
from cpdb.images.reasons import PictureReason

# Left, top, width, height as parts of the picture.
type Box = Sequence[float]

_GREY = 256  # pixels of the longer side from which windows are hashed
_LEAST_CONTRAST = 3  # of 255, in the picture of 32 × 32
_ENCODINGS = {"jpeg": {"quality": 85}, "webp": {"quality": 80, "method": 0}}


class Rendition(NamedTuple):
    name: str
    format: str
    width: int
    height: int
    content: bytes


def hashes(picture: Image.Image) -> list[int]:
    """Of the whole picture and of its windows, for which fewer pixels are enough. Raises `Rejected` if there is nothing
    to see."""
    grey = fitted(picture, SIZES["medium"]).convert("L")
    whole = _grey_values(grey, WINDOWS[0])
    if max(whole) - min(whole) < _LEAST_CONTRAST:
        raise Rejected(PictureReason.BLANK)
    small = fitted(grey, _GREY)
    return [hash_of(whole), *(hash_of(_grey_values(small, window)) for window in WINDOWS[1:])]


def _grey_values(grey: Image.Image, window: Sequence[float]) -> bytes:
    left, top, right, bottom = window
    box = (grey.width * left, grey.height * top, grey.width * (1 - right), grey.height * (1 - bottom))
    return grey.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=box).tobytes()


def fitted(picture: Image.Image, longest: int) -> Image.Image:
    """No larger than that; never enlarged."""
    share = longest / max(picture.size)
    if share >= 1:
        return picture
    size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    # The whole part of the factor by averages, the rest by the better filter: half the time, and the same to the eye.
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=1.1)


def digest(picture: Image.Image, medium: Image.Image) -> str:
    """Of a picture's size, and of its pixels as the medium rendition has them: the same for files that differ only in
    what they say about the picture."""
    found = hashlib.sha256(f"{picture.width}x{picture.height}:".encode())
    found.update(medium.tobytes())
    return found.hexdigest()


def redact(picture: Image.Image, boxes: Sequence[Box]) -> None:
    """Black over every pixel that a box touches."""
    for left, top, width, height in boxes:
        right, bottom = ceil((left + width) * picture.width), ceil((top + height) * picture.height)
        picture.paste((0, 0, 0), (floor(left * picture.width), floor(top * picture.height), right, bottom))


def renditions(picture: Image.Image, medium: Image.Image | None = None) -> Iterator[Rendition]:
    """The largest first, each drawn from the one before. `medium`: if it is drawn already."""
    for name, longest in SIZES.items():
        picture = medium if medium is not None and name == "medium" else fitted(picture, longest)
        for encoding in FORMATS[name]:
            yield Rendition(name, encoding, picture.width, picture.height, _encoded(picture, encoding))


def _encoded(picture: Image.Image, encoding: str) -> bytes:
    written = BytesIO()
    picture.save(written, encoding.upper(), **_ENCODINGS[encoding])
    return written.getvalue()


def warm() -> None:
    """Draws and writes something, so that all that Pillow loads when it first does is loaded."""
    for size in ((SIDE, SIDE), (2 * SIDE, SIDE)):
        picture = Image.linear_gradient("L").resize(size).convert("RGB")
        hashes(picture)
        redact(picture, [(0, 0, 0.5, 0.5)])
        list(renditions(picture))
