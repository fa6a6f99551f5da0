"""The one read-only file behind every look-up, opened at first use."""

import json
import sqlite3
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cen.codes.model import Code, CodesNotBuilt, UnknownCodeList

PATH = Path(__file__).parent / "codes.sqlite"
COLUMNS = "c.code, c.label_en, c.label_fr, c.parent, c.extra"


@cache
def connection() -> sqlite3.Connection:
    if not PATH.exists():
        raise CodesNotBuilt(f"{PATH.name} is not there: run `make build` (or `python -m cen.codes.build`).")
    # Immutable: no locks and no change counter to read, which the read-only file system of a Lambda layer allows.
    return sqlite3.connect(f"{PATH.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


@cache
def _keys() -> dict[str, tuple[int, int]]:
    rows = connection().execute("SELECT name, id, size FROM list")
    return {name: (key, size) for name, key, size in rows}


def key_of(list_id: str) -> int:
    return _entry(list_id)[0]


def size_of(list_id: str) -> int:
    return _entry(list_id)[1]


def _entry(list_id: str) -> tuple[int, int]:
    try:
        return _keys()[list_id]
    except KeyError:
        raise UnknownCodeList(list_id) from None


def as_code(row: Sequence[Any]) -> Code:
    """From a row that starts with `COLUMNS`."""
    code, label_en, label_fr, parent, extra = row[:5]
    return Code(code, label_en, label_fr, parent, json.loads(extra) if extra else {})
