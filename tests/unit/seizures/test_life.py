"""The walk of a record through the API: enter, submit, approve, verify, and every way back."""

import pytest

from cen.principal import Principal
from tests.unit.seizures.builders import (
    COLLEAGUE,
    FULL,
    NCP,
    NCP_CO,
    OFFICER,
    OFFICER_CO,
    OFFICER_DE,
    READER_FR,
    READER_GB,
    RILO_SA,
    RILO_WE,
    SERVICE,
    SIMPLE,
    record,
)
from tests.unit.seizures.gateway import Answer, Gateway

RETURN = {"reason_code": "incomplete", "comment": "Please add the place."}


def enter(api: Gateway, body: object = SIMPLE, caller: Principal = OFFICER) -> str:
    answer = api.call("POST", "/v1/seizures", caller, body)
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


def step(api: Gateway, id: str, name: str, caller: Principal, body: object = None, **headers: str) -> Answer:
    return api.call("POST", f"/v1/seizures/{id}/{name}", caller, body, headers=headers)


def published(api: Gateway, body: object = SIMPLE) -> str:
    id = enter(api, body)
    assert step(api, id, "submit", OFFICER).status == 200
    assert step(api, id, "approve", NCP).status == 200
    return id


def seen_by(api: Gateway, id: str, caller: Principal) -> int:
    return api.call("GET", f"/v1/seizures/{id}", caller).status


def test_entering_answers_the_record_with_what_the_server_adds(api: Gateway) -> None:
    answer = api.call("POST", "/v1/seizures", OFFICER, FULL)
    shown = answer.json
    assert answer.status == 201
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Location"] == f"seizures/{shown['id']}"
    assert {name: shown[name] for name in FULL if FULL[name] is not None} == {
        k: v for k, v in FULL.items() if v is not None
    }
    assert (shown["version"], shown["status"], shown["verification"]) == (1, "draft", "unverified")
    assert (shown["administration"], shown["form"], shown["channel"]) == ("FR", "full", "web")
    parts = {"completeness": 100, "timeliness": 90, "plausibility": 100, "verification": 50}
    assert shown["quality"] == {"score": 94, "parts": parts, "missing": []}
    assert shown["created_at"] == shown["updated_at"] == "2026-03-20T12:00:00.000Z"


def test_the_simplified_form_is_enough(api: Gateway) -> None:
    shown = api.call("POST", "/v1/seizures", SERVICE, SIMPLE).json
    assert (shown["form"], shown["channel"], shown["tlp"]) == ("simplified", "api", "GREEN")
    assert shown["quality"]["missing"][:2] == ["lines.type", "detection.method"]


@pytest.mark.parametrize("name", SIMPLE)
def test_the_simplified_form_cannot_do_with_less(api: Gateway, name: str) -> None:
    answer = api.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, **{name: ...}))
    assert (answer.status, answer.errors) == (422, {name: "required"})
    assert api.store.heads == {}


def test_the_walk_to_a_verified_record(api: Gateway) -> None:
    id = enter(api)
    outsiders = (OFFICER_DE, OFFICER_CO, READER_GB, RILO_SA, READER_FR)
    assert [seen_by(api, id, c) for c in (OFFICER, COLLEAGUE, NCP)] == [200, 200, 200]
    assert [seen_by(api, id, c) for c in (*outsiders, RILO_WE)] == [404] * 6
    submitted = step(api, id, "submit", OFFICER)
    assert (submitted.json["status"], submitted.json["rilo"], submitted.headers["ETag"]) == ("submitted", "WE", '"2"')
    assert seen_by(api, id, RILO_WE) == 200
    assert [seen_by(api, id, c) for c in outsiders] == [404] * 5
    approved = step(api, id, "approve", NCP)
    assert approved.json["status"] == "published"
    assert approved.json["published_at"]
    assert [seen_by(api, id, c) for c in (*outsiders, RILO_WE)] == [200] * 6
    verified = step(api, id, "verify", RILO_WE)
    assert (verified.json["verification"], verified.json["version"]) == ("verified", 4)
    history = api.call("GET", f"/v1/seizures/{id}/history", OFFICER).json["items"]
    assert [item["action"] for item in history] == ["verified", "published", "submitted", "entered"]
    assert [item["actor"] for item in history] == [RILO_WE.id, NCP.id, OFFICER.id, OFFICER.id]


