"""Builds the look-up file from the tables in `data/`: `python -m cen.codes.build [target]`.

The same tables give the same bytes. Every table is checked on the way: codes once, labels present, parents existing.
"""

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cen.codes.database import PATH
from cen.codes.lookup import LONGEST_CODE
from cen.codes.search import EN, FR, OTHER
from cen.codes.table import DATA, read
from cen.codes.text import words

OTHER_LABELS = ("label_es", "label_ar", "label_ru", "label_zh")
LONGEST_NAME = 60  # longer names are found by their words, not by their beginning

SCHEMA = """
PRAGMA journal_mode = off;
PRAGMA synchronous = off;
CREATE TABLE list (id INTEGER PRIMARY KEY, name TEXT UNIQUE, title_en TEXT, title_fr TEXT, edition TEXT, source TEXT,
                   licence TEXT, complete INTEGER, size INTEGER);
CREATE TABLE code (list INTEGER, code TEXT, parent TEXT, label_en TEXT, label_fr TEXT, extra TEXT, sort INTEGER,
                   PRIMARY KEY (list, code)) WITHOUT ROWID;
CREATE TABLE word (list INTEGER, word TEXT, sort INTEGER, head INTEGER, PRIMARY KEY (list, word, sort)) WITHOUT ROWID;
CREATE TABLE membership (country TEXT, valid_from TEXT, valid_to TEXT, wco_region TEXT, rilo TEXT, evidence TEXT,
                         to_be_confirmed INTEGER, PRIMARY KEY (country, valid_from)) WITHOUT ROWID;
"""
# Made after the rows: quicker, and more compact.
INDEXES = """
CREATE UNIQUE INDEX code_in_order ON code (list, sort);
CREATE INDEX code_under_parent ON code (list, parent, sort);
VACUUM;
"""

type Row = dict[str, Any]


def build(target: Path = PATH, folder: Path = DATA) -> Path:
    """Writes the file beside the target first, so that nobody ever opens half of it."""
    with TemporaryDirectory(dir=target.parent, prefix=".codes-") as scratch:
        draft = Path(scratch) / target.name
        with closing(sqlite3.connect(draft, isolation_level=None)) as db:
            db.executescript(SCHEMA)
            db.execute("BEGIN")
            _fill(db, folder)
            db.execute("COMMIT")
            db.executescript(INDEXES)
        draft.replace(target)
    return target


def _fill(db: sqlite3.Connection, folder: Path) -> None:
    codes: dict[str, set[str]] = {}
    for key, about in enumerate(read("lists", folder), 1):
        name = about["id"]
        rows = [_with_parent(row) for row in read(name, folder)]
        codes[name] = {row["code"] for row in rows}
        _check(name, rows, codes[name] | codes[about.get("parents", name)])
        texts = [about.get(column) for column in ("title_en", "title_fr", "edition", "source", "licence")]
        db.execute(
            "INSERT INTO list VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, name, *texts, about.get("complete", False), len(rows)),
        )
        db.executemany("INSERT INTO code VALUES (?, ?, ?, ?, ?, ?, ?)", sorted(_codes(key, rows)))
        db.executemany("INSERT INTO word VALUES (?, ?, ?, ?)", sorted(_words(key, rows)))
    db.executemany("INSERT INTO membership VALUES (?, ?, ?, ?, ?, ?, ?)", _memberships(folder))


def _with_parent(row: Row) -> Row:
    """A table without a `parent` column may be a tree by its dotted codes."""
    stem = row["code"].rpartition(".")[0]
    return {"parent": stem, **row} if stem else row


def _check(name: str, rows: list[Row], parents: set[str]) -> None:
    seen: set[str] = set()
    for row in rows:
        code = row["code"]
        if code in seen:
            raise ValueError(f"{name}: {code} stands there twice")
        if not row.get("label_en") or len(code) > LONGEST_CODE:
            raise ValueError(f"{name}: {code} has no English label or is too long")
        if row.get("parent", code) not in parents:
            raise ValueError(f"{name}: the parent of {code} is not there")
        seen.add(code)


def _codes(key: int, rows: list[Row]) -> Iterator[tuple[Any, ...]]:
    own = {"code", "parent", "label_en", "label_fr", "words"}
    for sort, row in enumerate(rows):
        extra = {name: value for name, value in row.items() if name not in own}
        packed = json.dumps(extra, ensure_ascii=False, separators=(",", ":")) if extra else None
        yield key, row["code"], row.get("parent"), row["label_en"], row.get("label_fr"), packed, sort


def _words(key: int, rows: list[Row]) -> Iterator[tuple[int, str, int, int]]:
    for sort, row in enumerate(rows):
        heads: dict[str, int] = {}
        for kind, name in _names(row):
            parts = words(name)
            heads |= {part: heads.get(part, 0) for part in parts}
            whole = " ".join(parts)[:LONGEST_NAME]
            heads[whole] = heads.get(whole, 0) | kind
        yield from ((key, word, sort, head) for word, head in heads.items() if word)


def _names(row: Row) -> Iterator[tuple[int, str]]:
    if "label_fr" in row:
        yield EN, row["label_en"]
        yield FR, row["label_fr"]
    else:
        yield EN | FR, row["label_en"]
    for name in (*(row[column] for column in OTHER_LABELS if column in row), *row.get("words", ())):
        yield OTHER, name


def _memberships(folder: Path) -> Iterator[tuple[Any, ...]]:
    for row in read("administrations", folder):
        texts = (row.get(column) for column in ("valid_to", "wco_region", "rilo", "evidence"))
        yield row["country"], row["valid_from"], *texts, row.get("to_be_confirmed", False)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else PATH)
