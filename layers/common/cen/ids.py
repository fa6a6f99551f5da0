"""Record ids: opaque, unguessable, and sorted by creation (the ULID layout)."""

import re
import secrets
from datetime import datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_PATTERN = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}\Z")


def new_id(moment: datetime) -> str:
    """26 characters: 48 bits of milliseconds, then 80 random bits."""
    return id_from(moment, secrets.randbits(80))


def id_from(moment: datetime, low: int) -> str:
    """The same with 80 bits of one's own, for what there is one of."""
    number = (int(moment.timestamp() * 1000) << 80) | low
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in range(120, -1, -10)])


def is_id(text: str) -> bool:
    return _PATTERN.match(text) is not None
