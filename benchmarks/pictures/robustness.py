"""How far the hash of a picture moves when the picture is changed a little, and whether it is still found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PIL import Image, ImageEnhance

from benchmarks.pictures.samples import NAMES, real, written
from cpdb.alike.bands import REACH, distance
from cpdb.images.render import hashes


def _cut(left: float, top: float, right: float, bottom: float) -> Callable[[Image.Image], Image.Image]:
    def cut(picture: Image.Image) -> Image.Image:
        width, height = picture.size
        return picture.crop(
            (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
        )

    return cut


def _anew(picture: Image.Image, quality: int) -> Image.Image:
    from io import BytesIO

    return Image.open(BytesIO(written(picture, quality=quality))).convert("RGB")


CHANGES: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "rescale 50 %": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
    "JPEG 40": lambda picture: _anew(picture, 40),
    "brightness - 20 %": lambda picture: ImageEnhance.Brightness(picture).enhance(0.8),
    "brightness + 20 %": lambda picture: ImageEnhance.Brightness(picture).enhance(1.2),
    "crop 5 %, 2.5 a side": _cut(0.025, 0.025, 0.025, 0.025),
    "crop 5 % a side": _cut(0.05, 0.05, 0.05, 0.05),
    "crop 5 %, one side": _cut(0.05, 0, 0, 0),
    "crop 5 %, one corner": _cut(0, 0.05, 0.05, 0),
    "crop 3 % of one side, 1 % of another": _cut(0.03, 0.01, 0, 0),
    "all: 50 %, crop 5 %, JPEG 40, + 20 %": lambda picture: _anew(
        ImageEnhance.Brightness(
            _cut(0.025, 0.025, 0.025, 0.025)(picture.resize((picture.width // 2, picture.height // 2)))
        ).enhance(1.2),
        40,
    ),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """Bits, by picture: from the hash of the whole, and from the nearest of the windows."""

    change: str
    whole: Sequence[int]
    nearest: Sequence[int]

    @property
    def found(self) -> int:
        return sum(apart <= REACH for apart in self.nearest)


def moved(pictures: Sequence[Image.Image] | None = None) -> list[Moved]:
    known = [(picture, hashes(picture)) for picture in pictures or [real(name) for name in NAMES]]
    found = []
    for change, make in CHANGES.items():
        looked = [hashes(make(picture))[0] for picture, _ in known]
        whole = [distance(windows[0], one) for one, (_, windows) in zip(looked, known, strict=True)]
        nearest = [min(distance(two, one) for two in windows) for one, (_, windows) in zip(looked, known, strict=True)]
        found.append(Moved(change, whole, nearest))
    return found
