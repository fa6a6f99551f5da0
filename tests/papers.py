"""Small PDFs and pictures, good and bad, made here."""

import io
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image

from cen.pdf import Suspicious


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(data), extra, data)


def packed(objects: bytes, extra: bytes = b"/Filter /FlateDecode ") -> bytes:
    """An object stream."""
    data = zlib.compress(objects) if b"FlateDecode" in extra else objects
    return stream(data, b"/Type /ObjStm /N 1 /First 4 " + extra)


def pdf(*objects: bytes) -> bytes:
    body = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>", *objects]
    listed = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(body, 1))
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + listed + b"trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1).save(out, kind, **more)
    return out.getvalue()


GOOD = pdf(stream(zlib.compress(b"BT (Ivory) Tj ET"), b"/Filter /FlateDecode "))


def code_of(check: Callable[..., Any], *given: Any) -> str | None:
    """Why it is refused, if it is."""
    try:
        check(*given)
    except Suspicious as refused:
        return refused.code
    return None
