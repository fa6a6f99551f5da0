"""How much a record says: weighted share of the fields that make it useful to others, and what would raise it.

The weights follow what search, statistics and risk analysis need most; they are a judgement, here to be argued with.
"""

from collections.abc import Callable
from typing import Any, Literal

from seizures.model import Draft

type _Test = Callable[[Draft], bool]

_WEIGHTS: tuple[tuple[str, int, _Test], ...] = (
    ("lines.type", 16, lambda d: all(line.type for line in d.lines)),
    ("lines.hs_code", 6, lambda d: any(line.hs_code for line in d.lines)),
    ("lines.details", 8, lambda d: any(line.details for line in d.lines)),
    ("lines.value", 4, lambda d: any(line.value for line in d.lines)),
    ("detection.method", 12, lambda d: d.detection is not None),
    ("concealment.place", 8, lambda d: d.concealment is not None and d.concealment.place is not None),
    ("concealment.method", 8, lambda d: d.concealment is not None and d.concealment.method is not None),
    ("place.location_type", 8, lambda d: d.place.location_type is not None),
    ("place.locode", 6, lambda d: d.place.locode is not None),
    ("route.origin", 6, lambda d: d.route.origin is not None),
    ("route.departure.locode", 4, lambda d: d.route.departure.locode is not None),
    ("conveyance.means", 4, lambda d: d.conveyance.means is not None),
    ("date_precision", 4, lambda d: d.date_precision == "day"),
    ("national_reference", 2, lambda d: d.national_reference is not None),
    ("grading", 2, lambda d: d.grading is not None),
    ("narrative", 2, lambda d: d.narrative is not None),
)


def quality(draft: Draft) -> dict[str, Any]:
    """A `Quality`. `missing`: the fields to fill, the most telling first."""
    lacking = [(weight, name) for name, weight, filled in _WEIGHTS if not filled(draft)]
    missing = sorted(lacking, key=lambda pair: -pair[0])
    total = sum(weight for _, weight, _ in _WEIGHTS)
    score = round(100 * (total - sum(weight for weight, _ in missing)) / total)
    return {"score": score, "missing": [name for _, name in missing]}


def form(draft: Draft) -> Literal["simplified", "full"]:
    """`full` once the answers of the full form are there: what exactly, how found, where, how hidden."""
    concealment = draft.concealment
    complete = (
        all(line.type for line in draft.lines)
        and draft.detection is not None
        and draft.place.location_type is not None
        and concealment is not None
        and concealment.method is not None
        and (concealment.place is not None or concealment.method == "not_concealed")
    )
    return "full" if complete else "simplified"
