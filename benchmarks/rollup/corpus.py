"""A hundred thousand cases, drawn with a fixed seed, as the door to the records shows them."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cen import jsontext, members
from cen.doors import SeenSeizure

SEED = 20260320
TODAY = date(2026, 3, 20)
DAYS = 3 * 365
ADMINISTRATIONS = 40
TEMPLATES = 1000
_GOODS = [
    ("drugs", "cocaine", "powder", "KGM"), ("drugs", "cannabis", "resin", "KGM"), ("drugs", "opiates", "heroin", "KGM"),
    ("drugs", "psychotropic", "captagon", "U2"), ("tobacco", "cigarettes", None, "H87"),
    ("ipr", "clothing", None, "H87"), ("medicines", "erectile", None, "H87"), ("cites", "shark", None, "KGM"),
    ("currency", "cash", None, "H87"),
]  # fmt: skip
_COUNTRIES = "CO EC PE BR MA AF TR CN AE NL BE ES DE FR GB US ZA NG KE IN PK TH VN MX PA DO SN GH UA RU".split()  # noqa: SIM905
_PLACES = [
    "container.structure.floor",
    "road_vehicle.fuel_tank",
    "baggage.lining",
    "post.goods",
    "person.internal",
    None,
]
_METHODS = ["built_cavity", "existing_cavity", "mixed", "false_declaration", None]
_DETECTION = ["risk_profile", "random_selection", "routine_control", "intelligence", None]
_FIELDS = ["lines.value", "grading", "narrative", "route.origin", "place.locode", "conveyance.means"]


def cases(count: int) -> Iterator[SeenSeizure]:
    """Few administrations report most; delays are of some weeks; one case in twenty has several lines."""
    draw = random.Random(SEED)  # noqa: S311 - the same world every time
    templates = [_document(draw) for _ in range(TEMPLATES)]
    reporting = [one.code for one in members.administrations()][::4][:ADMINISTRATIONS]
    weights = [1 / (rank + 3) for rank in range(len(reporting))]
    for number in range(count):
        administration = draw.choices(reporting, weights)[0]
        seized = TODAY - timedelta(days=draw.randrange(DAYS))
        published = seized + timedelta(days=round(draw.expovariate(1 / 25)))
        text = draw.choice(templates).replace("2000-01-01", seized.isoformat())
        text = text.replace("2000-01-02", published.isoformat())
        tlp = draw.choices(("GREEN", "CLEAR", "AMBER", "AMBER+STRICT"), (88, 6, 5, 1))[0]
        rilo = members.rilo_of(administration, TODAY)
        yield SeenSeizure(id_of(number), 1, "published", "unverified", administration, rilo, tlp, None, text)


def id_of(number: int) -> str:
    return f"01K{number:023d}"


def _document(draw: random.Random) -> str:
    lines = [_line(draw) for _ in range(1 if draw.random() < 0.95 else draw.randrange(2, 6))]
    origin, destination = draw.choices(_COUNTRIES, [1 / (n + 2) for n in range(len(_COUNTRIES))], k=2)
    place, method, detection = draw.choice(_PLACES), draw.choice(_METHODS), draw.choice(_DETECTION)
    made: dict[str, Any] = {
        # What the server adds to a record, as far as nobody counts it.
        "id": id_of(0),
        "version": 3,
        "status": "published",
        "verification": "unverified",
        "administration": "FR",
        "rilo": "WE",
        "created_at": "2026-01-05T09:00:00.000Z",
        "updated_at": "2026-01-06T09:00:00.000Z",
        "submitted_at": "2026-01-05T10:00:00.000Z",
        "national_reference": "REF-2026-000123",
        "tlp": "GREEN",
        "persons": [{"role": "driver", "count": 1, "age_band": "30-39", "residence": "NL"}],
        "form": "full",
        "channel": "import",
        "seized_on": "2000-01-01",
        "date_precision": "day",
        "published_at": "2000-01-02T12:00:00.000Z",
        "place": {"country": destination, "location_type": "seaport"},
        "direction": draw.choice(["import", "export", "transit"]),
        "conveyance": {"mode": draw.choice("12345")},
        "route": {
            "departure": {"country": origin, "certainty": "declared"},
            "transit": [{"country": draw.choice(_COUNTRIES)}] if draw.random() < 0.3 else [],
            "destination": {"country": destination},
        },
        "lines": lines,
        "quality": {"score": 60, "missing": draw.sample(_FIELDS, 3)},
        "narrative": "Found behind a false wall after the scanner image showed a floor thicker than usual. " * 3,
    }
    if detection:
        made["detection"] = {"method": detection}
    if place or method:
        made["concealment"] = {name: value for name, value in (("place", place), ("method", method)) if value}
    return jsontext.dumps(made)


def _line(draw: random.Random) -> dict[str, Any]:
    category, kind, subtype, unit = draw.choice(_GOODS)
    amount = f"{draw.lognormvariate(2, 2):.3f}"
    quantity = {"amount": "0.001" if amount == "0.000" else amount, "unit": unit}
    return {"category": category, "type": kind, "quantity": quantity, **({"subtype": subtype} if subtype else {})}
