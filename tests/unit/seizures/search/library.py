"""Records that are in the database already, asked about through the API."""

from typing import Any

from cen.principal import Principal
from seizures.record import Record
from tests.answer import Answer
from tests.unit.seizures.builders import FULL, OFFICER, READER_GB, SIMPLE, record
from tests.unit.seizures.gateway import Gateway
from tests.unit.seizures.search.corpus import published

FIN = {
    "category": "cites",
    "type": "shark",
    "hs_code": "030571",
    "quantity": {"amount": "40", "unit": "KGM"},
    "details": {"term": "FIN", "taxon": "Isurus oxyrinchus"},
}
CIGARETTES = {
    "category": "tobacco",
    "type": "cigarettes",
    "quantity": {"amount": "2000", "unit": "H87"},
    "details": {"brand": "Étoile du Nord"},
}
COCAINE = published(FULL, 1)
SHARK = published(
    record(
        SIMPLE,
        lines=[FIN],
        seized_on="2026-02-01",
        place={"country": "FR", "locode": "FRCDG", "location_type": "airport"},
        direction="transit",
        conveyance={"mode": "4"},
        route={
            "departure": {"country": "SN"},
            "transit": [{"country": "AE"}],
            "destination": {"country": "HK"},
        },
        detection={"method": "random_selection"},
        concealment={"place": "baggage.lining"},
        narrative="Ailerons séchés dans la doublure d'une valise.",
    ),
    2,
)
TOBACCO = published(record(SIMPLE, lines=[CIGARETTES], seized_on="2025-11-30"), 3)
ALL = (COCAINE, SHARK, TOBACCO)


def library(*records: Record) -> Gateway:
    api = Gateway()
    for one in records or ALL:
        api.store.heads[one.id] = one
    api.catch_up()
    return api


def search(api: Gateway, caller: Principal = READER_GB, **query: str) -> Answer:
    return api.call("GET", "/v1/seizures", caller, query=query)


def found(api: Gateway, caller: Principal = READER_GB, **query: str) -> list[str]:
    """Ids on the only page."""
    answer = search(api, caller, **query)
    assert answer.status == 200, answer.text
    assert answer.json["next"] is None
    return [item["id"] for item in answer.json["items"]]


def counted(api: Gateway, caller: Principal = READER_GB, **query: str) -> Any:
    answer = api.call("GET", "/v1/seizures/facets", caller, query=query)
    assert answer.status == 200, answer.text
    return answer.json


def alike(api: Gateway, id: str, caller: Principal = OFFICER) -> Any:
    answer = api.call("GET", f"/v1/seizures/{id}/similar", caller)
    assert answer.status == 200, answer.text
    return answer.json["items"]
