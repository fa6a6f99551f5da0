"""For each rule a record that it fires on, and one as near to it as can be on which it stays quiet.

Changes by dotted path, `__` for the dots, of `builders.FULL` (cocaine by container vessel) or of a line of other goods.
"""

from dataclasses import dataclass, field
from typing import Any

CIGARETTES = {"category": "tobacco", "type": "cigarettes", "quantity": {"amount": "2000", "unit": "H87"}}
IVORY = {
    "category": "cites",
    "type": "ivory",
    "quantity": {"amount": "12", "unit": "KGM"},
    "details": {"taxon": "Loxodonta africana", "appendix": "I", "term": "TUS", "source": "W", "purpose": "T"},
}
ORCHIDS = {
    "category": "cites",
    "type": "orchids",
    "quantity": {"amount": "12", "unit": "H87"},
    "details": {"term": "LIV", "source": "A"},
}
PARROTS = {
    "category": "cites",
    "type": "birds",
    "quantity": {"amount": "12", "unit": "H87"},
    "details": {"term": "LIV", "purpose": "Z"},
}
SWALLOWED = {"method": "swallowed", "place": "person.internal"}


@dataclass(frozen=True)
class Pair:
    """`line`: in the place of the cocaine. Where a rule fires at a field: `at`."""

    fires: dict[str, Any]
    quiet: dict[str, Any]
    at: str
    line: dict[str, Any] = field(default_factory=dict)


def _line(**changes: Any) -> dict[str, Any]:
    return {f"lines__0__{path}": value for path, value in changes.items()}


