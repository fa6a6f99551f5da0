"""Everyday words for coded values: who types "coke" or "shark fin" means codes, whatever the record's text says."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from cen import codes
from seizures.search.keys import NAMED

# Code lists that are looked in, and the facets under which records stand with their codes.
_LISTS = (
    ("commodity", ("goods",)),
    ("cites_term", ("term",)),
    ("concealment_place", ("concealment",)),
    ("concealment_method", ("concealment",)),
    ("transport_means", ("means",)),
    ("country", ("on_route", "country")),
)
_LONGEST_PHRASE = 6
_MOST_MEANINGS = 3


def meanings(words: Sequence[str]) -> list[tuple[str, ...]]:
    """For each word of a question, all of them in order, the keys of the codes whose whole name is that word, or the
    longest phrase of these words around it.

    "shark fin": both words mean `term=FIN`. As every word asks for itself or what it means, the two together ask for
    records with that code, and for those whose texts have both words. In "corée du nord" no word means the south.
    """
    found: list[tuple[str, ...]] = [()] * len(words)
    free = [True] * len(words)
    for size in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            places = range(start, start + size)
            keys = _named(" ".join(words[start : start + size]), size) if all(free[place] for place in places) else ()
            for place in places if keys else ():
                found[place], free[place] = keys, False
    return found


@lru_cache(maxsize=2048)
def _named(phrase: str, size: int) -> tuple[str, ...]:
    """Names of one word stand with the words of the record already, for the facets in `NAMED`."""
    lists = _LISTS if size > 1 else [one for one in _LISTS if one[1][0] not in NAMED]
    return tuple(key for list_id, facets in lists for key in _keys(list_id, facets, phrase))[:_MOST_MEANINGS]


def _keys(list_id: str, facets: Sequence[str], phrase: str) -> Iterator[str]:
    found = codes.named(list_id, phrase)
    for code in found:
        # What lies below a code that is meant too is found with it.
        if not any(code.startswith(f"{above}.") for above in found):
            yield from (f"{facet}={code}" for facet in facets)
