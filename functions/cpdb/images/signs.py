"""What the bytes of an upload say before anything decodes them: which kind of picture, and whether of only that kind.

A file can be a valid picture and a valid page, script, archive or document at once. Everything is drawn anew and
nothing of the original is ever served, so such a file could do no harm from here; but who sends one is up to something,
or was sent it by somebody.
"""

import re

from cpdb.images.parts import HEIC, JPEG, PNG, WEBP, parts_of

__all__ = ["HEIC", "JPEG", "PNG", "WEBP", "brands", "hides", "is_moving", "kind_of"]

_STILL = frozenset({b"heic", b"heix", b"heim", b"heis"})
_MOVING = frozenset({b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"})

# In what is said about a picture, in small letters and without zeros: text of two bytes a character is seen too.
_MARKUP = re.compile(
    rb"<(?:script|html|body|svg|iframe|frame|frameset|img|object|embed|applet|form|video|audio|math|template)[\s/>]"
    rb"|<!doctype\s{1,9}html|<\?php|<\?=[\x20-\x7e]{12}"
    rb"|<[a-z][^<>]{0,300}[\s/\"']on[a-z]{3,30}\s{0,9}="
)
_DOCUMENTS = (b"javascript:", b"%pdf-", b"rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
# How programs, archives and containers begin.
_BEGINNINGS = (
    b"MZ", b"\x7fELF", b"#!", b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe", b"\xd0\xcf\x11\xe0", b"\0asm", b"dex\n",
)  # fmt: skip
# Lengths that turn the first bytes of a file into a name and the beginning of a comment, as in `ÿØÿá/*`: JavaScript.
_COMMENTS = re.compile(rb"(?:\xff\xd8\xff+[^\xff]|RIFF|)/[*/]", re.DOTALL)
_PDF, _PDF_WITHIN = b"%PDF-", 1024  # bytes from the start in which readers look for it

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


def hides(data: bytes, kind: str) -> bool:
    """Whether a picture of that kind is a page, a program, an archive or a document as well, or has something with it
    that belongs to no picture."""
    return (
        _COMMENTS.match(data) is not None
        or _PDF in data[:_PDF_WITHIN]
        or _ends_a_zip(data)
        or any(part.stray or _speaks(part.content) for part in parts_of(data, kind))
    )


def _speaks(said: bytes) -> bool:
    """Whether what is said about a picture is something else."""
    if said.startswith(_BEGINNINGS):
        return True
    lower = said.lower().replace(b"\0", b"")
    return _MARKUP.search(lower) is not None or any(sign in lower for sign in _DOCUMENTS)


def _ends_a_zip(data: bytes) -> bool:
    """Whether the record that ends a ZIP archive stands where readers look for it: one of a single disk, which has as
    many entries as the archive. Four bytes alone come by chance, these fourteen do not."""
    found = data.rfind(b"PK\x05\x06", -_ZIP_TAIL)
    while found >= 0:
        disks, here, there = (data[found + start : found + end] for start, end in ((4, 8), (8, 10), (10, 12)))
        if disks in (bytes(4), b"\xff" * 4) and here == there and len(there) == 2:
            return True
        found = data.rfind(b"PK\x05\x06", -_ZIP_TAIL, found)
    return False
