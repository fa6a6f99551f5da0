"""Look-ups by code."""

from functools import lru_cache

from cen.codes.database import COLUMNS, as_code, connection, key_of
from cen.codes.model import Code, CodeList

LONGEST_CODE = 80


def exists(list_id: str, code: str) -> bool:
    """Whether `code`, exactly as spelled, is in the list."""
    return len(code) <= LONGEST_CODE and _exists(list_id, code)


@lru_cache(maxsize=8192)
def _exists(list_id: str, code: str) -> bool:
    query = "SELECT 1 FROM code WHERE list = ? AND code = ?"
    return connection().execute(query, (key_of(list_id), code)).fetchone() is not None


@lru_cache(maxsize=4096)
def get(list_id: str, code: str) -> Code | None:
    query = f"SELECT {COLUMNS} FROM code c WHERE c.list = ? AND c.code = ?"  # noqa: S608
    row = connection().execute(query, (key_of(list_id), code)).fetchone()
    return as_code(row) if row else None


def label(list_id: str, code: str, lang: str = "en") -> str:
    """The label in `lang`, else in English; the code itself if it is not in the list (an older edition's)."""
    found = get(list_id, code)
    return found.label(lang) if found else code


def children(list_id: str, parent: str | None) -> list[Code]:
    """The codes right under `parent` in the list's order; None asks for the top of a tree."""
    query = f"SELECT {COLUMNS} FROM code c WHERE c.list = ? AND c.parent IS ? ORDER BY c.sort"  # noqa: S608
    return [as_code(row) for row in connection().execute(query, (key_of(list_id), parent))]


def named(list_id: str, name: str) -> list[str]:
    """Codes one of whose names, in any language the list knows, is `name`: folded words joined by one blank."""
    query = "SELECT code FROM word JOIN code USING (list, sort) WHERE list = ? AND word = ? AND head ORDER BY sort"
    return [code for (code,) in connection().execute(query, (key_of(list_id), name))]


@lru_cache(maxsize=4096)
def names(list_id: str, code: str) -> tuple[str, ...]:
    """Every name of a code, in any language the list knows: folded words joined by one blank."""
    query = "SELECT word FROM word JOIN code USING (list, sort) WHERE list = ? AND code = ? AND head ORDER BY word"
    return tuple(name for (name,) in connection().execute(query, (key_of(list_id), code)))


def lists() -> list[CodeList]:
    query = "SELECT name, title_en, title_fr, edition, source, licence, complete, size FROM list ORDER BY id"
    return [
        CodeList(id, title_en, title_fr, edition, source, licence, bool(complete), count)
        for id, title_en, title_fr, edition, source, licence, complete, count in connection().execute(query)
    ]
