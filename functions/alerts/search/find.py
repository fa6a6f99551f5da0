"""Finding alerts by words: those that have all of them, newest first, as they are now and for whom they are now."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from alerts.query import AlertQuery
from alerts.reading import shown
from alerts.search.words import asked_for
from cen.act import Act
from cen.paging import Key, Page

if TYPE_CHECKING:
    from alerts.search.postings import Postings

# Postings of a word that one page looks at; some 100 bytes each.
MOST_POSTINGS = 500
# Alerts that one page looks at.
MOST_READ = 100


def find(postings: "Postings", act: Act, query: AlertQuery, start: Key | None) -> Page[dict[str, Any]]:
    """One call for each word, and one for what has them all. A page may hold less than asked for; `next` goes on."""
    after = start["at"] if start else None
    found, floor = _common(postings, query, after)
    candidates, left = found[:MOST_READ], found[MOST_READ:]
    keep = shown(act, query)
    rows: list[tuple[str, dict[str, Any]]] = []
    items: Mapping[str, Any] = {str(item["pk"]): item for item in postings.rows([_id(at) for at in candidates])}
    for at in candidates:
        item = items.get(f"ALERT#{_id(at)}")
        row = keep(item) if item is not None else None
        if row is not None:
            rows.append((at, row))
        # There is a next page only if there is something to show on it.
        if len(rows) > query.limit:
            return Page([row for _, row in rows[: query.limit]], {"at": rows[query.limit - 1][0]})
    goes_on = candidates[-1] if left else floor
    return Page([row for _, row in rows], {"at": goes_on} if goes_on else None)


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
