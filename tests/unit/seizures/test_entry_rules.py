"""Bad input: refused with a code at the path, and nothing stored."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.seizures.builders import FULL, LIMITED, OFFICER, READER_FR, SIMPLE, record
from tests.unit.seizures.gateway import Gateway

DETAILS: dict[str, dict[str, Any]] = {
    "drugs": {"purity_percent": "82.5", "form": "powder", "logo": "star", "colour": "white"},
    "precursors": {"purity_percent": "99", "inn": "acetic anhydride", "cas": "108-24-7", "table": "II"},
    "tobacco": {"brand": "Example", "illicit_white": True, "counterfeit": False},
    "alcohol": {"brand": "Example", "strength_percent": "40"},
    "weapons": {"calibre": "9 mm", "make": "Example", "converted": True},
    "explosives": {"un_class": "1", "improvised": False},
    "hazardous": {"un_number": "1057", "un_class": "2.1", "waste_code": "Y49"},
    "nuclear": {"isotope": "Cs-137", "activity_becquerel": "37000000"},
    "cites": {"taxon": "Loxodonta africana", "appendix": "I", "term": "TUS", "source": "W", "purpose": "T"},
    "ipr": {"right_holder": "Example Ltd", "brand": "Example", "product": "shoes"},
    "medicines": {"active_substance": "sildenafil", "brand": "Example", "counterfeit": True},
    "currency": {"declared": False},
    "cultural": {"period": "Roman", "provenance": "LY", "material": "marble"},
    "strategic": {"control_list": "EU dual-use", "control_entry": "3A001"},
    "revenue": {"brand": "Example", "product": "fuel"},
    "other": {"product": "something else"},
}


@pytest.mark.parametrize("category", DETAILS)
def test_every_category_takes_its_details_and_no_others(api: Gateway, category: str) -> None:
    line = {"category": category, "quantity": {"amount": "1", "unit": "KGM"}, "details": DETAILS[category]}
    answer = api.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, lines=[line]))
    if answer.status == 422 and answer.errors == {"lines.0.quantity.unit": "unit_does_not_fit"}:
        line["quantity"] = {"amount": "1", "unit": "H87"}
        answer = api.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, lines=[line]))
    assert answer.status == 201, answer.text
    assert answer.json["lines"][0]["details"] == DETAILS[category]
    line["details"] = {"nothing_of_ours": "x"}
    refused = api.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, lines=[line]))
    assert refused.errors == {"lines.0.details.nothing_of_ours": "unknown_field"}


@pytest.mark.parametrize("category", ["nuclear", "other"])
@pytest.mark.parametrize("unit", ["CEL", "P1", "VLT"])
def test_no_goods_are_counted_in_degrees_percents_or_volts(api: Gateway, category: str, unit: str) -> None:
    line = {"category": category, "quantity": {"amount": "1", "unit": unit}}
    answer = api.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, lines=[line]))
    assert answer.errors == {"lines.0.quantity.unit": "unit_does_not_fit"}


def test_a_source_may_be_told_by_its_activity(api: Gateway) -> None:
    line = {"category": "nuclear", "type": "radioactive_source", "quantity": {"amount": "37", "unit": "GBQ"}}
    assert api.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, lines=[line])).status == 201


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"unknown": 1}, {"unknown": "unknown_field"}),
        ({"status": "published"}, {"status": "unknown_field"}),
        ({"seized_on": "2026-02-30"}, {"seized_on": "wrong_date"}),
        ({"seized_on": "0"}, {"seized_on": "wrong_date"}),
        ({"seized_on": "1700006400"}, {"seized_on": "wrong_date"}),
        ({"seized_on": "2026-03-22"}, {"seized_on": "future_date"}),
        ({"seized_on": "1969-12-31"}, {"seized_on": "too_early"}),
        ({"seized_on": 20260314}, {"seized_on": "date_type"}),
        ({"place__country": "Colombia"}, {"place.country": "unknown_code"}),
        ({"place__country": "fr"}, {"place.country": "unknown_code"}),
        ({"place__locode": "COCTG"}, {"place.locode": "other_country"}),
        ({"place__locode": "FRXXX"}, {"place.locode": "unknown_code"}),
        ({"direction": "sideways"}, {"direction": "unknown_code"}),
        ({"conveyance__mode": 1}, {"conveyance.mode": "string_type"}),
        ({"conveyance__mode": "12"}, {"conveyance.mode": "unknown_code"}),
        ({"conveyance__mode": "4"}, {"conveyance.means": "other_mode"}),
        ({"conveyance__courier": "yes"}, {"conveyance.courier": "bool_type"}),
        ({"route__transit": [{"country": "PA"}] * 11}, {"route.transit": "too_many"}),
        ({"lines": []}, {"lines": "too_few"}),
        ({"lines__0__category": "coke"}, {"lines.0.category": "unknown_code"}),
        ({"lines__0__type": "coke"}, {"lines.0.type": "unknown_code"}),
        ({"lines__0__subtype": "herbal"}, {"lines.0.subtype": "unknown_code"}),
        ({"lines__0__type": ...}, {"lines.0.type": "required"}),
        ({"lines__0__quantity__amount": "-1"}, {"lines.0.quantity.amount": "wrong_format"}),
        ({"lines__0__quantity__amount": "NaN"}, {"lines.0.quantity.amount": "wrong_format"}),
        ({"lines__0__quantity__amount": "1e5"}, {"lines.0.quantity.amount": "wrong_format"}),
        ({"lines__0__quantity__amount": "1" * 40}, {"lines.0.quantity.amount": "wrong_format"}),
        ({"lines__0__quantity__amount": "0.00"}, {"lines.0.quantity.amount": "not_positive"}),
        ({"lines__0__quantity__amount": 120.5}, {"lines.0.quantity.amount": "wrong_format"}),
        ({"lines__0__quantity__unit": "MTR"}, {"lines.0.quantity.unit": "unit_does_not_fit"}),
        ({"lines__0__quantity__unit": "BX"}, {"lines.0.quantity.unit": "unknown_code"}),
        ({"lines__0__packages__count": 0}, {"lines.0.packages.count": "greater_than_equal"}),
        ({"lines__0__packages__count": True}, {"lines.0.packages.count": "int_type"}),
        ({"lines__0__value__currency": "EURO"}, {"lines.0.value.currency": "unknown_code"}),
        ({"lines__0__hs_code": "999999"}, {"lines.0.hs_code": "unknown_code"}),
        ({"lines__0__details__purity_percent": "101"}, {"lines.0.details.purity_percent": "wrong_format"}),
        ({"persons__0__count": 1001}, {"persons.0.count": "less_than_equal"}),
        ({"persons__0__name": "x"}, {"persons.0.name": "unknown_field"}),
        ({"narrative": "bad \u0007 bell"}, {"narrative": "forbidden_character"}),
        ({"narrative": "evil \u202e txt"}, {"narrative": "forbidden_character"}),
        ({"narrative": " \n "}, {"narrative": "blank"}),
        ({"narrative": "x" * 10_001}, {"narrative": "too_long"}),
        ({"national_reference": "<script>"}, {"national_reference": "wrong_format"}),
        ({"tlp": "WHITE"}, {"tlp": "unknown_code"}),
        ({"grading__source": "G"}, {"grading.source": "unknown_code"}),
        ({"concealment__place": "container.roof.floor"}, {"concealment.place": "unknown_code"}),
        ({"operation_id": "x"}, {"operation_id": "wrong_format"}),
    ],
)
def test_each_fault_is_named_at_its_path(api: Gateway, changes: dict[str, Any], errors: dict[str, str]) -> None:
    answer = api.call("POST", "/v1/seizures", OFFICER, record(FULL, **changes))
    assert (answer.status, answer.errors) == (422, errors), answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert api.store.heads == {}


def test_all_faults_are_told_at_once(api: Gateway) -> None:
    wrong = record(FULL, seized_on="2030-01-01", direction="x", lines__0__quantity__unit="MTR", place__locode="COCTG")
    assert set(api.call("POST", "/v1/seizures", OFFICER, wrong).errors) == {
        "seized_on",
        "direction",
        "lines.0.quantity.unit",
        "place.locode",
    }


def test_a_wrong_code_comes_with_the_nearest(api: Gateway) -> None:
    answer = api.call("POST", "/v1/seizures", OFFICER, record(FULL, lines__0__type="coke", place__locode="FRZZZ"))
    nearest = {error["path"]: error["nearest"] for error in answer.json["errors"]}
    assert "cocaine" in nearest["lines.0.type"]
    assert all(code.startswith("FR") for code in nearest["place.locode"])


def test_an_error_never_repeats_what_was_sent(api: Gateway) -> None:
    canary = "CANARY-4711"
    wrong = record(FULL, direction=canary, narrative=f"{canary}\u0007", lines__0__quantity__amount=canary)
    assert canary not in api.call("POST", "/v1/seizures", OFFICER, wrong).text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("", 400),
        ("null", 400),
        ("[]", 400),
        ('{"direction": "import", "direction": "export"}', 400),
        ('{"seized_on": NaN}', 400),
        ('{"x": ' + "9" * 5000 + "}", 400),
        ("[" * 100_000, 400),
        ('{"narrative": "\\ud800"}', 400),
        (json.dumps({"narrative": "x" * 300_000}), 413),
        (json.dumps({**SIMPLE, "lines": SIMPLE["lines"] * 10_000}), 413),
        (json.dumps({**SIMPLE, "lines": [{}] * 10_000}), 422),
    ],
)
def test_bodies_that_are_no_record_are_refused(api: Gateway, body: str, status: int) -> None:
    answer = api.call("POST", "/v1/seizures", OFFICER, body)
    assert answer.status == status, answer.text[:300]
    assert len(answer.text) < 20_000
    assert api.store.heads == {}


@pytest.mark.parametrize(("caller", "status"), [(LIMITED, 403), (READER_FR, 403)])
def test_other_tiers_do_not_enter(api: Gateway, caller: Any, status: int) -> None:
    assert api.call("POST", "/v1/seizures", caller, SIMPLE).status == status


def test_today_is_the_officers_today_anywhere_on_earth() -> None:
    late = Gateway(clock=lambda: datetime(2026, 3, 20, 23, 30, tzinfo=UTC))
    assert late.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, seized_on="2026-03-21")).status == 201


PERSONAL = "The driver, reachable at jean.exemple@example.org, said nothing."


def test_personal_data_is_refused_naming_field_kind_and_place(api: Gateway) -> None:
    answer = api.call("POST", "/v1/seizures", OFFICER, record(FULL, narrative=PERSONAL))
    assert (answer.status, answer.json["code"]) == (422, "personal_data")
    (error,) = answer.json["errors"]
    assert (error["path"], error["kind"]) == ("narrative", "email")
    assert PERSONAL[error["start"] : error["end"]] == "jean.exemple@example.org"
    assert "example.org" not in answer.text
    assert api.store.heads == {}


def test_personal_data_is_looked_for_in_every_free_text(api: Gateway) -> None:
    mail = "write to a.b@example.org"
    wrong = record(FULL, concealment__description=mail, lines__0__details__logo=mail)
    paths = set(api.call("POST", "/v1/seizures", OFFICER, wrong).errors)
    assert paths == {"concealment.description", "lines.0.details.logo"}


def test_a_confirmed_finding_is_entered_and_audited_without_its_value(api: Gateway) -> None:
    confirm = {"personal_data": "A public hotline, not a person."}
    answer = api.call("POST", "/v1/seizures", OFFICER, record(FULL, narrative=PERSONAL, confirm=confirm))
    assert answer.status == 201
    assert "confirm" not in answer.json
    id = answer.json["id"]
    entry = api.call("GET", f"/v1/seizures/{id}/history", OFFICER).json["items"][0]
    assert (entry["overrides"], entry["override_reason"]) == (["email in narrative"], confirm["personal_data"])
    unchanged = api.call("PATCH", f"/v1/seizures/{id}", OFFICER, {"direction": "export"}, headers={"If-Match": "*"})
    assert unchanged.status == 200
    changed = api.call("PATCH", f"/v1/seizures/{id}", OFFICER, {"narrative": f"{PERSONAL}!"}, headers={"If-Match": "*"})
    assert changed.json["code"] == "personal_data"


def test_comments_are_looked_at_too(api: Gateway) -> None:
    id = api.call("POST", "/v1/seizures", OFFICER, SIMPLE).json["id"]
    reason = {"reason_code": "entered_in_error", "comment": "ask a.b@example.org"}
    answer = api.call("POST", f"/v1/seizures/{id}/withdraw", OFFICER, reason)
    assert (answer.json["code"], answer.errors) == ("personal_data", {"comment": "personal_data"})


def test_checks_say_what_entering_would_say_and_store_nothing(api: Gateway) -> None:
    def check(body: Any) -> Any:
        answer = api.call("POST", "/v1/seizures/checks", OFFICER, body)
        assert answer.status == 200
        return answer.json

    clean = check(FULL)
    assert (clean["errors"], clean["warnings"], clean["personal_data"], clean["duplicates"]) == ([], [], [], [])
    assert (clean["form"], clean["quality"]["score"]) == ("full", 94)  # nobody has verified it yet
    assert [error["path"] for error in check(record(FULL, direction="x"))["errors"]] == ["direction"]
    assert [error["path"] for error in check({})["errors"]][:2] == ["seized_on", "place"]
    assert check(record(FULL, narrative=PERSONAL))["personal_data"][0]["kind"] == "email"
    assert api.store.heads == {}
    id = api.call("POST", "/v1/seizures", OFFICER, FULL).json["id"]
    assert check(FULL)["duplicates"] == [{"id": id, "reason": "same_national_reference"}]


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("R01", {"seized_on": "2024-03-14"}),
        ("R02", {"route__destination__country": "CO"}),
        ("R03", {"direction": "export"}),
        ("R04", {"place__country": "BE", "place__locode": ...}),
        ("R05", {"concealment__method": "not_concealed"}),
    ],
)
def test_every_warning_fires_where_it_should_and_only_there(api: Gateway, rule: str, changes: dict[str, Any]) -> None:
    answer = api.call("POST", "/v1/seizures/checks", OFFICER, record(FULL, **changes)).json
    assert answer["errors"] == []
    assert rule in [warning["code"] for warning in answer["warnings"]]
    assert all(warning["message_fr"] for warning in answer["warnings"])


def test_a_record_without_reference_has_no_duplicate(api: Gateway) -> None:
    assert api.call("POST", "/v1/seizures/checks", OFFICER, SIMPLE).json["duplicates"] == []


def test_a_unit_that_the_lists_do_not_know_is_told_once(api: Gateway) -> None:
    wrong = record(SIMPLE, lines__0__quantity__unit="XXX")
    assert api.call("POST", "/v1/seizures", OFFICER, wrong).errors == {"lines.0.quantity.unit": "unknown_code"}
