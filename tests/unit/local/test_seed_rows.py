"""Every row of the sample becomes a record that the system accepts, and says no more than the row."""

import json
from datetime import date
from typing import Any

import pytest

from cen import codes
from local.seed import lemis, unodc
from local.seed.records import all_records
from local.seed.tables import drugs, places, read
from seizures import guard
from seizures.model import Draft

TODAY = {"today": date(2026, 1, 1)}
ROWS = read("unodc_ids")
SHIPMENTS = list(lemis.cases(read("lemis_seized")))
RECORDS = [record for records in all_records().values() for record in records]


def draft(record: dict[str, Any]) -> Draft:
    return Draft.model_validate_json(json.dumps(record), context=TODAY)


ROW = {
    "ROW": "7",
    "COUNTRY": "Sweden",
    "PLACE": "Malmö",
    "SEIZURE_DATE": "2012-03-14",
    "DRUG_NAME": "Diazepam",
    "AMOUNT": "2786.0",
    "DRUG_UNIT": "Tablet",
    "HIDING_PLACE": "Baggage",
    "INSTALLATION": "Airport",
    "TRANSPORT": "Commercial air",
    "PRODUCING_COUNTRY": "",
    "DEPARTURE_COUNTRY": "Serbia",
    "DESTINATION_COUNTRY": "Sweden",
    "ROUTING": "Border - inbound",
}


def test_there_are_a_thousand_real_seizures() -> None:
    assert len(RECORDS) == len(ROWS) + len(SHIPMENTS) >= 1_000


def test_each_record_has_its_own_reference() -> None:
    assert len({record["national_reference"] for record in RECORDS}) == len(RECORDS)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["national_reference"])
def test_the_system_accepts_the_record(record: dict[str, Any]) -> None:
    draft(record)


def test_tables_name_codes_that_exist() -> None:
    for drug in drugs().values():
        steps = [drug[step] for step in ("category", "type", "subtype") if drug[step]]
        assert codes.exists("commodity", ".".join(steps)), drug
    for (country, _), locode in places().items():
        assert locode.startswith(country)
        assert codes.exists("locode", locode), locode


def test_a_row_becomes_a_record_and_nothing_is_added() -> None:
    assert unodc.record(ROW) == {
        "national_reference": "UNODC-IDS-7",
        "seized_on": "2012-03-14",
        "place": {"country": "SE", "locode": "SEMMA", "location_type": "airport_passenger"},
        "direction": "import",
        "conveyance": {"mode": "4"},
        "route": {"departure": {"country": "RS"}, "destination": {"country": "SE"}},
        "lines": [
            {
                "category": "drugs",
                "type": "psychotropic",
                "subtype": "benzodiazepines",
                "quantity": {"amount": "2786", "unit": "U2"},
            }
        ],
        "concealment": {"place": "baggage"},
        "narrative": "Published as Diazepam.",
    }


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ({"HIDING_PLACE": "Other"}, "concealment"),
        ({"HIDING_PLACE": "Inserted"}, "concealment"),
        ({"DRUG_NAME": "Heroin", "DRUG_UNIT": "Gram"}, "narrative"),
    ],
)
def test_what_the_row_does_not_tell_stays_out(change: dict[str, str], lost: str) -> None:
    assert lost not in unodc.record(ROW | change)


@pytest.mark.parametrize(
    ("installation", "hiding_place", "location_type"),
    [
        ("Airport", "Freight", "airport_cargo"),
        ("Airport", "Postal", "airport"),
        ("Post Office", "Postal", "postal_centre"),
        ("Residence", "Furniture", "inland"),
        ("Car", "Car Parts", None),
    ],
)
def test_kind_of_location(installation: str, hiding_place: str, location_type: str | None) -> None:
    row = ROW | {"INSTALLATION": installation, "HIDING_PLACE": hiding_place}
    assert unodc.record(row)["place"].get("location_type") == location_type


def test_a_named_producer_is_the_origin() -> None:
    route = unodc.record(ROW | {"PRODUCING_COUNTRY": "Afghanistan"})["route"]
    assert route["origin"] == {"country": "AF"}


@pytest.mark.parametrize(
    ("published", "amount"),
    [
        ("2786.0", "2786"),
        ("0.30000000000000004", "0.3"),
        ("0.000001", "0.000001"),
        ("0.0000001", None),
        ("0.1234567", None),
        ("0.0", None),
        ("-1.0", None),
        ("1000000.0", "1000000"),
    ],
)
def test_amounts_lose_the_noise_of_floats_and_nothing_else(published: str, amount: str | None) -> None:
    assert unodc.amount(published) == amount


LINE = {
    "control_number": "2013302442",
    "genus": "crocodylus",
    "species": "niloticus",
    "generic_name": "CROCODILE",
    "wildlife_description": "LPS",
    "quantity": "19",
    "unit": "NO",
    "country_origin_iso2c": "ZA",
    "country_imp_exp_iso2c": "ZA",
    "purpose": "T",
    "source_": "C",
    "disposition_date": "6/30/13",
    "port": "AT",
}


def test_lines_of_a_shipment_become_one_record() -> None:
    unknown = {"genus": "NA", "species": "NA", "generic_name": "ALL MAMMALS", "wildlife_description": "JWL"}
    second = LINE | unknown | {"disposition_date": "7/2/13", "quantity": "2"}
    assert lemis.record([LINE, second]) == {
        "national_reference": "LEMIS-2013302442",
        "seized_on": "2013-07-02",
        "place": {"country": "US", "locode": "USATL"},
        "direction": "import",
        "conveyance": {"mode": "0"},
        "route": {
            "departure": {"country": "ZA"},
            "destination": {"country": "US"},
            "origin": {"country": "ZA"},
        },
        "lines": [
            {
                "category": "cites",
                "type": "reptiles",
                "quantity": {"amount": "19", "unit": "H87"},
                "details": {"taxon": "Crocodylus niloticus", "term": "LPS", "source": "C", "purpose": "T"},
            },
            {
                "category": "cites",
                "quantity": {"amount": "2", "unit": "H87"},
                "details": {"source": "C", "purpose": "T"},
            },
        ],
        "narrative": "Published as all mammals jewellery.",
    }


@pytest.mark.parametrize(
    ("change", "details"),
    [
        ({"species": "species"}, {"taxon": "Crocodylus"}),
        ({"genus": "noncites entry", "species": "NA"}, {"appendix": "N"}),
    ],
)
def test_names_of_animals(change: dict[str, str], details: dict[str, str]) -> None:
    found = lemis.record([LINE | change])["lines"][0]["details"]
    assert found == {"term": "LPS", "source": "C", "purpose": "T"} | details


def test_an_unknown_origin_stays_out() -> None:
    route = lemis.record([LINE | {"country_origin_iso2c": "XX"}])["route"]
    assert "origin" not in route


@pytest.mark.parametrize("administration", all_records())
def test_no_record_holds_personal_data(administration: str) -> None:
    for record in all_records()[administration]:
        assert not guard.findings(guard.free_texts(draft(record)), administration, {})


def test_the_sample_copies_no_place_that_is_not_a_listed_location() -> None:
    listed = {place for _, place in places()}
    assert {row["PLACE"] for row in ROWS} - {""} <= listed
