"""The table of rules: each says what it is in both languages, and has a record that it fires on and one it does not."""

import json
from datetime import date
from typing import Any

import pytest

from cen import codes
from seizures.lines import unit_families
from seizures.model import Entry
from seizures.plausibility import Found, cites, found, goods, usual, way
from seizures.plausibility.rules import WHERE, rules
from tests.unit.seizures.builders import FULL, NCP, NOW, OFFICER, SIMPLE, record
from tests.unit.seizures.gateway import Gateway
from tests.unit.seizures.plausibility.cases import CASES, Pair

TODAY = NOW.date()


def entry(value: dict[str, Any]) -> Entry:
    return Entry.model_validate_json(json.dumps(value), context={"today": TODAY})


def run(pair: Pair, changes: dict[str, Any]) -> Found:
    value = record(FULL, lines__0=pair.line) if pair.line else record(FULL)
    return found(entry(record(value, **changes)), "FR", TODAY)


def test_the_table_and_the_conditions_are_of_the_same_rules() -> None:
    ids = [rule.id for rule in rules()]
    assert ids == sorted(set(ids))
    assert set(ids) == set(WHERE)


def test_every_rule_has_a_case_that_fires_and_one_that_does_not() -> None:
    assert set(CASES) == set(WHERE)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_says_what_it_is(rule: Any) -> None:
    assert rule.severity in ("error", "warning")
    assert all([rule.condition, rule.en, rule.fr, rule.source])
    assert rule.en != rule.fr
    assert rule.en.endswith(".")
    assert rule.fr.endswith(".")


@pytest.mark.parametrize("id", sorted(CASES))
def test_a_rule_fires_where_it_should_and_only_there(id: str) -> None:
    pair = CASES[id]
    severity = next(rule.severity for rule in rules() if rule.id == id)
    fired = run(pair, pair.fires)
    at = [error.path for error in (fired.errors if severity == "error" else fired.warnings) if error.code == id]
    assert at == [pair.at]
    quiet = run(pair, pair.quiet)
    assert id not in [error.code for error in (*quiet.errors, *quiet.warnings)]


@pytest.mark.parametrize("value", [FULL, SIMPLE], ids=["full", "simple"])
def test_usual_records_fire_nothing(value: dict[str, Any]) -> None:
    assert found(entry(record(value)), "FR", TODAY) == Found([], [])


def test_a_finding_names_field_rule_and_both_languages() -> None:
    (only,) = found(entry(record(FULL, seized_on="2020-03-14")), "FR", date(2026, 3, 20)).warnings
    assert only.document() == {
        "path": "seized_on",
        "code": "R01",
        "message": "The seizure is more than a year old.",
        "message_fr": "La saisie date de plus d'un an.",
    }


def known(list_id: str, named: Any) -> None:
    assert [code for code in named if not codes.exists(list_id, code)] == []


def test_what_the_rules_name_exists_in_the_lists() -> None:
    known("commodity", [step for table in (usual.MOST, usual.WORTH) for step, _ in table])
    known("commodity", usual.PUREST)
    known("commodity", goods._WEIGHED)
    known("commodity", goods._CHAPTERS)
    known("hs", {chapter for chapters in goods._CHAPTERS.values() for chapter in chapters})
    known("currency", usual.DOLLARS)
    known("commodity", {f"cites.{kind}" for kind in cites._TERMS.keys() | cites._MARINE | cites._COUNTED_ALIVE})
    known("commodity", {f"cites.{kind}" for kind in cites._PLANT_TYPES})
    known("cites_term", cites._OF_PLANTS | cites._OF_ANIMALS | cites._ALIVE)
    known("cites_term", {term for terms in cites._TERMS.values() for term in terms})
    known("location_type", way._NOT_THERE)
    known("concealment_place", way._TRAVELS_BY)
    known("country", way._LANDLOCKED)


def test_limits_are_of_kinds_of_unit_that_the_goods_are_counted_in() -> None:
    wrong = [key for table in (usual.MOST, usual.WORTH) for key in table if key[1] not in unit_families(key[0])]
    assert wrong == []


def test_a_usual_hs_code_of_any_goods_is_never_unusual_for_them() -> None:
    """The hints of the list of goods hold the rules about chapters and codes to account."""
    for step, hints in goods._usual_codes().items():
        category, *steps = step.split(".")
        for hint in hints:
            if category not in goods._CHAPTERS or not codes.exists("hs", hint):
                continue
            line = {"category": category, "hs_code": hint, "quantity": {"amount": "1", "unit": _unit(step)}}
            line |= dict(zip(("type", "subtype"), steps, strict=False))
            fired = found(entry(record(SIMPLE, lines=[line])), "FR", TODAY)
            assert not {"R30", "R31"} & {one.code for one in fired.warnings}, (step, hint)


def _unit(commodity: str) -> str:
    units = {"mass": "KGM", "count": "NAR", "volume": "LTR", "length": "MTR", "area": "MTK", "activity": "BQL"}
    return units[(unit_families(commodity) or ["mass"])[0]]


TOO_MUCH = record(SIMPLE, lines=[{"category": "revenue", "quantity": {"amount": "600000000", "unit": "TNE"}}])


def test_entry_refuses_what_cannot_be(api: Gateway) -> None:
    answer = api.call("POST", "/v1/seizures", OFFICER, TOO_MUCH)
    assert (answer.status, answer.json["code"]) == (422, "implausible")
    (error,) = answer.json["errors"]
    assert (error["path"], error["code"]) == ("lines.0.quantity.amount", "R20")
    checked = api.call("POST", "/v1/seizures/checks", OFFICER, TOO_MUCH).json
    assert checked["errors"] == [error]


def test_entry_and_changes_say_which_warnings_to_look_at_and_the_audit_keeps_them(api: Gateway) -> None:
    answer = api.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, seized_on="2020-03-14"))
    assert (answer.status, answer.headers["Plausibility-Warnings"]) == (201, "R01")
    path = f"/v1/seizures/{answer.json['id']}"
    tag = {"If-Match": answer.headers["ETag"]}
    worse = {"seized_on": "2020-01-01", "place": {"country": "BE"}}
    changed = api.call("PATCH", path, OFFICER, worse, headers=tag)
    assert changed.headers["Plausibility-Warnings"] == "R01, R04, R06"
    entries = api.call("GET", f"{path}/history", NCP).json["items"]
    assert [one.get("warnings", []) for one in entries] == [["R01", "R04", "R06"], ["R01"]]
    mended = api.call(
        "PATCH",
        path,
        OFFICER,
        {"seized_on": "2026-03-14", "place": {"country": "FR"}},
        headers={"If-Match": changed.headers["ETag"]},
    )
    assert "Plausibility-Warnings" not in mended.headers


def test_a_change_to_what_cannot_be_is_refused(api: Gateway) -> None:
    answer = api.call("POST", "/v1/seizures", OFFICER, SIMPLE)
    path, tag = f"/v1/seizures/{answer.json['id']}", {"If-Match": answer.headers["ETag"]}
    refused = api.call("PATCH", path, OFFICER, {"lines": TOO_MUCH["lines"]}, headers=tag)
    assert (refused.status, refused.json["code"]) == (422, "implausible")
    assert api.call("GET", path, OFFICER).json["version"] == 1
