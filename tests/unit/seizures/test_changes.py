"""Changing records: merge patches, versions that collide, and requests sent twice."""

from hypothesis import given
from hypothesis import strategies as st

from seizures.record import changed_paths, merge_patch
from tests.unit.seizures.builders import FULL, OFFICER, SIMPLE, record
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
