"""Photographs to measure with: real ones, and large ones made of them."""

from io import BytesIO
from pathlib import Path

from PIL import Image

REAL = Path(__file__).parents[2] / "tests" / "data" / "pictures"
NAMES = ("rocket.jpg", "coins.png", "brick.png")
TWELVE, THIRTY = (4000, 3000), (6320, 4740)


def real(name: str) -> Image.Image:
    picture = Image.open(REAL / name)
    picture.load()
    return picture.convert("RGB")


def large(size: tuple[int, int] = TWELVE, grain: float = 0.1) -> Image.Image:
    """A real one, enlarged, with the grain that a sensor adds."""
    picture = real("rocket.jpg").resize(size, Image.Resampling.BICUBIC)
    noise = Image.merge("RGB", [Image.effect_noise(size, 60) for _ in range(3)])
    return Image.blend(picture, noise, grain)


def written(picture: Image.Image, kind: str = "JPEG", quality: int = 90) -> bytes:
    out = BytesIO()
    picture.save(out, kind, quality=quality)
    return out.getvalue()
