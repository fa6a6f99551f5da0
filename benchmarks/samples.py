"""The records and callers that are measured."""

from typing import Any

SIMPLE: dict[str, Any] = {
    "seized_on": "2026-03-14",
    "place": {"country": "FR"},
    "direction": "import",
    "conveyance": {"mode": "5"},
    "route": {"departure": {"country": "NL"}, "destination": {"country": "FR"}},
    "lines": [{"category": "tobacco", "quantity": {"amount": "2000", "unit": "H87"}}],
}

FULL: dict[str, Any] = {
    "seized_on": "2026-03-14",
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
        "description": "Bricks laid between the floor beams, behind welded plates; the floor stood too high.",
    },
    "persons": [{"role": "driver", "count": 1, "age_band": "30-39", "residence": "NL"}],
    "grading": {"source": "A", "information": "2"},
    "tlp": "GREEN",
    "narrative": "The scanner image showed a floor thicker than usual under a load of bananas. A hole was drilled, "
    "white powder came out and reacted to the field test for cocaine. The container was unloaded, the floor taken up.",
}


def person(name: str, *groups: str) -> dict[str, str]:
    """Claims of an access token as the gateway hands them on."""
    return {"sub": name, "username": name, "token_use": "access", "cognito:groups": f"[{' '.join(groups)}]"}


OFFICER = person("0fbd2d1a-officer-fr", "tier-unrestricted", "administration-FR")
NCP = person("1fbd2d1a-ncp-fr", "tier-unrestricted", "administration-FR", "role-ncp")
RILO = person("2fbd2d1a-rilo-we", "tier-unrestricted", "administration-DE", "rilo-WE")
READER = person("3fbd2d1a-reader-gb", "tier-read-only", "administration-GB")

CLIENT_ID = "6v1kqfmachineclientfr"
MACHINE = {"sub": CLIENT_ID, "client_id": CLIENT_ID, "token_use": "access", "scope": "cen/tier-unrestricted"}
