"""Cells as text: one spelling for one content, packed, and in pieces where an item would not take them."""

import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from cen import jsontext

# Of one item, which may have 400 KB with everything.
MOST_CHARACTERS = 380_000
_SHORT = 2000
_LEVEL = 3  # twice as fast as the usual 6, and a tenth larger


_write = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def text_of(tree: Mapping[str, Any]) -> str:
    """Keys in order, no blanks: the same content is the same text."""
    return _write(tree)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def packed(text: str, most: int = MOST_CHARACTERS) -> list[str]:
    """One piece or more. The digest is of the text, so another packer of bytes does no harm. A short text stays as it
    is: it begins with a brace, what is packed never does."""
    whole = text if len(text) <= _SHORT else b64encode(zlib.compress(text.encode(), _LEVEL)).decode()
    return [whole[start : start + most] for start in range(0, len(whole), most)]


def unpacked(pieces: Sequence[str]) -> dict[str, Any]:
    whole = "".join(pieces)
    tree: dict[str, Any] = jsontext.loads(whole if whole.startswith("{") else zlib.decompress(b64decode(whole)))
    return tree
