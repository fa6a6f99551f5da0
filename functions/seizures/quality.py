"""How much a record says, and how well: a score of four parts, with what would raise it.

*Completeness*: weighted share of the fields that make a record useful to others. *Timeliness*: days from seizure to
entry. *Plausibility*: what the rules find unusual. *Verification*: what the RILO said. The weights follow what search,
statistics and risk analysis need most; they are a judgement, here to be argued with.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal

from seizures.model import Draft, Verification

type _Test = Callable[[Draft], bool]

# Points of the score that each part gives at most.
WEIGHTS: Mapping[str, int] = {"completeness": 70, "timeliness": 10, "plausibility": 10, "verification": 10}

_FIELDS: tuple[tuple[str, int, _Test], ...] = (
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
FIELDS: tuple[str, ...] = tuple(name for name, _, _ in _FIELDS)
_BY_WEIGHT = sorted(_FIELDS, key=lambda field: -field[1])
_ALL_FIELDS = sum(weight for _, weight, _ in _FIELDS)
# So many of a hundred up to so many days from seizure to entry. CEN's partners aim at one day.
_TIMELY = ((2, 100), (7, 90), (30, 70), (90, 40), (180, 20))
_EACH_WARNING = 34
_VERIFIED = {Verification.VERIFIED: 100, Verification.UNVERIFIED: 50, Verification.QUERIED: 0}


def quality(draft: Draft, entered: date, warnings: int, verification: Verification) -> dict[str, Any]:
    """A `Quality`. `warnings`: how many plausibility rules fire. `missing`: the fields to fill, most telling first."""
    lacking = [(weight, name) for name, weight, filled in _BY_WEIGHT if not filled(draft)]
    parts = {
        "completeness": round(100 * (_ALL_FIELDS - sum(weight for weight, _ in lacking)) / _ALL_FIELDS),
        "timeliness": _timeliness(delay(draft.seized_on, draft.date_precision, entered)),
        "plausibility": max(0, 100 - _EACH_WARNING * warnings),
        "verification": _VERIFIED[verification],
    }
    return {"score": _score(parts), "parts": parts, "missing": [name for _, name in lacking]}


def graded_anew(found: Mapping[str, Any], verification: Verification) -> dict[str, Any]:
    """The same record's quality after a word of the RILO."""
    parts = {**found.get("parts", {}), "verification": _VERIFIED[verification]}
    if parts.keys() != WEIGHTS.keys():  # written before the score had parts
        return dict(found)
    return {**found, "score": _score(parts), "parts": parts}


def delay(seized_on: date, precision: str, entered: date) -> int:
    """Days from seizure to entry, never below 0. Of a month or a year the last day counts, in the record's favour."""
    last = {
        "day": seized_on,
        "month": seized_on.replace(day=monthrange(seized_on.year, seized_on.month)[1]),
        "year": seized_on.replace(month=12, day=31),
    }[precision]
    return max(0, (entered - last).days)


def explained(found: Mapping[str, Any], rules: list[dict[str, Any]]) -> dict[str, Any]:
    """An `Explained`. `rules`: the plausibility rules that fire. Points are those of the score."""
    parts: Mapping[str, int] = found["parts"]
    shares = {name: weight / _ALL_FIELDS for name, weight, _ in _FIELDS}
    steps: list[dict[str, Any]] = [
        {"part": "completeness", "do": "fill", "field": name, "points": _points("completeness", shares[name])}
        for name in found["missing"]
    ]
    each = _points("plausibility", min(_EACH_WARNING, 100 - parts["plausibility"]) / 100)
    steps += [
        {"part": "plausibility", "do": "check", "field": rule["path"], "rule": rule["code"], "points": each}
        for rule in rules
    ]
    if parts["verification"] < _VERIFIED[Verification.VERIFIED]:
        do = "answer_query" if parts["verification"] == 0 else "await_verification"
        lacking = _points("verification", 1 - parts["verification"] / 100)
        steps.append({"part": "verification", "do": do, "points": lacking})
    shown = [
        {"part": name, "value": parts[name], "weight": weight, "points": round(parts[name] * weight / 100, 1)}
        for name, weight in WEIGHTS.items()
    ]
    return {"score": found["score"], "parts": shown, "raise": sorted(steps, key=lambda step: -step["points"])}


def _points(part: str, share: float) -> float:
    return round(share * WEIGHTS[part], 1)


def _score(parts: Mapping[str, int]) -> int:
    return round(sum(parts[name] * weight for name, weight in WEIGHTS.items()) / 100)


def _timeliness(days: int) -> int:
    return next((value for most, value in _TIMELY if days <= most), 0)


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
