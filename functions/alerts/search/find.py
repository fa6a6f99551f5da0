"""Finding alerts by words: those that have all of them, newest first, as they are now and for whom they are now."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from typing import TYPE_CHECKING, Any

from alerts.query import AlertQuery
from alerts.readers import Reader
from alerts.reading import shown
from alerts.search.words import asked_for
from alerts.walk import SPARE
from cen.act import Act
from cen.paging import Key, Page

if TYPE_CHECKING:
    from alerts.search.postings import Postings

# Postings of a word that one page looks at; some 100 bytes each.
MOST_POSTINGS = 500
# Alerts that one page looks at.
MOST_READ = 100


def find(
    postings: "Postings", act: Act, query: AlertQuery, start: Key | None, reader: Reader | None
) -> Page[dict[str, Any]]:
    """One call for each word, and one or few for what has them all. A page may hold less than asked for; `next` goes
    on. `reader`: see `reading.looking`."""
    if reader is None:
        return Page([])
    found, floor = _common(postings, query, start["at"] if start else None)
    keep = shown(act, query, reader)
    rows: list[tuple[str, dict[str, Any]]] = []
    for at, item in _standing(postings, found[:MOST_READ], query.limit + SPARE):
        row = keep(item)
        if row is not None:
            rows.append((at, row))
        # There is a next page only if there is something to show on it.
        if len(rows) > query.limit:
            return Page([row for _, row in rows[: query.limit]], {"at": rows[query.limit - 1][0]})
    goes_on = found[MOST_READ - 1] if len(found) > MOST_READ else floor
    return Page([row for _, row in rows], {"at": goes_on} if goes_on else None)


def _standing(postings: "Postings", keys: Sequence[str], batch: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Rows of the alerts that may be found, read as far as they are asked for."""
    for some in batched(keys, batch, strict=False):
        rows = {str(item["pk"]): item for item in postings.rows([_id(at) for at in some])}
        yield from ((at, rows[f"ALERT#{_id(at)}"]) for at in some if f"ALERT#{_id(at)}" in rows)


def _common(postings: "Postings", query: AlertQuery, after: str | None) -> tuple[list[str], str | None]:
    """What stands under every word, down to where the shortest look ended: None if each was read to its end."""
    floor: str | None = None
    common: set[str] | None = None
    for word in asked_for(query.q or ""):
        keys, more = postings.read(word, after, MOST_POSTINGS)
        if more:
            floor = max(floor or "", keys[-1])
        common = set(keys) if common is None else common & set(keys)
    return sorted((at for at in common or () if floor is None or at >= floor), reverse=True), floor


def _id(at: str) -> str:
    return at.rpartition("#")[2]
