"""Names of what acts, looked for in all that may be an object of the file. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence

from cen.pdf.errors import TOO_COMPLEX, Suspicious
from cen.pdf.objects import Name, Stream, spelled_out, streams
from cen.pdf.streams import unpacked

MOST_UNPACKED = 32 * 1024 * 1024
MOST_ESCAPED = 100_000
_REGULAR = rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]"
_ESCAPED = re.compile(rb"/((?:(?!#)" + _REGULAR + rb")*+#" + _REGULAR + rb"*+)")


def _named(*names: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"/(?:" + b"|".join(names) + rb")(?!" + _REGULAR + rb")")


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
    ("pdf_script", _named(rb"JS")),
    ("pdf_embedded_file", _named(rb"EF")),
    ("pdf_rich_media", _named(rb"XFA", rb"3D")),
)
_TYPE, _FIRST, _NUMBER, _ELSEWHERE = (Name(name) for name in (b"Type", b"First", b"N", b"F"))
_HOLDERS = (Name(b"ObjStm"), Name(b"XRef"))


def check(content: bytes) -> None:
    """Raises `Suspicious`."""
    if not re.match(rb"%PDF-[12]\.[0-9]", content):
        raise Suspicious("not_a_pdf")
    if b"%%EOF" not in content[-2048:]:
        raise Suspicious("pdf_cut_off")
    _refuse(content, _ANYWHERE)
    left, end = MOST_UNPACKED, 0
    for stream in streams(content):
        _refuse(content[end : stream.start], _AMONG_OBJECTS)
        end = stream.end
        if _ELSEWHERE in stream.dictionary:  # its data stand in another file
            raise Suspicious("pdf_action")
        if _holds_objects(stream):
            inside = unpacked(stream.dictionary, content[stream.start : stream.end], left)
            left -= len(inside)
            _refuse(inside, (*_ANYWHERE, *_AMONG_OBJECTS))
    _refuse(content[end:], _AMONG_OBJECTS)


def _holds_objects(stream: Stream) -> bool:
    """Some readers look at the type, others at what must be there to find objects in it."""
    dictionary = stream.dictionary
    return dictionary.get(_TYPE) in _HOLDERS or (_FIRST in dictionary and _NUMBER in dictionary)


def _refuse(text: bytes, names: Iterable[tuple[str, re.Pattern[bytes]]]) -> None:
    escaped = b" ".join(_spelled(text))
    for code, pattern in names:
        if pattern.search(text) or pattern.search(escaped):
            raise Suspicious(code)


def _spelled(text: bytes) -> Iterator[bytes]:
    """Names with escapes, without them."""
    for number, found in enumerate(_ESCAPED.finditer(text)):
        if number >= MOST_ESCAPED:
            raise Suspicious(TOO_COMPLEX)
        yield b"/" + spelled_out(found[1])
