"""PDF: taken as it is if it does nothing but show pages, as far as that can be told without showing it.

Names are looked for in the file and inside its compressed object streams, spelt out or with `#` escapes (ISO 32000-1,
7.3.5). What is encrypted cannot be looked into, so it is not taken.
"""

import re
import zlib
from collections.abc import Iterator

from comm.files.model import MOST_KEPT, Reason, Rejected

_MOST_STREAMS = 5_000
_MOST_UNPACKED = 64 * 1024 * 1024
_NAME = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]+)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_END = b"endstream"
# Scripts, starting of programs, files inside, forms that are programs, sounds and films. Whatever an action is called
# by, one of these says what it does.
_ACTIVE = frozenset(
    {
        *(b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"SubmitForm", b"ImportData"),
        *(b"GoToR", b"GoToE", b"Movie", b"Sound", b"Rendition", b"Collection"),
    }
)
# Too short to be looked for among the bytes of pictures, where any two or three stand sooner or later.
_SHORT = frozenset({b"JS", b"EF", b"XFA"})


def check(content: bytes) -> None:
    """Raises `Rejected`."""
    if len(content) > MOST_KEPT:
        raise Rejected(Reason.TOO_LARGE)
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise Rejected(Reason.WRONG_TYPE)
    _refuse(_names(content) & _ACTIVE | _names(_outside_streams(content)))
    for part in _unpacked(content):
        _refuse(_names(part))


def _refuse(names: set[bytes]) -> None:
    if b"Encrypt" in names:
        raise Rejected(Reason.ENCRYPTED)
    if names & (_ACTIVE | _SHORT):
        raise Rejected(Reason.ACTIVE_CONTENT)


def _names(part: bytes) -> set[bytes]:
    return {_spelt(name) for name in _NAME.findall(part)}


def _spelt(name: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name)


def _outside_streams(content: bytes) -> bytes:
    parts, at = [], 0
    while found := _STREAM.search(content, at):
        end = content.find(_END, found.end())
        if end < 0:
            break
        parts.append(content[at : found.start()])
        at = end
    return b"".join([*parts, content[at:]])


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What stands in the compressed streams that hold objects."""
    left = _MOST_UNPACKED
    for number, found in enumerate(_STREAM.finditer(content)):
        if number >= _MOST_STREAMS:
            raise Rejected(Reason.UNREADABLE)
        described = _names(content[max(0, found.start() - 1024) : found.start()].rpartition(b" obj")[2])
        if b"ObjStm" not in described:
            continue
        part = _inflated(content[found.end() : content.find(_END, found.end())], described, left)
        left -= len(part)
        yield part


def _inflated(packed: bytes, described: set[bytes], most: int) -> bytes:
    """All of a stream, or `Rejected`: what cannot be looked at whole may hide something."""
    if b"FlateDecode" not in described:
        raise Rejected(Reason.UNREADABLE)
    unpacker = zlib.decompressobj()
    try:
        part = unpacker.decompress(packed, most + 1)
    except zlib.error as error:
        raise Rejected(Reason.UNREADABLE) from error
    if len(part) > most:
        raise Rejected(Reason.TOO_LARGE)
    if not unpacker.eof:
        raise Rejected(Reason.UNREADABLE)
    return part
