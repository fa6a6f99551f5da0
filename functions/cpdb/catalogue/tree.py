"""The concealment tree with counts: exact, as a picture is counted in the transaction in which it becomes findable."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel

from cen import codes
from cpdb.catalogue.keys import steps

_FACETS = {"category": "commodity", "mode": "transport_mode", "kind": "picture_kind", "cover": "hs"}
_PLACES, _METHODS = "concealment_place", "concealment_method"


class CountedCode(BaseModel):
    code: str
    label: str
    count: int


class PlaceNode(CountedCode):
    """A place of concealment; `count` and `methods`: of pictures of this place and of all below it."""

    methods: list[CountedCode]
    places: list["PlaceNode"]


class PictureTree(BaseModel):
    """All places of concealment; of methods, categories, modes, kinds and chapters of cover loads those that pictures
    have, the most first."""

    count: int
    places: list[PlaceNode]
    methods: list[CountedCode]
    categories: list[CountedCode]
    modes: list[CountedCode]
    kinds: list[CountedCode]
    covers: list[CountedCode]


def tree(cells: Iterable[tuple[str, int]], lang: str) -> dict[str, Any]:
    """A `PictureTree`. `cells`: keys of what is counted, and how often; from several scopes they add up."""
    by_place: dict[str, Counter[str]] = {}
    facets: dict[str, Counter[str]] = {name: Counter() for name in _FACETS}
    methods: Counter[str] = Counter()
    for cell, count in cells:
        name, _, value = cell.partition("=")
        if name != "place":
            facets[name][value] += count
            continue
        place, _, method = value.partition("&method=")
        methods[method] += count
        for step in steps(place):
            by_place.setdefault(step, Counter())[method] += count
    categories, modes, kinds, covers = (_counted(facets[name], list_id, lang) for name, list_id in _FACETS.items())
    return {
        "count": methods.total(),
        "places": _nodes(None, by_place, lang),
        "methods": _counted(methods, _METHODS, lang),
        "categories": categories,
        "modes": modes,
        "kinds": kinds,
        "covers": covers,
    }


def _nodes(parent: str | None, by_place: dict[str, Counter[str]], lang: str) -> list[dict[str, Any]]:
    return [
        {
            "code": place.code,
            "label": place.label(lang),
            "count": by_place.get(place.code, Counter()).total(),
            "methods": _counted(by_place.get(place.code, Counter()), _METHODS, lang),
            "places": _nodes(place.code, by_place, lang),
        }
        for place in codes.children(_PLACES, parent)
    ]


def _counted(counts: Counter[str], list_id: str, lang: str) -> Sequence[dict[str, Any]]:
    """Without what was not said."""
    ordered = sorted(
        ((code, count) for code, count in counts.items() if code and count), key=lambda one: (-one[1], one[0])
    )
    return [{"code": code, "label": codes.label(list_id, code, lang), "count": count} for code, count in ordered]
