"""What is kept of a case to count it by: no text of anybody's, no reference, nobody's traits.

A row is plain JSON values. It is of the case as it is published; a case that is not counts nowhere and has none. The
version of the case is not in it: a change of what is not counted leaves the row as it was.
"""

from collections.abc import Mapping
from typing import Any

from cen.doors import SeenSeizure
from cen.tlp import Tlp
from rilo_rollup.cells.quantity import MONEY, counted, scaled

PUBLISHED = "published"
# A record that has never been published may come and go without a trace here; see `keep.rows`.
BEFORE_PUBLICATION = frozenset({"draft", "submitted", "returned"})
OPEN, OWN = "open", "own"
UNSAID = "unspecified"
_EVERYBODYS = (Tlp.CLEAR, Tlp.GREEN)

type Row = dict[str, Any]


def rilo_scope(rilo: str) -> str:
    return f"rilo-{rilo}"


def scope_of(tlp: str, rilo: str | None) -> str | None:
    """Who may see what is counted of a case: everybody with access, the members of a RILO's region, or its own
    administration alone. None: nobody, so it is counted nowhere."""
    label = Tlp(tlp)
    if label is Tlp.RED:
        return None
    if label in _EVERYBODYS:
        return OPEN
    return rilo_scope(rilo) if label is Tlp.AMBER and rilo is not None else OWN


def row_of(seen: SeenSeizure, document: Mapping[str, Any]) -> Row | None:
    """`document`: the record's. None for a case that is not to be counted: never published, withdrawn, or merged into
    another, which counts for both."""
    scope = scope_of(seen.tlp, seen.rilo)
    if seen.status != PUBLISHED or scope is None:
        return None
    route, conveyance = document["route"], document["conveyance"]
    hidden, detection = document.get("concealment") or {}, document.get("detection") or {}
    return {
        "id": seen.id,
        "administration": seen.administration,
        "rilo": seen.rilo,
        "tlp": seen.tlp,
        "scope": scope,
        "verification": seen.verification,
        "form": document["form"],
        "channel": document["channel"],
        "seized_on": document["seized_on"],
        "precision": document.get("date_precision", "day"),
        "published_on": document["published_at"][:10],
        "country": document["place"]["country"],
        "locode": document["place"].get("locode"),
        "location": document["place"].get("location_type"),
        "direction": document["direction"],
        "offence": document.get("offence"),
        "mode": conveyance["mode"],
        "means": conveyance.get("means"),
        "origin": _leg(route.get("origin")),
        "departure": _leg(route["departure"]),
        "transit": [_leg(leg) for leg in route.get("transit", ())],
        "destination": _leg(route["destination"]),
        "detection": detection.get("method"),
        "place": hidden.get("place"),
        "method": hidden.get("method"),
        "missing": document["quality"]["missing"],
        "lines": [_line(line) for line in document["lines"]],
    }


def _leg(leg: Mapping[str, Any] | None) -> list[str | None] | None:
    return [leg["country"], leg.get("certainty")] if leg else None


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    quantity = line["quantity"]
    base, number = counted(quantity["amount"], quantity["unit"])
    made = {
        "category": line["category"],
        "type": line.get("type") or UNSAID,
        "subtype": line.get("subtype"),
        "hs": line.get("hs_code"),
        "amount": quantity["amount"],
        "unit": quantity["unit"],
        "base": base,
        "number": number,
    }
    value = line.get("value")
    if value:
        made["value"], made["currency"] = value["amount"], value["currency"]
    return made


def quantities(line: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Of a line, by base unit. Money is an amount too, but only where money is what was seized."""
    found = [(line["base"], line["number"])]
    if line["category"] == "currency" and "value" in line:
        found.append((MONEY + line["currency"], scaled(line["value"])))
    return found
