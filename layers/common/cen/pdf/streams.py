"""What stands in a packed stream, with what undoes its packing: deflate, and the predictors of PNG. Pure.

Source: ISO 32000-2, 7.4.4 (FlateDecode and its parameters); PNG (W3C), 9 (filters).
"""

import zlib
from collections.abc import Mapping
from typing import Any

from cen.pdf.errors import TOO_COMPLEX, UNREADABLE, Suspicious
from cen.pdf.objects import WHITE, Name

_FLATE = (Name(b"FlateDecode"), Name(b"Fl"))
_ROW = {Name(b"Colors"): 1, Name(b"BitsPerComponent"): 8, Name(b"Columns"): 1}
_LONGEST_ROW = 65_536
_MOST_PREDICTED = 4 * 1024 * 1024  # such rows are undone byte by byte


def unpacked(dictionary: Mapping[Name, Any], data: bytes, most: int) -> bytes:
    """Raises `Suspicious` for another packing, and beyond `most` bytes."""
    filters = _only(dictionary, b"Filter", b"F")
    parameters = _only(dictionary, b"DecodeParms", b"DP")
    if filters is None:
        found = data
    elif filters in _FLATE:
        found = _unpredicted(_inflated(data, most), parameters)
    else:
        raise Suspicious(UNREADABLE)
    if len(found) > most:
        raise Suspicious(TOO_COMPLEX)
    return found


def _only(dictionary: Mapping[Name, Any], *names: bytes) -> Any:
    """One value, alone or in a list of one; what is abbreviated as in pictures, some readers take and others do not."""
    name, short = map(Name, names)
    if short in dictionary:
        raise Suspicious(UNREADABLE)
    value = dictionary.get(name)
    if isinstance(value, list):
        if len(value) > 1:
            raise Suspicious(UNREADABLE)
        value = value[0] if value else None
    return value


def _inflated(data: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(data, most + 1)
    except zlib.error as error:
        raise Suspicious(UNREADABLE) from error
    if len(found) > most:
        raise Suspicious(TOO_COMPLEX)
    if not unpacker.eof or unpacker.unused_data.strip(WHITE):
        raise Suspicious(UNREADABLE)
    return found


def _unpredicted(data: bytes, parameters: Any) -> bytes:
    if parameters is None:
        return data
    if not isinstance(parameters, dict):
        raise Suspicious(UNREADABLE)
    predictor = parameters.get(Name(b"Predictor"), 1)
    if predictor == 1:
        return data
    colors, bits, columns = (parameters.get(name, usual) for name, usual in _ROW.items())
    known = all(isinstance(one, int) and one > 0 for one in (predictor, colors, bits, columns))
    if not known or not 10 <= predictor <= 15 or bits != 8 or colors * columns > _LONGEST_ROW:
        raise Suspicious(UNREADABLE)
    if len(data) > _MOST_PREDICTED:
        raise Suspicious(TOO_COMPLEX)
    return _rows(data, colors * columns, colors)


def _rows(data: bytes, length: int, pixel: int) -> bytes:
    """Each row begins with the number of its filter."""
    found, before = bytearray(), bytearray(length)
    for start in range(0, len(data), length + 1):
        row = bytearray(data[start + 1 : start + 1 + length])
        _undo(data[start], row, before, pixel)
        found += row
        before = row.ljust(length, b"\x00")
    return bytes(found)


def _undo(kind: int, row: bytearray, above: bytearray, pixel: int) -> None:
    if kind > 4:
        raise Suspicious(UNREADABLE)
    for place in range(len(row)) if kind else ():
        left, corner = (row[place - pixel], above[place - pixel]) if place >= pixel else (0, 0)
        row[place] = (row[place] + _guess(kind, left, above[place], corner)) & 0xFF


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    near = left + up - corner
    return min((left, up, corner), key=lambda one: abs(near - one))
