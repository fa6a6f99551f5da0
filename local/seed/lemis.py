"""From the lines of one US wildlife shipment to a record with as many commodity lines.

What they do not say stays out.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from local.seed.tables import Row

# Rec 20. The source counts specimens.
UNITS = {"NO": "H87", "GM": "GRM", "KG": "KGM", "LB": "LBR"}
# The Service's codes that mean what the CITES term of the same letters means, by its key of February 2013.
TERMS = frozenset({"BOC", "BOD", "FEA", "FIN", "IVC", "LPS", "MED", "SHE", "SKP", "SKU", "TEE"})
# The others, in words, for the narrative.
_OTHER_TERMS = {
    "BOP": "bone pieces",
    "CPR": "coral products",
    "GAB": "gall bladders",
    "IJW": "ivory jewellery",
    "JWL": "jewellery",
    "SHO": "shoes",
    "TRI": "trim",
}
# UN/LOCODE of the Service's ports, where the port is one place.
_PORTS = {
    "AN": "USANC",
    "AT": "USATL",
    "CA": "USCAL",
    "CH": "USCHI",
    "DF": "USDFW",
    "EL": "USELP",
    "HN": "USHOU",
    "LA": "USLAX",
    "LO": "USLUI",
    "ME": "USMEM",
    "MI": "USMIA",
    "NY": "USNYC",
    "SF": "USSFO",
}
_NOT_LISTED = "noncites entry"
_TYPES = {
    "other_mammals": ("ALL CETACEANS", "ALL ELEPHANTS", "BEAR", "ELEPHANT", "ELEPHANTS"),
    "big_cats": ("TIGER",),
    "reptiles": ("ALL REPTILES", "AMPHIBIANS", "BOAS", "CROCODILE", "PYTHON"),
    "birds": ("OSTRICH", "TOUCAN", "VULTURE"),
    "coral": ("CORAL",),
    "shells": ("MOLLUSCS", "OYSTER"),
    "other_fish": ("SEA CUCUMBER",),
    "invertebrates": ("ALL TARANTULAS", "BUTTERFLIES", "INSECTS"),
}
_TYPE_OF = {name: kind for kind, names in _TYPES.items() for name in names}
_IVORY = frozenset({"IJW", "IVC"})


def cases(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The lines of each shipment; the rows stand in order of their control number."""
    for _, lines in groupby(rows, key=lambda row: row["control_number"]):
        yield list(lines)


def record(lines: list[Row]) -> dict[str, Any]:
    """Lines of one shipment may have been disposed of on several days: the last one counts."""
    first = lines[0]
    route = {"departure": {"country": first["country_imp_exp_iso2c"]}, "destination": {"country": "US"}}
    origins = {line["country_origin_iso2c"] for line in lines}
    if len(origins) == 1 and "XX" not in origins:
        route["origin"] = {"country": first["country_origin_iso2c"]}
    found: dict[str, Any] = {
        "national_reference": f"LEMIS-{first['control_number']}",
        "seized_on": max(day(line["disposition_date"]) for line in lines),
        "place": {"country": "US", "locode": _PORTS[first["port"]]},
        "direction": "import",
        "conveyance": {"mode": "0"},
        "route": route,
        "lines": [_line(line) for line in lines],
    }
    if words := list(dict.fromkeys(filter(None, map(_in_words, lines)))):
        found["narrative"] = f"Published as {'; '.join(words)}."
    return found


def day(published: str) -> str:
    """
    >>> day("7/2/13")
    '2013-07-02'
    """
    return datetime.strptime(published, "%m/%d/%y").date().isoformat()  # noqa: DTZ007


def taxon(line: Row) -> str | None:
    genus, species = line["genus"], line["species"]
    if genus in ("NA", _NOT_LISTED):
        return None
    return genus.capitalize() if species in ("NA", "species") else f"{genus.capitalize()} {species}"


def _line(line: Row) -> dict[str, Any]:
    details = {"source": line["source_"], "purpose": line["purpose"]}
    if name := taxon(line):
        details["taxon"] = name
    if line["genus"] == _NOT_LISTED:
        details["appendix"] = "N"
    if line["wildlife_description"] in TERMS:
        details["term"] = line["wildlife_description"]
    quantity = {"amount": line["quantity"], "unit": UNITS[line["unit"]]}
    return {"category": "cites", **_kind(line), "quantity": quantity, "details": details}


def _kind(line: Row) -> dict[str, str]:
    """The type, where the animal's everyday name tells it (`ALL MAMMALS` does not)."""
    name = line["generic_name"]
    kind = "ivory" if line["wildlife_description"] in _IVORY else _TYPE_OF.get(name)
    return {"type": kind} if kind else {}


def _in_words(line: Row) -> str | None:
    """What the codes of the line leave out: the animals without a scientific name, the goods without a term."""
    animals = "" if taxon(line) else line["generic_name"].lower()
    return " ".join(filter(None, (animals, _OTHER_TERMS.get(line["wildlife_description"], "")))) or None
