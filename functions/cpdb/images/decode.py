"""From the bytes of an upload to the picture they show: upright, in sRGB, without anything that was said about it.

Only the four decoders that are taken are ever loaded, each by the sign of its format: none is tried on a guess.
"""

import struct
import zlib
from io import BytesIO
from math import ceil

from PIL import Image, ImageCms, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
from PIL import TiffImagePlugin as _Exif  # noqa: F401 - what reads EXIF, loaded here as nothing can be loaded later

from cpdb.images import signs
from cpdb.images.limits import MOST_PIXELS, MOST_SIDES, SHORTEST_SIDE, SIZES
from cpdb.images.reasons import PictureReason

LARGEST = SIZES["large"]

# Pillow raises beyond twice this; what only warns it does not look for in every format.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2
ImageFile.LOAD_TRUNCATED_IMAGES = False

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What decoders raise over bytes that are no picture. Nothing else is read here.
_BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError, RuntimeError,
    AttributeError, struct.error, zlib.error,
)  # fmt: skip


class Rejected(Exception):
    def __init__(self, reason: PictureReason) -> None:
        super().__init__(reason)
        self.reason = reason


def decoded(data: bytes, declared: str) -> Image.Image:
    """RGB, upright, its longer side at most 2,000 pixels. Raises `Rejected`."""
    kind = signs.kind_of(data)
    if kind is None:
        raise Rejected(PictureReason.ANIMATED if signs.is_moving(data) else PictureReason.NOT_A_PICTURE)
    if kind != declared:
        raise Rejected(PictureReason.NOT_THE_DECLARED_TYPE)
    if signs.hides(data, kind):
        raise Rejected(PictureReason.HIDDEN_CONTENT)
    try:
        found = _opened(data, kind)
        _check(found)
        picture = _shrunk(found)
        # Only now: to look for EXIF in a PNG is to decode it.
        turn, profile = _turn(found), found.info.get("icc_profile")
    except Image.DecompressionBombError:
        raise Rejected(PictureReason.TOO_MANY_PIXELS) from None
    except _BROKEN:
        raise Rejected(PictureReason.DAMAGED) from None
    picture = _srgb(picture, profile)
    return picture.transpose(turn) if turn is not None else picture


def load_heif() -> None:
    """The decoder of HEIC, which only such files need."""
    import pillow_heif

    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.options.THUMBNAILS = False
    pillow_heif.options.DEPTH_IMAGES = False
    pillow_heif.options.AUX_IMAGES = False


def _opened(data: bytes, kind: str) -> ImageFile.ImageFile:
    """Its header is read, not its pixels."""
    file = BytesIO(data)
    match kind:
        case signs.JPEG:
            # The plain class: of what cameras put behind the first picture (others, sizes, films) nothing is looked at.
            return JpegImagePlugin.JpegImageFile(file)
        case signs.PNG:
            return PngImagePlugin.PngImageFile(file)
        case signs.WEBP:
            return WebPImagePlugin.WebPImageFile(file)
    from pillow_heif.as_plugin import HeifImageFile

    opened: ImageFile.ImageFile = HeifImageFile(file)  # type: ignore[no-untyped-call]
    return opened


def _check(found: ImageFile.ImageFile) -> None:
    """Before anything is decoded. Raises `Rejected`."""
    width, height = found.size
    if getattr(found, "n_frames", 1) > 1 or getattr(found, "is_animated", False):
        raise Rejected(PictureReason.ANIMATED)
    if width * height > MOST_PIXELS:
        raise Rejected(PictureReason.TOO_MANY_PIXELS)
    if max(width, height) > MOST_SIDES * min(width, height):
        raise Rejected(PictureReason.TOO_NARROW)
    if min(width, height) < SHORTEST_SIDE:
        raise Rejected(PictureReason.TOO_SMALL)


def _turn(found: ImageFile.ImageFile) -> Image.Transpose | None:
    """What EXIF says of the way up. What cannot be read says nothing."""
    try:
        return _TURNS.get(found.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return None


def _shrunk(found: ImageFile.ImageFile) -> Image.Image:
    """Decoded and no larger than the largest rendition; a JPEG is not even decoded at its full size."""
    share = LARGEST / max(found.size)
    if share < 1:
        found.draft(None, (ceil(found.width * share), ceil(found.height * share)))
    found.load()
    picture = _channels(found)
    share = LARGEST / max(picture.size)
    if share < 1:
        size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture


def _channels(found: Image.Image) -> Image.Image:
    """Eight bits a channel: grey, RGB, CMYK, or RGB that lies on white where it was transparent."""
    if found.mode.startswith("I;16"):
        return found.point(lambda value: value / 256).convert("L")
    if found.has_transparency_data:
        picture = found.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    return found if found.mode in ("L", "RGB", "CMYK") else found.convert("RGB")


def _srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours that its profile means; a profile that cannot be used says nothing."""
    picture.info.clear()
    if profile and b"sRGB" not in profile:
        try:
            source = ImageCms.getOpenProfile(BytesIO(profile))
            turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if turned is not None:
                picture = turned
        except (ImageCms.PyCMSError, *_BROKEN):
            pass
    picture = picture if picture.mode == "RGB" else picture.convert("RGB")
    picture.info.clear()
    return picture
