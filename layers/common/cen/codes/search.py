"""Finding a code by the words people use for it, in any language the list knows."""
# ruff: noqa: S608 - the SQL is put together from constants; what people type is always bound.

from typing import NamedTuple

from cen.codes.database import COLUMNS, as_code, connection, key_of
from cen.codes.model import Code
from cen.codes.text import words

LONGEST_QUERY = 100
MOST_WORDS = 8
LAST = "\U0010ffff"  # sorts after any letter: the end of a prefix range

# What `word.head` says of an entry: the whole of the English label, the French one, or of another name.
EN, FR, OTHER = 1, 2, 4

# Better hits come first; `Hit.rank` is one of these.
SAME_CODE, SAME_NAME, LABEL_STARTS, NAME_STARTS, SAME_WORDS, WORDS_START = range(6)


class Hit(NamedTuple):
    code: Code
    rank: int
    sort: int


def search(
    list_id: str,
    q: str = "",
    lang: str = "en",
    limit: int = 25,
    after: str | None = None,
    *,
    parent: str | None = None,
) -> tuple[list[Code], str | None]:
    """Codes that match every word of `q`, best first, and where to go on (None at the end).

    An empty `q` lists everything in order. `lang` only decides which label counts most. `after` is what an earlier
    call with the same arguments answered; anything else raises ValueError. `parent`: only the codes right under it.
    """
    rank, sort = (int(part) for part in after.split("-")) if after else (-1, -1)
    if q.strip():
        found = hits(list_id, q, lang, limit + 1, (rank, sort), parent=parent)
    else:
        found = _listing(list_id, limit + 1, sort, parent)
    page = found[:limit]
    more = f"{page[-1].rank}-{page[-1].sort}" if len(found) > limit else None
    return [hit.code for hit in page], more


def hits(
    list_id: str,
    q: str,
    lang: str = "en",
    limit: int = 25,
    after: tuple[int, int] = (-1, -1),
    *,
    parent: str | None = None,
) -> list[Hit]:
    q = q.strip()[:LONGEST_QUERY]
    terms = words(q)[:MOST_WORDS]
    values: dict[str, str | int] = {"list": key_of(list_id), "label": FR if lang == "fr" else EN, "limit": limit}
    values |= {"rank": after[0], "sort": after[1]}
    ranges = {"upper": q.upper(), "lower": q.lower(), "name": " ".join(terms)}
    for name, start in (ranges | {f"w{n}": term for n, term in enumerate(terms)}).items():
        values |= {name: start, f"{name}_end": start + LAST}
    if parent is not None:
        values["parent"] = parent
    query = _query(len(terms), _BELOW if parent is not None else "")
    return [Hit(as_code(row), row[6], row[5]) for row in connection().execute(query, values)]


def _listing(list_id: str, limit: int, after: int, parent: str | None) -> list[Hit]:
    below, values = ("", ()) if parent is None else ("AND c.parent = ?", (parent,))
    query = f"SELECT {COLUMNS}, c.sort FROM code c WHERE c.list = ? {below} AND c.sort > ? ORDER BY c.sort LIMIT ?"
    rows = connection().execute(query, (key_of(list_id), *values, after, limit))
    return [Hit(as_code(row), 0, row[5]) for row in rows]


_BELOW = "WHERE sort IN (SELECT sort FROM code WHERE list = :list AND parent = :parent)"


def _query(terms: int, below: str) -> str:
    parts = [_code_starts("upper"), _code_starts("lower")]
    if terms:
        parts += [
            f"""SELECT sort, CASE WHEN word = :name THEN {SAME_NAME} WHEN head & :label THEN {LABEL_STARTS}
                ELSE {NAME_STARTS} END FROM word WHERE list = :list AND head AND word >= :name AND word < :name_end""",
            f"SELECT sort, {SAME_WORDS} FROM ({_every('word = :w{n}', terms)})",
            f"SELECT sort, {WORDS_START} FROM ({_every('word >= :w{n} AND word < :w{n}_end', terms)})",
        ]
    return f"""SELECT {COLUMNS}, c.sort, best FROM (
            SELECT sort, min(rank) AS best FROM ({" UNION ALL ".join(parts)}) {below} GROUP BY sort
            HAVING (best, sort) > (:rank, :sort) ORDER BY best, sort LIMIT :limit
        ) hit JOIN code c ON c.list = :list AND c.sort = hit.sort ORDER BY best, c.sort"""


def _code_starts(name: str) -> str:
    return f"""SELECT sort, CASE WHEN code = :{name} THEN {SAME_CODE} ELSE {LABEL_STARTS} END AS rank
               FROM code WHERE list = :list AND code >= :{name} AND code < :{name}_end"""


def _every(condition: str, terms: int) -> str:
    matches = (condition.format(n=n) for n in range(terms))
    return " INTERSECT ".join(f"SELECT sort FROM word WHERE list = :list AND {match}" for match in matches)
