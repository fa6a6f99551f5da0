"""What the bytes of an upload say before anything decodes them: which kind of picture, and whether of only that kind.

A file can be a valid picture and a valid page, script, archive or document at once. Nothing of the original is ever
served, so such a file could do no harm from here; but who sends one is up to something, or was sent it by somebody.
"""

import re

JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"
_STILL = frozenset({b"heic", b"heix", b"heim", b"heis"})
_MOVING = frozenset({b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"})

# Markup and programs, wherever they stand; of an archive that is not found by its end, the beginning.
_MARKUP = re.compile(rb"<(?:script|html|!doctype html|svg|iframe|\?php)")
_SIGNS = (b"javascript:", b"rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_PDF, _PDF_WITHIN = b"%PDF-", 1024  # bytes from the start in which readers look for it
# A JPEG whose first segment has the length 0x2F2A opens a comment of JavaScript: `ÿØÿà/*`.
_SCRIPT = b"\xff\xd8\xff\xe0/*"

_ZIP_TAIL = 22 + 0xFFFF  # bytes of the record that ends an archive, with the longest comment


def kind_of(data: bytes) -> str | None:
    """Media type by the first bytes; None: none that is taken."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    return HEIC if _STILL & brands(data) else None


def is_moving(data: bytes) -> bool:
    """Whether a file of the HEIC family is a sequence of pictures."""
    return bool(_MOVING & brands(data))


def brands(data: bytes) -> set[bytes]:
    """Of a file of the ISO base media family (ISO/IEC 14496-12, `ftyp`): what it says it is, and is compatible with."""
    if data[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(data[:4]), 512)
    return {data[8:12], *(data[start : start + 4] for start in range(16, end - 3, 4))}


def hides(data: bytes) -> bool:
    """Whether a picture is a page, a program, an archive or a document as well."""
    lower = data.lower()
    return (
        data.startswith(_SCRIPT)
        or _PDF in data[:_PDF_WITHIN]
        or _MARKUP.search(lower) is not None
        or any(sign in lower for sign in _SIGNS)
        or _ends_a_zip(data)
    )


def _ends_a_zip(data: bytes) -> bool:
    """Whether a directory of a ZIP archive ends the file, and lies where it says: four bytes alone come by chance."""
    found = data.rfind(b"PK\x05\x06", -_ZIP_TAIL)
    while found >= 0:
        size = int.from_bytes(data[found + 12 : found + 16], "little")
        directory, larger = max(0, found - size), max(0, found - 20)
        if data.startswith(b"PK\x01\x02", directory) or data.startswith(b"PK\x06\x07", larger):
            return True
        found = data.rfind(b"PK\x05\x06", -_ZIP_TAIL, found)
    return False
