"""Records, callers and acts for tests."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

from cen.act import Act, Idempotency
from cen.principal import Principal, Tier

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)

FULL: dict[str, Any] = {
    "national_reference": "FR-2026-000123",
    "seized_on": "2026-03-14",
    "date_precision": "day",
    "place": {"country": "FR", "locode": "FRLEH", "location_type": "seaport"},
    "direction": "import",
    "offence": "smuggling",
    "conveyance": {"mode": "1", "means": "container_vessel", "courier": False},
    "route": {
        "origin": {"country": "CO", "certainty": "known"},
        "departure": {"country": "CO", "locode": "COCTG", "certainty": "declared"},
        "transit": [{"country": "PA", "certainty": "suspected"}],
        "destination": {"country": "BE", "certainty": "declared"},
    },
    "lines": [
        {
            "category": "drugs",
            "type": "cocaine",
            "subtype": "powder",
            "hs_code": "293972",
            "hs_edition": "2022",
            "quantity": {"amount": "120.5", "unit": "KGM", "basis": "weighed"},
            "packages": {"count": 100, "code": "PK"},
            "value": {"amount": "3600000", "currency": "EUR", "basis": "street"},
            "details": {"purity_percent": "82", "logo": "star"},
        }
    ],
    "detection": {"method": "risk_profile", "aids": ["xray"]},
    "concealment": {
        "place": "container.structure.floor",
        "method": "built_cavity",
        "cover_load_hs": "080390",
        "description": "Bricks laid between the floor beams, behind welded plates.",
    },
    "persons": [{"role": "driver", "count": 1, "age_band": "30-39", "residence": "NL"}],
    "operation_id": None,
    "grading": {"source": "A", "information": "2"},
    "tlp": "GREEN",
    "narrative": "Found after the scanner image showed a floor thicker than usual.",
}

SIMPLE: dict[str, Any] = {
    "seized_on": "2026-03-14",
    "place": {"country": "FR"},
    "direction": "import",
    "conveyance": {"mode": "5"},
    "route": {"departure": {"country": "NL"}, "destination": {"country": "FR"}},
    "lines": [{"category": "tobacco", "quantity": {"amount": "2000", "unit": "H87"}}],
}


def record(base: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A deep copy with changes by dotted path, `__` for the dots: `place__country="FR"`; `...` removes."""
    made = copy.deepcopy(FULL if base is None else base)
    for path, value in changes.items():
        *steps, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        target: Any = made
        for step in steps:
            target = target[step]
        if value is ...:
            del target[last]
        else:
            target[last] = value
    return made


def person(
    name: str, tier: Tier | None = Tier.UNRESTRICTED, administration: str | None = None, **more: Any
) -> Principal:
    return Principal(id=name, name=name, kind="person", tier=tier, administration=administration, **more)


OFFICER = person("officer-fr", administration="FR")
COLLEAGUE = person("officer-fr-2", administration="FR")
NCP = person("ncp-fr", administration="FR", roles=frozenset({"ncp"}))
RILO_WE = person("rilo-we", administration="DE", rilos=frozenset({"WE"}))
RILO_SA = person("rilo-sa", administration="CL", rilos=frozenset({"SA"}))
OFFICER_DE = person("officer-de", administration="DE")
OFFICER_CO = person("officer-co", administration="CO")
NCP_CO = person("ncp-co", administration="CO", roles=frozenset({"ncp"}))
READER_FR = person("reader-fr", Tier.READ_ONLY, "FR")
READER_GB = person("reader-gb", Tier.READ_ONLY, "GB")
CENMAT = person("cenmat", roles=frozenset({"cenmat"}))
LIMITED = person("limited", Tier.LIMITED, "DE")
SERVICE = Principal(id="client-fr", name="feed", kind="service", tier=Tier.UNRESTRICTED, administration="FR")


def act(
    caller: Principal = OFFICER,
    *,
    key: str | None = None,
    sent: str = "x",
    if_match: str | None = None,
    later: float = 0,
) -> Act:
    """`key`, `sent`: idempotency key and what was sent with it; `later`: seconds after NOW."""
    idempotency = Idempotency(key, sent) if key else None
    return Act(caller, NOW + timedelta(seconds=later), "req-1", idempotency, if_match)