CASES: dict[str, Pair] = {
    "R01": Pair({"seized_on": "2025-03-19"}, {"seized_on": "2025-03-20"}, "seized_on"),
    "R02": Pair(
        {"route__destination__country": "CO"},
        {"route__destination__country": "CO", "direction": "internal"},
        "route.destination",
    ),
    "R03": Pair(
        {"direction": "export"},
        {"direction": "export", "route__departure": {"country": "FR"}},
        "place.country",
    ),
    "R04": Pair({"place": {"country": "BE"}}, {"place": {"country": "FR"}}, "place.country"),
    "R05": Pair(
        {"concealment__method": "not_concealed"},
        {"concealment": {"method": "not_concealed", "place": "none"}},
        "concealment.place",
    ),
    "R06": Pair({"seized_on": "2026-01-01"}, {"seized_on": "2026-01-01", "date_precision": "year"}, "seized_on"),
    "R07": Pair(
        {"route__departure": {"country": "FR"}},
        {"route__departure": {"country": "FR"}, "direction": "export"},
        "place.country",
    ),
    "R08": Pair(
        {"direction": "transit", "route__destination__country": "FR"}, {"direction": "transit"}, "place.country"
    ),
    "R09": Pair(
        {"direction": "internal"}, {"direction": "internal", "route__destination__country": "FR"}, "direction"
    ),
    "R10": Pair(
        {"route__transit": [{"country": "PA"}, {"country": "PA"}]},
        {"route__transit": [{"country": "PA"}, {"country": "DO"}]},
        "route.transit.1.country",
    ),
    "R11": Pair(
        {"conveyance": {"mode": "4"}},
        {"conveyance": {"mode": "4"}, "place__location_type": "airport"},
        "conveyance.mode",
    ),
    "R12": Pair(
        {"conveyance": {"mode": "3"}, "concealment__place": "vessel.hold"},
        {"conveyance": {"mode": "8"}, "concealment__place": "vessel.hold"},
        "concealment.place",
    ),
    "R13": Pair(
        {"route__departure": {"country": "BO"}}, {"route__departure": {"country": "EC"}}, "route.departure.country"
    ),
    "R14": Pair(
        {"place": {"country": "CH", "locode": "CHBSL", "location_type": "seaport"}},
        {"place": {"country": "CH", "locode": "CHBSL", "location_type": "inland_waterway"}},
        "place.location_type",
    ),
    "R15": Pair(
        {"persons": [{"role": "driver", "count": 51}]}, {"persons": [{"role": "driver", "count": 50}]}, "persons"
    ),
    "R20": Pair(
        _line(quantity__amount="500001", quantity__unit="KTN"),
        _line(quantity__amount="500000", quantity__unit="TNE"),
        "lines.0.quantity.amount",
    ),
    "R21": Pair(
        _line(quantity__amount="4001"), _line(quantity__amount="4000"), "lines.0.quantity.amount"
    ),
    "R22": Pair(
        _line(quantity__unit="H87", subtype=...), _line(quantity__unit="U2", subtype=...), "lines.0.quantity.unit"
    ),
    "R23": Pair(_line(quantity__unit="U2"), _line(quantity__unit="H87"), "lines.0.quantity.unit", CIGARETTES),
    "R24": Pair(
        {"concealment": SWALLOWED, **_line(quantity__amount="3.1")},
        {"concealment": SWALLOWED, **_line(quantity__amount="3")},
        "lines",
    ),
    "R25": Pair(
        {"conveyance": {"mode": "5"}, **_line(packages={"count": 2, "code": "PC"})},
        {"conveyance": {"mode": "5"}, **_line(packages={"count": 3, "code": "PC"})},
        "lines.0.quantity.amount",
    ),
    "R26": Pair(
        _line(packages={"count": 2001, "code": "PC"}),
        _line(packages={"count": 2000, "code": "PC"}),
        "lines.0.packages.count",
        CIGARETTES,
    ),
    "R27": Pair(
        _line(details={"purity_percent": "82"}),
        _line(details={"purity_percent": "28"}),
        "lines.0.details.purity_percent",
        {"category": "drugs", "type": "cannabis", "subtype": "herbal", "quantity": {"amount": "1", "unit": "KGM"}},
    ),
    "R28": Pair(
        {"lines": [CIGARETTES, CIGARETTES]},
        {"lines": [CIGARETTES, {**CIGARETTES, "quantity": {"amount": "2001", "unit": "H87"}}]},
        "lines.1",
    ),
    "R30": Pair(_line(hs_code="080390"), _line(hs_code="2939"), "lines.0.hs_code"),
    "R31": Pair(_line(hs_code="293911"), _line(hs_code="293979"), "lines.0.hs_code"),
    "R32": Pair(
        {"concealment__cover_load_hs": "293972"}, {"concealment__cover_load_hs": "293911"}, "lines.0.hs_code"
    ),
    "R40": Pair(_line(value__amount="36000"), _line(value__amount="360000"), "lines.0.value.amount"),
    "R41": Pair(
        _line(value={"amount": "2000", "currency": "EUR"}),
        _line(value={"amount": "2001", "currency": "EUR"}),
        "lines.0.value.amount",
        CIGARETTES,
    ),
    "R50": Pair(_line(details__term="FEA"), _line(details__term="ROO"), "lines.0.details.term", ORCHIDS),
    "R51": Pair(_line(details__source="R"), _line(details__source="D"), "lines.0.details.source", ORCHIDS),
    "R52": Pair(
        _line(details={"source": "D", "appendix": "II"}),
        _line(details={"source": "D", "appendix": "I"}),
        "lines.0.details.source",
        IVORY,
    ),
    "R53": Pair(_line(details__term="SKI"), _line(details__term="IVC"), "lines.0.details.term", IVORY),
    "R54": Pair(_line(details__appendix="III"), _line(details__appendix="II"), "lines.0.details.appendix", IVORY),
    "R55": Pair(_line(details__source="I"), _line(details__source="U"), "lines.0.details.source", IVORY),
    "R56": Pair(_line(details__purpose="L"), _line(details__purpose="P"), "lines.0.details.purpose", IVORY),
    "R57": Pair(_line(details__term="FEA"), _line(details__term="EGL"), "lines.0.details.purpose", PARROTS),
    "R58": Pair(
        _line(details__purpose="H"), _line(details={"purpose": "H", "term": "TRO"}), "lines.0.details.purpose", PARROTS
    ),
    "R59": Pair(_line(quantity__unit="KGM"), _line(quantity__unit="NAR"), "lines.0.quantity.unit", PARROTS),
    "R60": Pair(
        _line(details__source="X"),
        _line(type="reptiles", details={"source": "X", "term": "LIV"}),
        "lines.0.details.source",
        PARROTS,
    ),
    "R70": Pair(
        _line(details={"illicit_white": True, "counterfeit": True}),
        _line(details={"illicit_white": True, "counterfeit": False}),
        "lines.0.details.counterfeit",
        CIGARETTES,
    ),
    "R71": Pair(
        _line(details={"un_class": "5.1"}),
        _line(details={"un_class": "1"}),
        "lines.0.details.un_class",
        {"category": "explosives", "type": "high", "quantity": {"amount": "3", "unit": "KGM"}},
    ),
    "R72": Pair(
        _line(details={"un_class": "7"}),
        _line(details={"un_class": "6.1"}),
        "lines.0.details.un_class",
        {"category": "hazardous", "type": "chemicals", "quantity": {"amount": "3", "unit": "KGM"}},
    ),
}  # fmt: skip
