"""How rows are chosen: none that needs a guess, no event twice, no large group drowning the others."""

import pytest

from local.seed import sample

ROW = {
    "COUNTRY": "Sweden",
    "PLACE": "Malmö ",
    "SEIZURE_DATE": "2012-03-14",
    "DRUG_NAME": "Diazepam",
    "AMOUNT": "2786.0",
    "DRUG_UNIT": "Tablet",
    "HIDING_PLACE": "Baggage",
    "INSTALLATION": "Airport",
    "TRANSPORT": "Commercial air",
    "PRODUCING_COUNTRY": "Unknown",
    "DEPARTURE_COUNTRY": "Serbia",
    "DESTINATION_COUNTRY": "Sweden",
    "ROUTING": "Border - inbound",
}


def test_a_row_keeps_its_number_and_a_known_place() -> None:
    chosen = sample.choose([ROW | {"ROUTING": ""}, ROW])
    assert [(row["ROW"], row["PLACE"], row["PRODUCING_COUNTRY"]) for row in chosen] == [("2", "Malmö", "")]


def test_an_address_is_not_copied() -> None:
    assert sample.choose([ROW | {"PLACE": "Storgatan 1"}])[0]["PLACE"] == ""


@pytest.mark.parametrize(
    "change",
    [
        {"ROUTING": "Other"},
        {"DRUG_UNIT": "Unit"},
        {"DRUG_NAME": "Other"},
        {"DRUG_NAME": "Opium"},
        {"TRANSPORT": "Other"},
        {"DEPARTURE_COUNTRY": "Unknown"},
        {"DEPARTURE_COUNTRY": "Sweden"},
        {"ROUTING": "Border - outbound"},
        {"ROUTING": "Border - transit/free trade zone", "DEPARTURE_COUNTRY": "Sweden"},
        {"AMOUNT": "0.0"},
    ],
)
def test_rows_that_need_a_guess_are_left_out(change: dict[str, str]) -> None:
    assert not sample.choose([ROW | change])


def test_an_event_in_two_units_counts_once() -> None:
    chosen = sample.choose([ROW, ROW, ROW | {"AMOUNT": "2.786", "DRUG_UNIT": "Kilogram"}])
    assert [row["DRUG_UNIT"] for row in chosen] == ["Tablet"]


def test_large_groups_are_thinned_evenly() -> None:
    many = [ROW | {"SEIZURE_DATE": f"2012-03-{day:02}"} for day in range(1, 11)]
    few = [ROW | {"DRUG_NAME": "Heroin", "DRUG_UNIT": "Gram"}]
    chosen = sample.choose(many + few, most=6)
    assert [row["SEIZURE_DATE"][-2:] for row in chosen] == ["01", "03", "05", "07", "09", "14"]


LINE = {
    **dict.fromkeys(sample.LEMIS_COLUMNS, "x"),
    "action": "R",
    "disposition": "S",
    "country_imp_exp_iso2c": "CA",
    "disposition_date": "6/30/13",
    "us_co": "A FIRM",
}


def test_a_line_of_a_shipment_counts_once_on_its_last_day() -> None:
    chosen = sample.choose_shipments([LINE, LINE | {"disposition_date": "7/2/13"}, LINE | {"quantity": "2"}])
    assert [(row["quantity"], row["disposition_date"]) for row in chosen] == [("x", "7/2/13"), ("2", "6/30/13")]
    assert "us_co" not in chosen[0]


@pytest.mark.parametrize("change", [{"action": "C"}, {"disposition": "A"}, {"country_imp_exp_iso2c": "XX"}])
def test_only_seized_shipments_from_somewhere(change: dict[str, str]) -> None:
    assert not sample.choose_shipments([LINE | change])
