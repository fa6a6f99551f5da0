"""Objects of a PDF, each read whole from the place where it begins, whatever a table of the file says of it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cen.pdf.errors import TOO_COMPLEX, UNREADABLE, Suspicious

MOST_OBJECTS = 100_000
MOST_TOKENS = 4_000_000
DEEPEST = 60
WHITE = b"\x00\t\n\x0c\r "
# How far is looked back from the word `obj`; where that does not tell, an object is taken to begin.
_LOOKED_BACK = 4096
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_TOKEN = re.compile(
    rb"(?:[\x00\t\n\x0c\r ]++|%[^\r\n]*+)*+"
    rb"(?:(<<|>>|\[|\])|/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*+)|(\()|(<[0-9A-Fa-f\x00\t\n\x0c\r ]*+>)"
    rb"|([^\x00\t\n\x0c\r ()<>\[\]{}/%]++))"
)
_IN_A_STRING = re.compile(rb"[()\\]")
_NUMBER = re.compile(rb"[+-]*[0-9.][0-9.+-]*\Z")
_WHOLE = re.compile(rb"[+-]?[0-9]{1,10}\Z")
_CONSTANTS = frozenset({b"true", b"false", b"null"})
_OPENING = (b"<<", b"[")
_EOL = (b"\r\n", b"\n", b"\r")
_END = b"endstream"
_BEFORE = frozenset(bytes([one]) for one in WHITE + b"0123456789")


class Name(bytes):
    """Of which the `#` escapes are spelled out."""

    __slots__ = ()


class Other:
    """A reference, a string, a number that is not whole: nothing that is looked into."""


OTHER = Other()


@dataclass(frozen=True, slots=True)
class Stream:
    """`start`, `end`: of its data in the file."""

    dictionary: dict[Name, Any]
    start: int
    end: int


def spelled_out(name: bytes) -> Name:
    return Name(_HEX.sub(lambda found: bytes([int(found[1], 16)]), name))


def streams(content: bytes) -> Iterator[Stream]:
    """Those of all objects of the file, which are all read for it. Raises `Suspicious` where that cannot be done."""
    reader, end = _Reader(content), 0
    for number, place in enumerate(_beginnings(content)):
        if number >= MOST_OBJECTS:
            raise Suspicious(TOO_COMPLEX)
        if place < end:  # within another object: who looks there finds what who reads on does not
            raise Suspicious(UNREADABLE)
        found, end = reader.object(place)
        if found:
            yield found


def _beginnings(content: bytes) -> Iterator[int]:
    """Where the word `obj` stands after a number, with only white space and comments between."""
    place = content.find(b"obj")
    while place >= 0:
        if content[place - 1 : place] in _BEFORE:
            before = content[max(0, place - _LOOKED_BACK) : place]
            if _may_begin(before, whole=place <= _LOOKED_BACK):
                yield place + 3
        place = content.find(b"obj", place + 3)


def _may_begin(before: bytes, *, whole: bool) -> bool:
    text = before.rstrip(WHITE)
    if not text:
        return not whole
    if text[-1:].isdigit():
        return True
    line_ended = b"\n" in before[len(text) :] or b"\r" in before[len(text) :]
    line = max(text.rfind(b"\n"), text.rfind(b"\r"))
    return line_ended and (b"%" in text[line + 1 :] or (line < 0 and not whole))


def _takes(values: list[Any], word: bytes) -> bool:
    """Whether the word is, or makes, a value."""
    if word == b"R":
        values[-2:] = [OTHER]
    elif _NUMBER.match(word) or word in _CONSTANTS:
        values.append(int(word) if _WHOLE.match(word) else OTHER)
    else:
        return False
    return True


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content, self._left = content, MOST_TOKENS

    def object(self, place: int) -> tuple[Stream | None, int]:
        """Its stream, if it has one, and where the object ends."""
        values, word, place = self._values(place, 0)
        if word == b"endobj":
            return None, place
        if word != b"stream" or not values or not isinstance(values[-1], dict):
            raise Suspicious(UNREADABLE)
        eol = next((eol for eol in _EOL if self._content.startswith(eol, place)), None)
        end = self._content.find(_END, place)
        if eol is None or end < 0:
            raise Suspicious(UNREADABLE)
        return Stream(values[-1], place + len(eol), end), end + len(_END)

    def _values(self, place: int, depth: int) -> tuple[list[Any], bytes, int]:
        """Values up to what closes them: `]`, `>>`, or a word that is no value."""
        if depth > DEEPEST:
            raise Suspicious(TOO_COMPLEX)
        values: list[Any] = []
        while True:
            found = self._token(place)
            mark, name, string, digits, word = found.groups()
            place = found.end()
            if mark in _OPENING:
                value, place = self._inside(mark, place, depth)
                values.append(value)
            elif mark or (word and not _takes(values, word)):
                return values, mark or word, place
            elif string:
                place = self._after_string(place)
                values.append(OTHER)
            elif not word:
                values.append(OTHER if digits else spelled_out(name))

    def _token(self, place: int) -> re.Match[bytes]:
        self._left -= 1
        found = _TOKEN.match(self._content, place)
        if found is None:
            raise Suspicious(UNREADABLE)
        if self._left < 0:
            raise Suspicious(TOO_COMPLEX)
        return found

    def _inside(self, mark: bytes, place: int, depth: int) -> tuple[Any, int]:
        values, closed_by, place = self._values(place, depth + 1)
        if mark == b"[" and closed_by == b"]":
            return values, place
        names = values[::2]
        if mark == b"[" or closed_by != b">>" or len(values) % 2 or not all(isinstance(name, Name) for name in names):
            raise Suspicious(UNREADABLE)
        if len(set(names)) < len(names):  # readers differ in which of two they take
            raise Suspicious(UNREADABLE)
        return dict(zip(names, values[1::2], strict=True)), place

    def _after_string(self, place: int) -> int:
        open_marks = 1
        while open_marks:
            found = _IN_A_STRING.search(self._content, place)
            if found is None:
                raise Suspicious(UNREADABLE)
            mark, place = found.group(), found.end()
            if mark == b"\\":
                place += 1
            else:
                open_marks += 1 if mark == b"(" else -1
        return place
