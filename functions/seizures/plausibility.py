"""Rules that make one look twice. A warning never refuses a record; it says what is unusual and where.

Each rule is one row: id, the field to look at, what to say in English and French, and when.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from cen.problems import FieldError
from seizures.model import Draft


@dataclass(frozen=True, slots=True)
class _Case:
    draft: Draft
    administration: str
    today: date


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    path: str
    en: str
    fr: str
    fires: Callable[[_Case], bool]


def _same_ends(case: _Case) -> bool:
    route = case.draft.route
    return case.draft.direction != "internal" and route.departure.country == route.destination.country


def _export_from_elsewhere(case: _Case) -> bool:
    draft = case.draft
    return draft.direction == "export" and draft.place.country != draft.route.departure.country


RULES: tuple[Rule, ...] = (
    Rule(
        "R01",
        "seized_on",
        "The seizure is more than a year old.",
        "La saisie date de plus d'un an.",
        lambda case: case.today - case.draft.seized_on > timedelta(days=365),
    ),
    Rule(
        "R02",
        "route.destination",
        "Departure and destination are the same country, yet the goods crossed a border.",
        "Départ et destination sont le même pays, alors que la marchandise a passé une frontière.",
        _same_ends,
    ),
    Rule(
        "R03",
        "place.country",
        "An export seized in another country than the goods departed from.",
        "Une exportation saisie dans un autre pays que celui du départ de la marchandise.",
        _export_from_elsewhere,
    ),
    Rule(
        "R04",
        "place.country",
        "The seizure was made outside the territory of the administration that enters it.",
        "La saisie a été faite hors du territoire de l'administration qui la saisit.",
        lambda case: case.draft.place.country != case.administration,
    ),
    Rule(
        "R05",
        "concealment.place",
        "A place of concealment is given, though the goods were not concealed.",
        "Un lieu de dissimulation est indiqué, alors que la marchandise n'était pas dissimulée.",
        lambda case: (
            case.draft.concealment is not None
            and case.draft.concealment.method == "not_concealed"
            and case.draft.concealment.place is not None
        ),
    ),
)


def warnings(draft: Draft, administration: str, today: date) -> list[FieldError]:
    case = _Case(draft, administration, today)
    return [FieldError(rule.path, rule.id, rule.en, {"message_fr": rule.fr}) for rule in RULES if rule.fires(case)]
