"""What a file holds besides coded pixels, by the structure of its format: what is said about the picture, and bytes
that belong to no picture at all.

Coded pixels are never looked into: in five megabytes of them any four bytes turn up by chance. Behind a picture phones
put others (MPF, Ultra HDR), films (motion photos) and Samsung's own list of parts; those are walked through in the same
way.
"""

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass

JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"


@dataclass(frozen=True, slots=True)
class Part:
    """`stray`: it belongs to no picture, and is no padding; otherwise, what is said about one."""

    content: bytes
    stray: bool = False


# What is found, and in the end the offset behind it.
type Walk = Generator[Part, None, int]

_FILL = re.compile(rb"\xff*")
# In coded pixels of a JPEG, what ends them: no stuffed byte and no restart.
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_PADDING = re.compile(rb"(?:\0|\xff(?!\xd8\xff))*")
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_PIXELS = frozenset({b"IDAT", b"fdAT", b"VP8 ", b"VP8L", b"ALPH", b"ANMF", b"mdat"})
# What stands at the top of a file of the ISO base media family; of another name a box must at least fit.
_NAME = re.compile(rb"[A-Za-z0-9 ]{4}")
_BOXES = frozenset(b"ftyp meta mdat moov free skip wide uuid moof mfra sidx styp udta prft emsg mpvd sefd".split())


def parts_of(data: bytes, kind: str) -> Iterator[Part]:
    end = yield from _WALKS[kind](data, 0)
    yield from _behind(data, end)


def _behind(data: bytes, at: int) -> Iterator[Part]:
    """What stands behind a picture."""
    blocks, last = _samsungs(data, at)
    for block in blocks:
        yield from _within(block)
    while at < last:
        film = _film(data, at)
        at = film or _end_of(_PADDING, data, at)
        if at >= last:
            return
        if film is not None:
            at = yield from _iso(data, film)
        elif data.startswith(b"\xff\xd8\xff", at):
            at = yield from _jpeg(data, at)
        else:
            yield Part(data[at:last], stray=True)
            return


def _film(data: bytes, at: int) -> int | None:
    """Where a file of the ISO base media family begins, if nothing but padding stands before it: its own first bytes
    are zeros as well."""
    padded = _end_of(_PADDING, data, at)
    named = data.find(b"ftyp", padded, padded + 8)
    return named - 4 if named - 4 >= at else None


def _within(block: bytes) -> Iterator[Part]:
    """Of a part that may be a picture or a film itself."""
    if block.startswith(b"\xff\xd8\xff") or block[4:8] == b"ftyp":
        yield from _behind(block, 0)
    else:
        yield Part(block)


def _samsungs(data: bytes, at: int) -> tuple[list[bytes], int]:
    """The parts that Samsung's directory at the end of the file (`SEFH` … `SEFT`) names, and where the first begins.
    Each has eight bytes of its own before its name, whose length the last four are."""
    last = len(data)
    size = int.from_bytes(data[-8:-4], "little")
    start = last - 8 - size
    if not data.endswith(b"SEFT") or start < at or not data.startswith(b"SEFH", start):
        return [], last
    blocks, first, named = [data[start:]], start, 0
    for entry in range(start + 12, last - 19, 12):
        back, length = (int.from_bytes(data[entry + n : entry + n + 4], "little") for n in (4, 8))
        block = data[start - back : start - back + length] if at <= start - back else b""
        head = 8 + int.from_bytes(block[4:8], "little")
        blocks += [block[:head], block[head:]]
        first, named = min(first, start - back), named + len(block)
    # Without a gap, in which anything could lie.
    return (blocks, first) if named == start - first else ([], last)


def _jpeg(data: bytes, at: int) -> Walk:
    at += 2
    while at < len(data):
        start = data.find(b"\xff", at)
        if start != at:
            # Decoders look for the next marker; what they pass over is nothing of the picture's.
            yield Part(data[at : start if start > 0 else len(data)], stray=True)
        if start < 0:
            break
        at = _end_of(_FILL, data, start)
        code = data[at] if at < len(data) else _EOI
        at += 1
        if code == _EOI:
            return at
        if code in _ALONE:
            continue
        if code in (0, _SOI):
            yield Part(data[at - 2 : at], stray=True)
            continue
        length = int.from_bytes(data[at : at + 2])
        yield Part(data[at + 2 : at + length])
        at += max(length, 2)
        if code == _SOS:
            found = _MARKER.search(data, at)
            at = found.start() if found else len(data)
    return len(data)


def _png(data: bytes, at: int) -> Walk:
    at += 8
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if name not in _PIXELS:
            yield Part(data[at + 8 : at + 8 + length])
        at += 12 + length
        if name == b"IEND":
            return at
    return len(data)


def _webp(data: bytes, at: int) -> Walk:
    end = at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")
    at += 12
    while at + 8 <= min(end, len(data)):
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if name not in _PIXELS:
            yield Part(data[at + 8 : at + 8 + length])
        at += 8 + length + length % 2
    return min(max(at, end), len(data))


def _iso(data: bytes, at: int) -> Walk:
    """ISO/IEC 14496-12: boxes, each with its size and name. Ends before what is none."""
    while at + 8 <= len(data):
        size, name, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        end = len(data) if size == 0 else at + max(size, head)
        if name not in _BOXES and not (_NAME.fullmatch(name) and end <= len(data)):
            return at
        content = data[at + head : end]
        if name == b"mpvd":
            yield from _within(content)
        elif name not in _PIXELS:
            yield Part(content)
        at = end
    return at


def _end_of(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    """Behind a pattern that may match nothing."""
    found = pattern.match(data, at)
    return found.end() if found else at


_WALKS: Mapping[str, Callable[[bytes, int], Walk]] = {JPEG: _jpeg, PNG: _png, WEBP: _webp, HEIC: _iso}
