"""Cases like a case: published records that share what is rare, each with what it shares.

How rare a value is shows in how far back its newest records reach: a value with a case a month says more than one with
ten a day. So a look at a few partitions both finds the candidates and weighs them; what is common is left out, nothing
is kept for pairs of records, and the cost does not depend on how many records there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log2
from typing import TYPE_CHECKING, Any

from cen import jsontext
from cen.act import Act
from seizures.search.find import scopes, sees
from seizures.search.keys import ALL, facets_of, pair, within

if TYPE_CHECKING:
    from seizures.search.walk import Posting, Read

MOST_LOOKED_AT = 6  # partitions
MOST_IN_A_SCOPE = 2  # partitions of what only the caller and a few may see
ROWS = 20  # of each
SHOWN = 10
_COMMON = 2.0  # days between two cases; what comes more often than that tells nothing
_FAR = 3650.0  # days; rarer than that is no rarer

# What two cases can have in common, the most telling first; the goods sharpen a place or a way of hiding.
_TELLING = ("cover", "concealment", "departure", "transit", "country", "destination", "term", "means", "detection")
_SHARPENED = ("concealment", "departure", "destination", "country", "transit")


@dataclass(frozen=True, slots=True)
class _Trait:
    """Something the case has: the partition of those that have it too, and the keys it is made of."""

    partition: str
    keys: tuple[str, ...]


def similar(read: "Read", act: Act, keys: str, id: str | None) -> list[dict[str, Any]]:
    """The most alike first; `id`: the case itself, which is left out. `reasons`: keys in common, the rarest first."""
    today = act.now.date()
    visible = sees(act.caller, today)
    weights: dict[str, float] = {}
    found: dict[str, Posting] = {}
    looked_at = traits(keys)[:MOST_LOOKED_AT]
    for trait in looked_at:
        rows, ended = read(trait.partition, "0", "~", ROWS)
        others = [one for one in rows if one.id != id]
        weight = _weight(others, ended=ended)
        if weight > 0:
            weights[trait.partition] = weight
            found |= {one.sort: one for one in others if visible(one.keys)}
    telling = sorted(weights, key=lambda name: -weights[name])[:MOST_IN_A_SCOPE] or [ALL]
    for partition in [within(one, scope) for scope in scopes(act.caller, today) for one in telling]:
        rows, _ = read(partition, "0", "~", ROWS)
        found |= {one.sort: one for one in rows if one.id != id and visible(one.keys)}
    shared = {trait.partition: trait for trait in looked_at if trait.partition in weights}
    scored = [(_score(one.keys, shared, weights), one) for one in found.values()]
    best = sorted((pair for pair in scored if pair[0][0] > 0), key=lambda pair: (-pair[0][0], pair[1].sort))
    return [_shown(score, reasons, one.row) for (score, reasons), one in best[:SHOWN]]


def traits(keys: str) -> list[_Trait]:
    """Of a case, the most telling first; of a tree only the deepest step, of a place the port before the country."""
    values: dict[str, list[str]] = {}
    for facet, value in facets_of(keys):
        values.setdefault(facet, []).append(value)
    goods = [f"goods={value}" for value in values.get("goods", []) if value.count(".") == 1]
    return list(_traits({facet: _deepest(found) for facet, found in values.items()}, goods[:2]))


def _traits(values: Mapping[str, Sequence[str]], goods: Sequence[str]) -> Iterator[_Trait]:
    for facet in _TELLING:
        for value in values.get(facet, ())[:2]:
            key = f"{facet}={value}"
            if goods and facet in _SHARPENED:
                yield from (_Trait(pair(one, key), (one, key)) for one in goods)
            else:
                yield _Trait(key, (key,))


def _deepest(values: Sequence[str]) -> list[str]:
    """Without what another value says more exactly: `container` beside `container.structure`, `FR` beside `FRLEH`."""
    return [one for one in values if not any(other != one and other.startswith(one) for other in values)]


def _weight(rows: "Sequence[Posting]", *, ended: bool) -> float:
    """Doublings of the days between two cases beyond what is common. Nothing is rarer than what no open case has; a
    case that only the caller's region may see may have it."""
    if ended:
        gap = _FAR / max(1, len(rows))
    else:
        newest, oldest = (date.fromisoformat(one.day) for one in (rows[0], rows[-1]))
        gap = (newest - oldest).days / len(rows)
    return log2(max(gap, _COMMON) / _COMMON)


def _score(keys: str, shared: Mapping[str, _Trait], weights: Mapping[str, float]) -> tuple[float, list[str]]:
    reasons = [name for name, trait in shared.items() if all(f" {key} " in keys for key in trait.keys)]
    reasons.sort(key=lambda name: -weights[name])
    return sum(weights[name] for name in reasons), reasons


def _shown(score: float, reasons: Sequence[str], row: str) -> dict[str, Any]:
    named = [[_named(key) for key in name.split("&")] for name in reasons]
    return {"seizure": jsontext.loads(row), "score": round(score, 1), "reasons": named}


def _named(key: str) -> dict[str, str]:
    facet, _, value = key.partition("=")
    return {"field": {"goods": "commodity", "cover": "cover_load_hs"}.get(facet, facet), "value": value}
