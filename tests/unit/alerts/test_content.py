"""What an alert may say: bounded, coded, without personal data, and markup is only text."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.alerts.world import CENMAT, NO_TIER, NOTICE, OFFICER, RILO_WE, World, alert

NAUGHTY = json.loads((Path(__file__).parents[2] / "data" / "naughty_strings.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"kind": "rumour"}, "kind", "enum"),
        ({"title": ...}, "title", "required"),
        ({"title": "x" * 121}, "title", "too_long"),
        ({"title": "two\nlines"}, "title", "forbidden_character"),
        ({"title": " "}, "title", "blank"),
        ({"text": "x" * 10_001}, "text", "too_long"),
        ({"text": "a\x00b"}, "text", "forbidden_character"),
        ({"text": "a\u202eb"}, "text", "forbidden_character"),
        ({"severity": "worst"}, "severity", "enum"),
        ({"tlp": ...}, "tlp", "required"),
        ({"tlp": "WHITE"}, "tlp", "unknown_code"),
        ({"tlp": None}, "tlp", "string_type"),
        ({"tlp": "RED"}, "recipients", "required"),
        ({"recipients": ["ncp-fr"]}, "recipients", "only_red"),
        ({"tlp": "RED", "recipients": [f"p{n}" for n in range(21)]}, "recipients", "too_many"),
        ({"tlp": "RED", "recipients": ["a", "a"]}, "recipients", "twice"),
        ({"tlp": "RED", "recipients": ["a b"]}, "recipients.0", "wrong_format"),
        ({"tlp": "AMBER", "regions": []}, "regions", "required"),
        ({"regions": ["XX"]}, "regions.0", "unknown_code"),
        ({"regions": ["WE", "WE"]}, "regions", "twice"),
        ({"categories": ["drugs.cocaine"]}, "categories.0", "unknown_code"),
        ({"categories": ["drugs"] * 2}, "categories", "twice"),
        ({"grading": {"source": "G", "information": "1"}}, "grading.source", "unknown_code"),
        ({"grading": {"source": "A"}}, "grading.information", "required"),
        ({"estimate": {"likelihood": "maybe", "confidence": "low"}}, "estimate.likelihood", "unknown_code"),
        ({"estimate": {"likelihood": "likely", "confidence": "sure"}}, "estimate.confidence", "literal_error"),
        ({"concealment": NOTICE["concealment"]}, "concealment", "not_this_kind"),
        ({"kind": "concealment_notice"}, "concealment", "not_this_kind"),
        ({"operation_id": "01KM0000000000000000000000"}, "operation_id", "unknown_field"),
        ({"publisher": "rilo:we"}, "publisher", "wrong_format"),
        ({"confirm": {"personal_data": "short"}}, "confirm.personal_data", "too_few"),
        ({"html": "<b>"}, "html", "unknown_field"),
    ],
)
def test_what_it_may_not_say_is_named(world: World, changes: dict[str, Any], path: str, code: str) -> None:
    refused = world.call("POST", "alerts", RILO_WE, alert(**changes))
    assert refused.status == 422, refused.text
    assert (refused.json["errors"][0]["path"], refused.json["errors"][0]["code"]) == (path, code)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"how_to_spot": "x" * 1201}, "concealment.how_to_spot"),
        ({"how_found": "x" * 601}, "concealment.how_found"),
        ({"what": "x" * 121}, "concealment.what"),
        ({"place": "attic"}, "concealment.place"),
        ({"cover_load_hs": "99"}, "concealment.cover_load_hs"),
    ],
)
def test_a_notice_fits_on_its_page(world: World, changes: dict[str, Any], path: str) -> None:
    body = alert(NOTICE, concealment={**NOTICE["concealment"], **changes})
    refused = world.call("POST", "alerts", RILO_WE, body)
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, path)


def test_all_of_it_comes_back_as_it_was_said(world: World) -> None:
    said = alert(
        NOTICE,
        grading={"source": "B", "information": "2"},
        estimate={"likelihood": "very_likely", "confidence": "moderate"},
        categories=["drugs", "precursors"],
    )
    made = world.call("POST", "alerts", RILO_WE, said)
    assert made.status == 201, made.text
    assert {name: made.json[name] for name in said} == said


def test_markup_is_stored_and_shown_as_text(world: World) -> None:
    said = "<script>alert('x')</script><img src=x onerror=alert(1)>"
    id = world.publish(title=said, text=said)
    shown = world.call("GET", f"alerts/{id}", OFFICER)
    assert (shown.json["title"], shown.json["text"]) == (said, said)
    assert shown.headers["Content-Type"] == "application/json"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


def test_no_text_breaks_anything(world: World) -> None:
    for text in NAUGHTY[::3]:
        answer = world.call("POST", "alerts", RILO_WE, alert(title=text, text=text))
        assert answer.status in (201, 422), text
        if answer.status == 201:
            assert world.call("GET", f"alerts/{answer.json['id']}", RILO_WE).json["title"] == text.strip()


def test_personal_data_is_refused_unless_it_is_meant(world: World) -> None:
    said = alert(text="The driver Mr John Miller crossed at noon.")
    refused = world.call("POST", "alerts", RILO_WE, said)
    assert (refused.status, refused.json["code"]) == (422, "personal_data")
    assert refused.json["errors"][0]["path"] == "text"
    assert "Miller" not in refused.text
    reason = "It is the trade name of a haulier."
    made = world.call("POST", "alerts", RILO_WE, {**said, "confirm": {"personal_data": reason}})
    assert made.status == 201
    assert "confirm" not in made.json
    (entry,) = world.call("GET", f"alerts/{made.json['id']}/history", RILO_WE).json["items"]
    assert (entry["overrides"], entry["override_reason"]) == (["person_name in text"], reason)
    changed = world.patch(made.json["id"], RILO_WE, {"title": "Other"})
    assert changed.status == 200  # what was confirmed is not asked again
    again = world.patch(made.json["id"], RILO_WE, {"text": "The driver Mr John Smith crossed at noon."})
    assert again.json["code"] == "personal_data"
    named = {"confirm": {"personal_data": "Because Mr John Miller said so himself."}}
    assert world.call("POST", "alerts", RILO_WE, {**said, **named}).json["code"] == "personal_data"


@pytest.mark.parametrize("step", ["withdraw", "return"])
def test_reasons_hold_no_personal_data_either(world: World, step: str) -> None:
    id = world.draft()
    body = {"reason": "Mr John Miller asked for it."}
    answer = world.call("POST", f"alerts/{id}/{step}", RILO_WE, body)
    assert answer.json["code"] == ("personal_data" if step == "withdraw" else "wrong_state")
    short = world.call("POST", f"alerts/{id}/{step}", RILO_WE, {"reason": "x"})
    assert short.json["errors"][0]["path"] == "reason"


@pytest.mark.parametrize(
    ("patch", "path"),
    [
        ({"publisher": "cenmat"}, "publisher"),
        ({"status": "published"}, "status"),
        ({"tlp": None}, "tlp"),
        ({"valid_until": None}, "valid_until"),
        ({"grading": {"rank": 1}}, "grading.rank"),
        ({"tlp": "AMBER", "regions": None}, "regions"),
        ({"valid_until": "2020-01-01T00:00:00Z"}, "valid_until"),
    ],
)
def test_a_patch_changes_content_only(world: World, patch: Any, path: str) -> None:
    refused = world.patch(world.publish(), RILO_WE, patch)
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, path), refused.text


def test_a_rilos_amber_goes_to_its_own_region(world: World) -> None:
    id = world.draft(tlp="AMBER", regions=["WE", "SA"])
    refused = world.call("POST", f"alerts/{id}/publish", RILO_WE)
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "regions")
    made = world.publish(CENMAT, tlp="AMBER", regions=["WE", "SA"])
    assert world.listed(OFFICER) == [made]


def test_versions_are_numbers(world: World) -> None:
    id = world.publish()
    for version in ("x", "-1", "123456789", "\u0662"):
        assert world.call("GET", f"alerts/{id}/versions/{version}", RILO_WE).status == 404
    assert world.call("GET", f"alerts/{id}/versions/9", RILO_WE).json["code"] == "no_such_version"
    assert world.call("GET", f"alerts/{id}", NO_TIER).status == 403