def test_without_four_eyes_submitting_publishes(api: Gateway) -> None:
    path = "/v1/administrations/FR/settings"
    assert api.call("GET", path, OFFICER).json == {"four_eyes": True, "operation_cases": "draft"}
    off = {"four_eyes": False, "operation_cases": "draft"}
    assert api.call("PATCH", path, NCP, {"four_eyes": False}).json == off
    assert api.call("PATCH", path, NCP, {}).json == off
    assert step(api, enter(api), "submit", SERVICE).json["status"] == "published"
    assert step(api, enter(api, caller=OFFICER_CO), "submit", OFFICER_CO).json["status"] == "submitted"


def test_what_was_switched_is_in_the_history_of_the_settings(api: Gateway) -> None:
    path = "/v1/administrations/FR/settings"
    submitted = {"operation_cases": "submitted"}
    assert api.call("PATCH", path, NCP, submitted).json == {"four_eyes": True, **submitted}
    assert api.call("PATCH", path, NCP, {"four_eyes": False, "operation_cases": "draft"}).status == 200
    assert api.call("PATCH", path, NCP, {"operation_cases": "published"}).errors == {"operation_cases": "literal_error"}
    history = api.call("GET", f"{path}/history", OFFICER).json["items"]
    assert [one["action"] for one in history] == ["four_eyes_off operation_cases_draft", "operation_cases_submitted"]


def test_settings_are_changed_by_the_contact_point_of_the_administration(api: Gateway) -> None:
    path = "/v1/administrations/FR/settings"
    assert api.call("PATCH", path, OFFICER, {"four_eyes": False}).status == 403
    refused = api.call("PATCH", path, NCP_CO, {"four_eyes": False})
    assert (refused.status, refused.json["code"]) == (403, "not_the_owner")
    assert api.call("GET", path, NCP_CO).status == 403
    assert api.call("PATCH", path, NCP, {"four_eyes": "no"}).errors == {"four_eyes": "bool_type"}


def test_nobody_approves_what_they_submitted_or_changed(api: Gateway) -> None:
    own = enter(api, caller=NCP)
    step(api, own, "submit", NCP)
    refused = step(api, own, "approve", NCP)
    assert (refused.status, refused.json["code"]) == (403, "four_eyes")
    changed = enter(api)
    step(api, changed, "submit", OFFICER)
    api.call("PATCH", f"/v1/seizures/{changed}", NCP, {"direction": "export"}, headers={"If-Match": '"2"'})
    assert step(api, changed, "approve", NCP).json["code"] == "four_eyes"


def test_a_returned_record_says_why_and_can_be_submitted_again(api: Gateway) -> None:
    id = enter(api)
    step(api, id, "submit", OFFICER)
    returned = step(api, id, "return", NCP, RETURN).json
    assert returned["status"] == "returned"
    assert returned["review"] == {**RETURN, "at": "2026-03-20T12:00:00.000Z"}
    again = step(api, id, "submit", OFFICER).json
    assert again["status"] == "submitted"
    assert "review" not in again


def test_a_query_keeps_the_record_open_and_its_comment_among_the_parties(api: Gateway) -> None:
    id = published(api)
    asked = step(api, id, "query", RILO_WE, {"reason_code": "quantity_implausible", "comment": "Pieces or thousands?"})
    assert (asked.status, asked.json["verification"]) == (200, "queried"), asked.text
    assert asked.json["review"] == {"reason_code": "quantity_implausible", "at": "2026-03-20T12:00:00.000Z"}
    assert seen_by(api, id, READER_GB) == 200
    history = f"/v1/seizures/{id}/history"
    assert api.call("GET", history, OFFICER).json["items"][0]["comment"] == "Pieces or thousands?"
    others = api.call("GET", history, READER_GB).json["items"]
    assert [set(item) for item in others] == [{"action", "at", "version", "administration"}] * 2
    assert [item["action"] for item in others] == ["queried", "published"]
    answered = api.call(
        "PATCH", f"/v1/seizures/{id}", OFFICER, {"direction": "export"}, headers={"If-Match": asked.headers["ETag"]}
    )
    assert (answered.json["verification"], "review" in answered.json) == ("unverified", False)


