"""Pictures, made anew from their pixels: nothing that was hidden in the file comes along, nor where it was taken.

Only the worker imports this: Pillow comes in a layer of its own.
"""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from comm.files.model import MOST_KEPT, Reason, Rejected

MOST_PIXELS = 30_000_000
KEPT_TYPE = "image/jpeg"
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}
_TRIES = ((88, 1.0), (78, 1.0), (75, 0.7), (70, 0.5), (60, 0.35))


def remade(content: bytes, content_type: str) -> bytes:
    """A JPEG of at most `MOST_KEPT` bytes. Raises `Rejected`."""
    picture = _opened(content, content_type)
    for quality, scale in _TRIES:
        size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        made = BytesIO()
        (picture if scale == 1.0 else picture.resize(size)).save(made, "JPEG", quality=quality, optimize=True)
        if made.tell() <= MOST_KEPT:
            return made.getvalue()
    raise Rejected(Reason.TOO_LARGE)


def _opened(content: bytes, content_type: str) -> Image.Image:
    """The upright picture, in RGB and without anything beside its pixels."""
    wanted = _FORMATS[content_type]
    if wanted == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
    try:
        with warnings.catch_warnings():
            # Pillow warns of what would take very much memory, and of what is broken.
            warnings.simplefilter("error")
            picture = Image.open(BytesIO(content), formats=[wanted])
            _check(picture)
            picture.load()
            return _plain(ImageOps.exif_transpose(picture))
    except UnidentifiedImageError as error:
        raise Rejected(Reason.WRONG_TYPE) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Rejected(Reason.TOO_LARGE) from error
    except (OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, EOFError, Warning) as error:
        raise Rejected(Reason.UNREADABLE) from error


def _check(picture: Image.Image) -> None:
    """Before any pixel is decoded."""
    if picture.width * picture.height > MOST_PIXELS:
        raise Rejected(Reason.TOO_LARGE)
    if getattr(picture, "n_frames", 1) != 1:
        raise Rejected(Reason.SEVERAL_PICTURES)


def _plain(picture: Image.Image) -> Image.Image:
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        ground = Image.new("RGB", seen.size, "white")
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    plain = picture.convert("RGB")
    made = Image.new("RGB", plain.size)
    made.paste(plain)
    return made
