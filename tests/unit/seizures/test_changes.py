"""Changing records: merge patches, versions that collide, and requests sent twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cen.principal import Principal
from seizures.patch import changed_paths, merge_patch
from tests.answer import Answer
from tests.unit.seizures.builders import (
    FULL,
    NCP,
    NOW,
    OFFICER,
    OFFICER_CO,
    READER_FR,
    RILO_WE,
    SIMPLE,
    record,
)
from tests.unit.seizures.gateway import Gateway
from tests.unit.seizures.test_life import enter, published, step


def test_a_patch_changes_what_it_names_and_says_what_changed(api: Gateway) -> None:
    id = enter(api, FULL)
    patch = {"place": {"location_type": None}, "conveyance": {"mode": "3", "means": None}, "persons": []}
    answer = api.call("PATCH", f"/v1/seizures/{id}", OFFICER, patch, headers={"If-Match": '"1"'})
    assert answer.status == 200, answer.text
    assert answer.json["place"] == {"country": "FR", "locode": "FRLEH"}
    assert answer.json["conveyance"] == {"mode": "3", "courier": False}
    assert answer.json["lines"] == FULL["lines"]
    assert (answer.json["version"], answer.headers["ETag"]) == (2, '"2"')
    entry = api.call("GET", f"/v1/seizures/{id}/history", OFFICER).json["items"][0]
    assert entry["changed"] == ["conveyance.means", "conveyance.mode", "persons", "place.location_type"]


def test_a_patch_needs_if_match_and_the_version_as_it_is(api: Gateway) -> None:
    id = enter(api)
    path = f"/v1/seizures/{id}"
    missing = api.call("PATCH", path, OFFICER, {"direction": "export"})
    assert (missing.status, missing.json["code"]) == (428, "if_match_required")
    stale = api.call("PATCH", path, OFFICER, {"direction": "export"}, headers={"If-Match": '"7"'})
    assert (stale.status, stale.json["current_version"]) == (412, 1)
    assert step(api, id, "submit", OFFICER, **{"If-Match": '"9"'}).status == 412
    assert api.call("PATCH", path, OFFICER, {"direction": "export"}, headers={"If-Match": "*"}).status == 200


def test_a_patch_that_breaks_the_record_is_refused_naming_the_field(api: Gateway) -> None:
    id = enter(api)
    cases = {
        '{"lines": null}': {"lines": "required"},
        '{"place": {"country": "ZZ"}}': {"place.country": "unknown_code"},
        '{"status": "published"}': {"status": "unknown_field"},
        '{"id": "x", "version": 9}': {"id": "unknown_field", "version": "unknown_field"},
        '{"administration": "CO"}': {"administration": "unknown_field"},
    }
    for patch, errors in cases.items():
        answer = api.call("PATCH", f"/v1/seizures/{id}", OFFICER, patch, headers={"If-Match": '"1"'})
        assert (answer.status, answer.errors) == (422, errors)
    assert api.call("PATCH", f"/v1/seizures/{id}", OFFICER, "[]", headers={"If-Match": '"1"'}).status == 400
    assert api.store.heads[id].version == 1


def test_a_change_of_a_published_record_needs_a_new_verification(api: Gateway) -> None:
    id = published(api)
    answer = api.call("PATCH", f"/v1/seizures/{id}", OFFICER, {"narrative": "More."}, headers={"If-Match": '"3"'})
    assert (answer.json["status"], answer.json["verification"]) == ("published", "unverified")


def test_a_withdrawn_record_stays_as_it_is(api: Gateway) -> None:
    id = enter(api)
    step(api, id, "withdraw", OFFICER, {"reason_code": "entered_in_error"})
    answer = api.call("PATCH", f"/v1/seizures/{id}", OFFICER, {"direction": "export"}, headers={"If-Match": "*"})
    assert (answer.status, answer.json["code"]) == (409, "wrong_state")


def test_the_same_request_twice_is_done_once(api: Gateway) -> None:
    key = {"Idempotency-Key": "abc"}
    first = api.call("POST", "/v1/seizures", OFFICER, SIMPLE, headers=key)
    again = api.call("POST", "/v1/seizures", OFFICER, SIMPLE, headers=key)
    assert (again.status, again.text, again.headers["ETag"]) == (201, first.text, '"1"')
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    other = api.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, direction="export"), headers=key)
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")
    assert len(api.store.heads) == 1


def test_a_step_sent_twice_answers_as_it_did_though_the_record_has_moved_on(api: Gateway) -> None:
    id = enter(api)
    key = {"Idempotency-Key": "submit-1"}
    first = step(api, id, "submit", OFFICER, **key)
    assert first.json["status"] == "submitted"
    api.call("PATCH", f"/v1/seizures/{id}", OFFICER, {"direction": "export"}, headers={"If-Match": '"2"'})
    again = step(api, id, "submit", OFFICER, **key)
    assert again.text == first.text
    assert step(api, id, "submit", OFFICER).json["code"] == "wrong_state"


def test_a_national_reference_is_used_once(api: Gateway) -> None:
    first = enter(api, record(SIMPLE, national_reference="FR-1"))
    answer = api.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, national_reference="FR-1"))
    assert (answer.status, answer.json["code"], answer.json["existing_id"]) == (409, "duplicate_reference", first)
    second = enter(api, record(SIMPLE, national_reference="FR-2"))
    taken = api.call(
        "PATCH", f"/v1/seizures/{second}", OFFICER, {"national_reference": "FR-1"}, headers={"If-Match": "*"}
    )
    assert (taken.status, taken.json["existing_id"]) == (409, first)


_json = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
_document = st.dictionaries(st.sampled_from("abc"), _json, max_size=3)
_patch = st.dictionaries(st.sampled_from("abc"), _json | st.none(), max_size=3)


@given(_document, _patch)
def test_merging_a_patch_twice_is_merging_it_once(document: object, patch: object) -> None:
    once = merge_patch(document, patch)
    assert merge_patch(once, patch) == once


@given(_document, _document)
def test_changed_paths_are_empty_exactly_for_equal_documents(before: object, after: object) -> None:
    assert (changed_paths(before, after) == []) == (before == after)


def test_a_step_on_what_is_no_id_is_a_404(api: Gateway) -> None:
    assert step(api, "nonsense", "submit", OFFICER).json["code"] == "no_such_seizure"


def test_a_key_whose_record_is_gone_says_so(api: Gateway) -> None:
    key = {"Idempotency-Key": "abc"}
    api.call("POST", "/v1/seizures", OFFICER, SIMPLE, headers=key)
    api.store.heads.clear()
    again = api.call("POST", "/v1/seizures", OFFICER, SIMPLE, headers=key)
    assert (again.status, again.json["code"]) == (404, "no_such_seizure")


def patch(api: Gateway, id: str, body: Any, caller: Principal = OFFICER, tag: str = "*") -> Answer:
    return api.call("PATCH", f"/v1/seizures/{id}", caller, body, headers={"If-Match": tag})


def test_a_null_for_what_does_not_exist_or_must_say_something_is_refused_by_name(api: Gateway) -> None:
    id = enter(api, record(FULL, tlp="AMBER+STRICT"))
    nulls = {"bogus": None, "version": None, "place": {"nowhere": None}, "tlp": None, "date_precision": None}
    assert patch(api, id, nulls).errors == {
        "bogus": "unknown_field",
        "version": "unknown_field",
        "place.nowhere": "unknown_field",
        "tlp": "required",
        "date_precision": "required",
    }
    assert api.store.heads[id].tlp == "AMBER+STRICT"


def test_a_patch_that_changes_nothing_keeps_version_and_verification(api: Gateway) -> None:
    id = published(api)
    step(api, id, "verify", RILO_WE)
    answer = patch(api, id, {"direction": "import"})
    assert (answer.status, answer.json["version"], answer.json["verification"]) == (200, 4, "verified")
    assert len(api.store.audits[id]) == 4


def test_showing_a_published_record_to_more_readers_or_withdrawing_it_needs_a_second_person(api: Gateway) -> None:
    id = published(api, record(SIMPLE, tlp="AMBER+STRICT"))
    withdrawal = {"reason_code": "entered_in_error"}
    assert patch(api, id, {"tlp": "CLEAR"}).json["code"] == "four_eyes"
    assert step(api, id, "withdraw", OFFICER, withdrawal).json["code"] == "four_eyes"
    assert patch(api, id, {"tlp": "GREEN"}, NCP).json["tlp"] == "GREEN"
    assert patch(api, id, {"tlp": "AMBER"}).json["tlp"] == "AMBER"  # to fewer: anybody of the administration
    assert step(api, id, "withdraw", NCP, withdrawal).status == 200


def test_without_four_eyes_one_person_is_enough(api: Gateway) -> None:
    api.call("PATCH", "/v1/administrations/FR/settings", NCP, {"four_eyes": False})
    id = enter(api, record(SIMPLE, tlp="AMBER"))
    assert step(api, id, "submit", OFFICER).json["status"] == "published"
    assert patch(api, id, {"tlp": "GREEN"}).status == 200
    assert step(api, id, "withdraw", OFFICER, {"reason_code": "entered_in_error"}).status == 200


def test_what_was_changed_after_submission_is_approved_as_it_was_read(api: Gateway) -> None:
    id = enter(api)
    step(api, id, "submit", OFFICER)
    later = replace(api, clock=lambda: NOW + timedelta(seconds=5))
    assert patch(later, id, {"direction": "export"}).status == 200
    assert step(later, id, "approve", NCP).json["code"] == "if_match_required"
    assert step(later, id, "approve", NCP, **{"If-Match": '"2"'}).json["code"] == "stale_version"
    assert step(later, id, "approve", NCP, **{"If-Match": '"3"'}).json["status"] == "published"


def test_nobody_approves_or_verifies_what_they_wrote_a_part_of(api: Gateway) -> None:
    id = enter(api)
    patch(api, id, {"narrative": "By the contact point."}, NCP)
    patch(api, id, {"direction": "export"})
    step(api, id, "submit", OFFICER)
    assert step(api, id, "approve", NCP).json["code"] == "four_eyes"
    both = replace(OFFICER, rilos=frozenset({"WE"}))
    other = published(api)
    assert step(api, other, "verify", both).json["code"] == "four_eyes"


def test_a_reference_differs_by_more_than_case_and_is_free_after_withdrawal(api: Gateway) -> None:
    id = enter(api, record(SIMPLE, national_reference="r-1"))
    again = record(SIMPLE, national_reference="R-1")
    assert api.call("POST", "/v1/seizures", OFFICER, again).json["existing_id"] == id
    step(api, id, "withdraw", OFFICER, {"reason_code": "entered_in_error"})
    assert api.call("POST", "/v1/seizures", OFFICER, again).status == 201


def test_a_replay_shows_nothing_that_was_closed_since(api: Gateway) -> None:
    id = published(api)
    key = {"Idempotency-Key": "one"}
    assert step(api, id, "verify", RILO_WE, **key).status == 200
    assert patch(api, id, {"tlp": "AMBER+STRICT"}).status == 200
    assert step(api, id, "verify", RILO_WE, **key).status == 404


def test_the_reason_for_overriding_goes_to_the_audit_and_is_searched_itself(api: Gateway) -> None:
    id = enter(api)
    body: dict[str, Any] = {"reason_code": "entered_in_error", "comment": "ask a.b@example.org"}
    named = body | {"confirm": {"personal_data": "Agreed with c.d@example.org by telephone"}}
    assert step(api, id, "withdraw", OFFICER, named).errors == {"confirm.personal_data": "personal_data"}
    said = body | {"confirm": {"personal_data": "A public address of the port"}}
    assert step(api, id, "withdraw", OFFICER, said).status == 200
    entry = api.call("GET", f"/v1/seizures/{id}/history", OFFICER).json["items"][0]
    assert entry["override_reason"] == "A public address of the port"


def test_a_reference_is_searched_for_personal_data(api: Gateway) -> None:
    answer = api.call("POST", "/v1/seizures", OFFICER, record(SIMPLE, national_reference="AB-123-CD"))
    assert answer.errors == {"national_reference": "personal_data"}


def test_the_parties_need_the_right_to_enter_and_the_rilo_sees_no_inner_comments(api: Gateway) -> None:
    id = enter(api)
    step(api, id, "submit", OFFICER)
    step(api, id, "return", NCP, {"reason_code": "incomplete", "comment": "Between us."})
    history = f"/v1/seizures/{id}/history"
    seen = api.call("GET", history, RILO_WE).json["items"]
    assert [("comment" in entry, entry["action"]) for entry in seen] == [(False, "returned"), (False, "submitted")]
    other = published(api)
    step(api, other, "query", RILO_WE, {"reason_code": "quantity_implausible", "comment": "Pieces?"})
    shown = api.call("GET", f"/v1/seizures/{other}/history", READER_FR).json["items"]
    assert [set(entry) for entry in shown] == [{"action", "at", "version", "administration"}] * 2
    assert api.call("GET", f"/v1/seizures/{other}/versions/3", READER_FR).status == 403


def test_settings_have_versions_and_a_history_of_their_own(api: Gateway) -> None:
    path = "/v1/administrations/FR/settings"
    assert api.call("GET", path, NCP).headers["ETag"] == '"0"'
    off = api.call("PATCH", path, NCP, {"four_eyes": False}, headers={"If-Match": '"0"'})
    assert (off.status, off.headers["ETag"]) == (200, '"1"')
    assert api.call("PATCH", path, NCP, {"four_eyes": True}, headers={"If-Match": '"0"'}).status == 412
    told = api.call("GET", f"{path}/history", OFFICER).json["items"]
    assert [(entry["action"], entry["actor"]) for entry in told] == [("four_eyes_off", "ncp-fr")]
    assert api.call("GET", f"{path}/history", OFFICER_CO).status == 403
