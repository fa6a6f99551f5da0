"""Whether a PDF may be handed on: nothing in it acts, and no file is hidden in it, as far as that can be told. Pure.

Names are read with their `#xx` spelled out, wherever they stand; object streams, in which objects stand packed, are
unpacked. What cannot be looked into (encryption, other packings, more than is reasonable) is refused.
Source: ISO 32000-2, 7.3.5 (names), 7.5.7 (object streams), 7.6 (encryption), 12.6 (actions), 12.7.9 (forms).
"""

import re
import zlib
from collections.abc import Iterator, Sequence

_MOST_UNPACKED = 64 * 1024 * 1024
# Of what is looked at to unpack it: streams may be made to overlap.
_MOST_PACKED = 256 * 1024 * 1024
_MOST_STREAMS = 50_000
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")


def _named(*names: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"/(?:" + b"|".join(names) + rb")(?![A-Za-z0-9])")


# What runs, sends, leads to other files or carries them. Long enough not to come up in packed data by chance.
_ANYWHERE: Sequence[tuple[str, re.Pattern[bytes]]] = (
    ("pdf_script", _named(rb"JavaScript", rb"Rendition")),
    ("pdf_action", _named(rb"Launch", rb"SubmitForm", rb"ImportData", rb"GoTo[ER]", rb"Movie", rb"Sound")),
    ("pdf_embedded_file", _named(rb"EmbeddedFiles?", rb"FileAttachment", rb"Collection")),
    ("pdf_rich_media", _named(rb"RichMedia[A-Za-z]*")),
    ("pdf_encrypted", _named(rb"Encrypt")),
)
# These would come up by chance, so they count where objects are written only.
_AMONG_OBJECTS: Sequence[tuple[str, re.Pattern[bytes]]] = (
    ("pdf_embedded_file", _named(rb"EF")),
    ("pdf_rich_media", _named(rb"XFA", rb"3D")),
)
_OBJECT_STREAM = _named(rb"ObjStm")
_FIRST, _NUMBER = _named(rb"First"), _named(rb"N")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/[A-Za-z0-9]+)")
_PREDICTOR = re.compile(rb"/Predictor\s+(?!1\b)[0-9]+")


class Suspicious(ValueError):
    """`code`: why it is refused."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check(content: bytes) -> None:
    """Raises `Suspicious`."""
    if not re.match(rb"%PDF-[12]\.[0-9]", content):
        raise Suspicious("not_a_pdf")
    if b"%%EOF" not in content[-2048:]:
        raise Suspicious("pdf_cut_off")
    whole = _spelled_out(content)
    _refuse(whole, _ANYWHERE)
    _refuse(_outside(whole), _AMONG_OBJECTS)
    streams = 0
    for inner in _object_streams(content):
        streams += 1
        _refuse(inner, (*_ANYWHERE, *_AMONG_OBJECTS))
    # One that says so and was not met would be one that was not looked into.
    if len(_OBJECT_STREAM.findall(whole)) > streams:
        raise Suspicious("pdf_unreadable")


def _refuse(text: bytes, names: Sequence[tuple[str, re.Pattern[bytes]]]) -> None:
    for code, pattern in names:
        if pattern.search(text):
            raise Suspicious(code)


def _outside(text: bytes) -> bytes:
    """What stands outside of streams."""
    parts, end = [], 0
    for found in _STREAM.finditer(text):
        if found.start() >= end:
            parts.append(text[end : found.start()])
            stop = text.find(b"endstream", found.end())
            end = len(text) if stop < 0 else stop
    return b"\n".join([*parts, text[end:]])


def _object_streams(content: bytes) -> Iterator[bytes]:
    """Unpacked. Every place that may begin a stream is looked at, also such as only seem to stand in another."""
    packed, unpacked, stop = 0, 0, -1
    for number, found in enumerate(_STREAM.finditer(content)):
        if number >= _MOST_STREAMS:
            raise Suspicious("pdf_too_complex")
        begin = content.rfind(b"obj", max(0, found.start() - 4096), found.start())
        head = _spelled_out(content[max(begin, 0) : found.start()])
        if not (_OBJECT_STREAM.search(head) or (_FIRST.search(head) and _NUMBER.search(head))):
            continue
        if stop < found.end():
            stop = content.find(b"endstream", found.end())
            stop = len(content) if stop < 0 else stop
        packed += stop - found.end()
        if packed > _MOST_PACKED:
            raise Suspicious("pdf_too_complex")
        inner = _unpacked(head, content[found.end() : stop], _MOST_UNPACKED - unpacked)
        unpacked += len(inner)
        yield _spelled_out(inner)


def _unpacked(head: bytes, data: bytes, most: int) -> bytes:
    filters = _FILTER.search(head)
    if filters is None and b"/Filter" in head:
        raise Suspicious("pdf_unreadable")
    inner = data if filters is None else _inflated(head, filters[1], data, most)
    if len(inner) > most:
        raise Suspicious("pdf_too_complex")
    return inner


def _inflated(head: bytes, filters: bytes, data: bytes, most: int) -> bytes:
    """One byte more than `most`, if there is more."""
    if filters.strip(b"[] \r\n\t") not in (b"/FlateDecode", b"/Fl") or _PREDICTOR.search(head):
        raise Suspicious("pdf_unreadable")
    unpacker = zlib.decompressobj()
    try:
        inner = unpacker.decompress(data, most + 1)
    except zlib.error as error:
        raise Suspicious("pdf_unreadable") from error
    if len(inner) <= most and not unpacker.eof:
        raise Suspicious("pdf_unreadable")
    return inner


def _spelled_out(text: bytes) -> bytes:
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), text)
