"""The sheet of the CITES annual illegal trade report: nineteen columns, one row per CITES line.

Source of the columns: CITES, format of the annual illegal trade report. Countries are ISO codes and specimens the term
codes, as the report asks for. Law, sanction and disposal are outcomes of a case, which a seizure record does not hold.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from cen import codes
from seizures.exports.columns import SEPARATOR, Document

HEADER = (
    "Date of seizure",
    "Species",
    "Description of specimen",
    "Quantity",
    "Unit",
    "Location of incident",
    "Detecting agency",
    "Reason for seizure",
    "Means of transport",
    "Method of concealment",
    "Alleged final destination",
    "Alleged country of origin",
    "Alleged country/ies of transit",
    "Nationality of offender(s)",
    "Law under which charges were brought",
    "Sanction",
    "Disposal of confiscated specimens",
    "Estimated value in country",
    "Additional information / reference",
)
DECIMAL = tuple(name == "Quantity" for name in HEADER)
_CITES = "cites"
# UNECE Recommendation 20 to the units of the CITES trade database. A number of specimens is written in pieces.
_UNITS = {
    "KGM": "KIL",
    "GRM": "GRM",
    "MGM": "MGM",
    "MC": "MYG",
    "TNE": "TON",
    "LTR": "LTR",
    "MLT": "MLT",
    "MTQ": "CUM",
    "CMQ": "CCM",
    "MTR": "MTR",
    "CMT": "CTM",
    "MTK": "SQM",
    "FTK": "SQF",
    "PR": "PAI",
    "H87": "PCS",
    "NAR": "PCS",
    "C62": "PCS",
    "SET": "SET",
}
# Characters of an ISO 8601 date that are known.
_KNOWN = {"day": 10, "month": 7, "year": 4}


def concerns(document: Document) -> bool:
    return any(line["category"] == _CITES for line in document["lines"])


def rows(document: Document) -> Iterator[Sequence[str]]:
    case = _case(document)
    for line in document["lines"]:
        if line["category"] == _CITES:
            yield [*case[:1], *_goods(line), *case[1:], _value(line), _reference(document)]


def _goods(line: Document) -> list[str]:
    specimen = line.get("details") or {}
    quantity = line["quantity"]
    unit = quantity["unit"]
    return [specimen.get("taxon", ""), specimen.get("term", ""), quantity["amount"], _UNITS.get(unit, unit)]


def _case(document: Document) -> list[str]:
    """The date, then columns 6 to 17."""
    route, outcome = document["route"], ["", "", ""]
    persons = document.get("persons", ())
    return [
        document["seized_on"][: _KNOWN[document["date_precision"]]],
        _place(document["place"]),
        f"Customs, {codes.label('country', document['administration'])}",
        _label("offence", document.get("offence")),
        _means(document["conveyance"]),
        _hidden(document.get("concealment") or {}),
        route["destination"]["country"],
        (route.get("origin") or {}).get("country", ""),
        _joined(leg["country"] for leg in route.get("transit", ())),
        _joined(dict.fromkeys(one["nationality"] for one in persons if one.get("nationality"))),
        *outcome,
    ]


def _place(place: Document) -> str:
    return ", ".join(filter(None, (_label("locode", place.get("locode")), _label("country", place["country"]))))


def _means(conveyance: Document) -> str:
    mode, means = _label("transport_mode", conveyance["mode"]), _label("transport_means", conveyance.get("means"))
    return f"{mode}: {means}" if means else mode


def _hidden(concealment: Document) -> str:
    method = _label("concealment_method", concealment.get("method"))
    return _joined(filter(None, (method, _label("concealment_place", concealment.get("place")))))


def _value(line: Document) -> str:
    value = line.get("value")
    return f"{value['amount']} {value['currency']}" if value else ""


def _reference(document: Document) -> str:
    return _joined(filter(None, (document.get("national_reference"), document["id"], f"TLP:{document['tlp']}")))


def _label(list_id: str, code: str | None) -> str:
    return codes.label(list_id, code) if code else ""


def _joined(texts: Any) -> str:
    return SEPARATOR.join(texts)
