"""Pictures of the library: read, bounded, and written anew, so that nothing but the picture goes on."""

import io
import struct
import warnings
import zlib
from typing import TYPE_CHECKING

from cen.pdf import Suspicious

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_PIXELS = 40_000_000
_LONGEST_SIDE = 12_000
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}


def rewritten(content: bytes, content_type: str) -> bytes:
    """The same picture without metadata, comments, profiles and whatever stood behind it. Raises `Suspicious`."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # of a layer that only this worker carries

    kind = _FORMATS[content_type]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as picture:
                if picture.width * picture.height > MOST_PIXELS or max(picture.size) > _LONGEST_SIDE:
                    raise Suspicious("image_too_large")
                upright = ImageOps.exif_transpose(picture)
                upright.load()
    except UnidentifiedImageError as error:
        raise Suspicious("not_an_image") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Suspicious("image_too_large") from error
    except Suspicious:
        raise
    except (OSError, ValueError, SyntaxError, LookupError, OverflowError, struct.error, zlib.error) as error:
        raise Suspicious("image_broken") from error
    return _written(upright, kind)


def _written(picture: "Picture", kind: str) -> bytes:
    from PIL import Image

    mode = "RGBA" if kind == "PNG" and picture.has_transparency_data else "L" if picture.mode in ("1", "L") else "RGB"
    bare = Image.new(mode, picture.size)  # takes nothing over but the pixels
    bare.paste(picture.convert(mode))
    out = io.BytesIO()
    bare.save(out, kind, **({"quality": 90} if kind == "JPEG" else {}))
    return out.getvalue()
