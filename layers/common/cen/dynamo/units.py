"""What requests cost in capacity units, by DynamoDB's published rules for item sizes and rounding.

A write of up to 1 KB is one write unit (two in a transaction); a strongly consistent read of up to 4 KB is one read
unit, an eventually consistent one half, a transactional one two. Source: Amazon DynamoDB Developer Guide, "Read and
write operations".
"""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

_NUMBER_OVERHEAD = 1


def item_size(item: Mapping[str, Any]) -> int:
    """Bytes of an item of plain Python values or of typed attributes (`{"S": "…"}`)."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Any) -> int:
    match value:
        case {"S": str(inner)} | {"N": str(inner)} if len(value) == 1:
            return len(inner.encode()) if "S" in value else _number_size(inner)
        case {"BOOL": bool()}:
            return 1
        case bool() | None:
            return 1
        case int():
            return _number_size(str(value))
        case str():
            return len(value.encode())
        case bytes():
            return len(value)
    raise TypeError(f"not an attribute of this project: {type(value).__name__}")


def _number_size(digits: str) -> int:
    significant = len(digits.strip("-").replace(".", "").strip("0"))
    return ceil(significant / 2) + _NUMBER_OVERHEAD + (1 if digits.startswith("-") else 0)


def write_units(sizes: Iterable[int], *, transactional: bool = True) -> int:
    factor = 2 if transactional else 1
    return sum(factor * max(1, ceil(size / 1024)) for size in sizes)


def read_units(size: int, *, consistent: bool = True, transactional: bool = False) -> float:
    """Of one item, or of the summed items of one Query."""
    blocks = max(1, ceil(size / 4096))
    return blocks * (2.0 if transactional else 1.0 if consistent else 0.5)
