"""From a row of the UNODC individual drug seizures to a record. What the row does not say stays out.

The certainty of a leg and the basis of a quantity are never published, so they are never given.
"""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from local.seed.tables import Row, countries, drugs, places

# Rec 20. `Unit`, `Bush`, `Flacons` and `Ampoule` have no certain unit.
UNITS = {
    "Kilogram": "KGM",
    "Gram": "GRM",
    "Ton": "TNE",
    "Litre": "LTR",
    "Millilitre": "MLT",
    "Cc": "CMQ",
    "Tablet": "U2",
    "Pill": "U2",
}
# Rec 19.
MODES = {
    "Commercial sea": "1",
    "Private sea": "1",
    "Rail": "2",
    "Commercial road": "3",
    "Private road": "3",
    "Commercial air": "4",
    "Private air": "4",
    "Mail": "5",
    "River": "8",
}
DIRECTIONS = {
    "Border - inbound": "import",
    "Border - outbound": "export",
    "Border - transit/free trade zone": "transit",
    "National territory/domestic seizure": "internal",
}
_PREMISES_AND_ROADS = (
    *("Residence", "Home/Residence", "Flat/Apartment", "Hotel", "Building", "Bar", "Prison", "Property"),
    *("Street", "Road", "Highway", "Car Park"),
)
# An installation that moves (a car, a bus) or that says nothing (`Other`) is no kind of location.
_LOCATION_TYPES = {
    "Post Office": "postal_centre",
    "Seaport": "seaport",
    "Railway Station": "railway",
    "Maritime Zone": "sea",
    **dict.fromkeys(_PREMISES_AND_ROADS, "inland"),
}
# `Inserted`, `Food`, `Appliances`, `Furniture` and the like do not tell whether they were baggage, post or load.
_CONCEALMENT = {
    "Swallowed": "person.internal",
    "Body": "person",
    "Outerwear": "person.clothing",
    "Underwear": "person.clothing",
    "Shoes": "person.shoes",
    "Baggage": "baggage",
    "Handbag": "baggage",
    "Postal": "post",
    "Container": "container",
    "Vessel": "vessel",
}
_WITH_TRAVELLER = frozenset({"Swallowed", "Body", "Outerwear", "Underwear", "Shoes", "Baggage", "Handbag"})
_FINEST = Decimal("0.000001")


def record(row: Row) -> dict[str, Any]:
    """Raises KeyError if the row holds a word that has no code; the rows of the sample do not."""
    country = countries()[row["COUNTRY"]]
    found: dict[str, Any] = {
        "national_reference": f"UNODC-IDS-{row['ROW']}",
        "seized_on": row["SEIZURE_DATE"],
        "place": _place(row, country),
        "direction": DIRECTIONS[row["ROUTING"]],
        "conveyance": {"mode": MODES[row["TRANSPORT"]]},
        "route": _route(row),
        "lines": [_line(row)],
    }
    if row["HIDING_PLACE"] in _CONCEALMENT:
        found["concealment"] = {"place": _CONCEALMENT[row["HIDING_PLACE"]]}
    if not drugs()[row["DRUG_NAME"]]["said_by_code"]:
        found["narrative"] = f"Published as {row['DRUG_NAME']}."
    return found


def amount(published: str) -> str | None:
    """The decimal that was meant; None if it is not positive or finer than a millionth of its unit.

    >>> amount("0.30000000000000004"), amount("2786.0")
    ('0.3', '2786')
    """
    exact = Decimal(published)
    rounded = exact.quantize(_FINEST, ROUND_HALF_EVEN)
    # The copy went through binary floats: their noise lies far below the last digit that anybody weighed.
    if rounded <= 0 or abs(exact - rounded) > abs(exact) * Decimal("1e-12"):
        return None
    return f"{rounded:f}".rstrip("0").rstrip(".")


def _place(row: Row, country: str) -> dict[str, str]:
    place = {"country": country}
    if locode := places().get((country, row["PLACE"])):
        place["locode"] = locode
    if location_type := _location_type(row):
        place["location_type"] = location_type
    return place


def _location_type(row: Row) -> str | None:
    if row["INSTALLATION"] != "Airport":
        return _LOCATION_TYPES.get(row["INSTALLATION"])
    if row["HIDING_PLACE"] in _WITH_TRAVELLER:
        return "airport_passenger"
    return "airport_cargo" if row["HIDING_PLACE"] == "Freight" else "airport"


def _route(row: Row) -> dict[str, Any]:
    legs = {"origin": "PRODUCING_COUNTRY", "departure": "DEPARTURE_COUNTRY", "destination": "DESTINATION_COUNTRY"}
    known = {leg: row[column] for leg, column in legs.items() if row[column]}
    return {leg: {"country": countries()[name]} for leg, name in known.items()}


def _line(row: Row) -> dict[str, Any]:
    drug = drugs()[row["DRUG_NAME"]]
    kind = {step: drug[step] for step in ("category", "type", "subtype") if drug[step]}
    return {**kind, "quantity": {"amount": amount(row["AMOUNT"]), "unit": UNITS[row["DRUG_UNIT"]]}}