def test_a_withdrawn_record_is_gone_for_everybody_else(api: Gateway) -> None:
    id = published(api)
    assert step(api, id, "withdraw", NCP, {"reason_code": "entered_in_error"}).json["status"] == "withdrawn"
    assert [seen_by(api, id, c) for c in (OFFICER, RILO_WE, READER_GB, OFFICER_DE)] == [200, 200, 404, 404]
    assert step(api, id, "submit", OFFICER).json["code"] == "wrong_state"


@pytest.mark.parametrize(
    ("name", "caller", "body"),
    [
        ("approve", NCP, None),
        ("return", NCP, RETURN),
        ("verify", RILO_WE, None),
        ("query", RILO_WE, {"reason_code": "quantity_implausible"}),
    ],
)
def test_steps_out_of_order_are_refused(api: Gateway, name: str, caller: Principal, body: object) -> None:
    id = published(api) if name in ("approve", "return") else enter(api)
    if name not in ("approve", "return"):
        step(api, id, "submit", OFFICER)
    refused = step(api, id, name, caller, body)
    assert (refused.status, refused.json["code"]) == (409, "wrong_state")


def test_other_administrations_and_other_regions_take_no_step(api: Gateway) -> None:
    id = published(api)
    assert step(api, id, "withdraw", OFFICER_DE, {"reason_code": "entered_in_error"}).json["code"] == "not_the_owner"
    assert step(api, id, "verify", RILO_SA).json["code"] == "not_the_owner"
    patched = api.call("PATCH", f"/v1/seizures/{id}", OFFICER_CO, {"tlp": "CLEAR"}, headers={"If-Match": '"3"'})
    assert (patched.status, patched.json["code"]) == (403, "not_the_owner")
    draft = enter(api)
    assert step(api, draft, "submit", OFFICER_CO).status == 404


def test_what_may_not_be_seen_looks_like_what_is_not_there(api: Gateway) -> None:
    draft = enter(api)
    hidden = api.call("GET", f"/v1/seizures/{draft}", OFFICER_CO)
    missing = api.call("GET", "/v1/seizures/01KM0000000000000000000000", OFFICER_CO)
    nonsense = api.call("GET", "/v1/seizures/not-an-id", OFFICER_CO)
    assert hidden.text == missing.text == nonsense.text
    assert hidden.status == 404


@pytest.mark.parametrize(
    ("tlp", "readers"),
    [
        ("CLEAR", {"fr", "de", "co", "gb", "we", "sa"}),
        ("GREEN", {"fr", "de", "co", "gb", "we", "sa"}),
        ("AMBER", {"fr", "de", "gb", "we"}),
        ("AMBER+STRICT", {"fr"}),
    ],
)
def test_tlp_decides_who_reads_and_lists_a_published_record(api: Gateway, tlp: str, readers: set[str]) -> None:
    id = published(api, record(SIMPLE, tlp=tlp))
    callers = {"fr": READER_FR, "de": OFFICER_DE, "co": OFFICER_CO, "gb": READER_GB, "we": RILO_WE, "sa": RILO_SA}
    assert {name for name, caller in callers.items() if seen_by(api, id, caller) == 200} == readers
    for name, caller in callers.items():
        rows = api.call("GET", "/v1/seizures", caller, query={"administration": "FR"}).json["items"]
        assert bool(rows) == (name in readers)


def test_red_is_refused_with_advice(api: Gateway) -> None:
    assert api.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, tlp="RED")).errors == {"tlp": "tlp_red"}


def test_earlier_versions_are_for_the_parties(api: Gateway) -> None:
    id = published(api)
    assert api.call("GET", f"/v1/seizures/{id}/versions/1", OFFICER).json["status"] == "draft"
    assert api.call("GET", f"/v1/seizures/{id}/versions/3", OFFICER).json["status"] == "published"
    assert api.call("GET", f"/v1/seizures/{id}/versions/2", RILO_WE).json["status"] == "submitted"
    # RILO saw nothing before submission, and does not afterwards
    assert api.call("GET", f"/v1/seizures/{id}/versions/1", RILO_WE).status == 404
    assert api.call("GET", f"/v1/seizures/{id}/versions/2", READER_GB).status == 403
    for version in ("9", "0", "x", "-1", "１", "999999999"):
        assert api.call("GET", f"/v1/seizures/{id}/versions/{version}", OFFICER).status == 404
