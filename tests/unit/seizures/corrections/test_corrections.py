"""Corrections: proposed by others, decided by the record's administration, told to both."""

from typing import Any

import pytest

from cen.principal import Principal, Tier
from tests.answer import Answer
from tests.unit.seizures.builders import (
    CENMAT,
    FULL,
    NCP,
    OFFICER,
    OFFICER_CO,
    OFFICER_DE,
    READER_GB,
    RILO_SA,
    RILO_WE,
    SERVICE,
    SIMPLE,
    person,
    record,
)
from tests.unit.seizures.world import World

CHANGES = {"lines": [{**FULL["lines"][0], "quantity": {"amount": "12.05", "unit": "KGM"}}], "offence": None}
REASON = "The report of the laboratory says 12.05 kilograms."


def propose(cen: World, id: str, by: Principal = RILO_WE, changes: Any = None, **more: Any) -> Answer:
    body = {"changes": CHANGES if changes is None else changes, "reason": REASON, **more}
    return cen.call("POST", f"/v1/seizures/{id}/corrections", by, body)


def decide(cen: World, id: str, what: str, by: Principal = OFFICER, **body: Any) -> Answer:
    return cen.call("POST", f"/v1/corrections/{id}/{what}", by, None if what == "withdraw" else body)


def listed(cen: World, by: Principal, **query: str) -> list[Any]:
    answer = cen.call("GET", "/v1/corrections", by, query=query)
    assert answer.status == 200, answer.text
    return list(answer.json["items"])


def proposed(cen: World, by: Principal = RILO_WE, **changes: Any) -> tuple[str, str]:
    """Ids of a record and of a correction of it."""
    id = cen.publish(FULL, **changes)
    answer = propose(cen, id, by)
    assert answer.status == 201, answer.text
    return id, str(answer.json["id"])


def test_a_correction_comes_before_the_owner_and_changes_the_record_when_accepted(cen: World) -> None:
    id, correction = proposed(cen)
    assert cen.notices("ncp:FR") == [("correction.proposed", True)]
    (line,) = listed(cen, OFFICER)
    assert (line["id"], line["by"], line["state"], line["stale"]) == (correction, "rilo-WE", "open", False)
    assert line["yours"] == ["accept", "decline"]
    assert line["differences"] == [
        {"path": "lines.0.quantity.amount", "now": "120.5", "proposed": "12.05"},
        {"path": "lines.0.quantity.basis", "now": "weighed"},
        {"path": "offence", "now": "smuggling"},
    ]
    accepted = decide(cen, correction, "accept", comment="Right, thank you.")
    assert (accepted.status, accepted.json["state"]) == (200, "accepted"), accepted.text
    shown = cen.call("GET", f"/v1/seizures/{id}", READER_GB).json
    assert (shown["lines"][0]["quantity"]["amount"], "offence" in shown) == ("12.05", False)
    assert accepted.json["applied_version"] == shown["version"] == 4
    newest = cen.call("GET", f"/v1/seizures/{id}/history", NCP).json["items"][0]
    assert (newest["action"], newest["actor"]) == ("changed", "officer-fr")
    assert newest["related"] == f"corrections/{correction}"
    assert cen.notices("ncp:FR") == []
    assert cen.notices("person:rilo-we") == [("correction.accepted", False)]
    assert listed(cen, OFFICER) == []
    assert [one["id"] for one in listed(cen, RILO_WE, tray="proposed", state="accepted")] == [correction]


def test_a_declined_correction_leaves_the_record_alone_and_says_why(cen: World) -> None:
    id, correction = proposed(cen, OFFICER_DE)
    before = cen.call("GET", f"/v1/seizures/{id}", OFFICER).text
    assert decide(cen, correction, "decline").errors == {"comment": "required"}
    declined = decide(cen, correction, "decline", comment="The first report holds.")
    assert declined.json["decision"]["comment"] == "The first report holds."
    assert cen.call("GET", f"/v1/seizures/{id}", OFFICER).text == before
    assert cen.notices("person:officer-de") == [("correction.declined", False)]
    assert decide(cen, correction, "decline", comment="Again.").json == declined.json
    late = decide(cen, correction, "accept")
    assert (late.status, late.json["code"], late.json["state"]) == (409, "correction_settled", "declined")


def test_who_proposed_it_takes_it_back(cen: World) -> None:
    _, correction = proposed(cen, OFFICER_DE)
    colleague = person("officer-de-2", administration="DE")
    assert decide(cen, correction, "withdraw", OFFICER).json["code"] == "not_the_owner"
    withdrawn = decide(cen, correction, "withdraw", colleague)
    assert (withdrawn.status, withdrawn.json["state"]) == (200, "withdrawn")
    assert decide(cen, correction, "withdraw", OFFICER_DE).json["state"] == "withdrawn"
    assert cen.notices("ncp:FR") == []
    assert decide(cen, correction, "accept").status == 409


def test_what_was_proposed_for_another_text_is_accepted_by_who_has_read_the_new_one(cen: World) -> None:
    id, correction = proposed(cen)
    shown = cen.call("GET", f"/v1/seizures/{id}", OFFICER)
    tag = {"If-Match": shown.headers["ETag"]}
    assert cen.call("PATCH", f"/v1/seizures/{id}", OFFICER, {"direction": "transit"}, headers=tag).status == 200
    assert listed(cen, OFFICER)[0]["stale"]
    refused = decide(cen, correction, "accept")
    assert (refused.status, refused.json["code"]) == (409, "stale_correction")
    assert (refused.json["current_version"], refused.json["seen_version"]) == (4, 3)
    assert decide(cen, correction, "accept", version=3).json["code"] == "stale_version"
    assert cen.call("POST", f"/v1/corrections/{correction}/accept", OFFICER, {}, headers=tag).status == 412
    assert decide(cen, correction, "accept", version=4).json["state"] == "accepted"
    after = cen.call("GET", f"/v1/seizures/{id}", OFFICER).json
    assert (after["direction"], after["lines"][0]["quantity"]["amount"]) == ("transit", "12.05")


def test_a_record_that_has_come_to_say_so_is_not_written_again(cen: World) -> None:
    id, correction = proposed(cen)
    tag = {"If-Match": '"3"'}
    assert cen.call("PATCH", f"/v1/seizures/{id}", OFFICER, CHANGES, headers=tag).status == 200
    accepted = decide(cen, correction, "accept", version=4).json
    assert (accepted["state"], "applied_version" in accepted) == ("accepted", False)
    assert cen.record(id).version == 4


@pytest.mark.parametrize(
    ("by", "changes", "status", "code"),
    [
        (OFFICER, {"direction": "transit"}, 409, "own_record"),
        (READER_GB, {"direction": "transit"}, 403, "forbidden"),
        (person("nobody"), {"direction": "transit"}, 403, "not_the_owner"),
        (person("half", Tier.LIMITED, "DE"), {"direction": "transit"}, 403, "forbidden"),
        (RILO_WE, {"direction": "import"}, 422, "changes_nothing"),
        (RILO_WE, {"direction": "sideways"}, 422, "invalid"),
        (RILO_WE, {"colour": "red"}, 422, "invalid"),
        (RILO_WE, {"confirm": {"personal_data": "It is none at all."}}, 422, "invalid"),
        (RILO_WE, {"tlp": None}, 422, "invalid"),
        (RILO_WE, {}, 422, "invalid"),
        (RILO_WE, {"narrative": "Call Jean Dupont at +33 6 12 34 56 78."}, 422, "personal_data"),
    ],
)
def test_what_cannot_be_proposed(cen: World, by: Principal, changes: Any, status: int, code: str) -> None:
    id = cen.publish(FULL)
    answer = propose(cen, id, by, changes)
    assert (answer.status, answer.json["code"]) == (status, code), answer.text
    assert cen.notices("ncp:FR") == []


def test_only_what_one_sees_can_be_corrected(cen: World) -> None:
    hidden = cen.publish(FULL, tlp="AMBER+STRICT")
    draft = cen.call("POST", "/v1/seizures", OFFICER, record(SIMPLE)).json["id"]
    for id in (hidden, draft, "01KM0000000000000000000000", "nonsense"):
        assert propose(cen, id, OFFICER_CO).json["code"] == "no_such_seizure"
    submitted = cen.call("POST", f"/v1/seizures/{draft}/submit", OFFICER)
    assert submitted.status == 200
    assert propose(cen, draft, RILO_WE, {"direction": "transit"}).json["code"] == "wrong_state"


def test_personal_data_that_is_none_is_confirmed_by_both(cen: World) -> None:
    id = cen.publish(FULL)
    changes = {"narrative": "The label said ring 06 12 34 56 78 for a refund."}
    confirm = {"personal_data": "The number is a service line of a shop."}
    answer = propose(cen, id, RILO_WE, changes, confirm=confirm)
    assert answer.status == 201, answer.text
    assert decide(cen, answer.json["id"], "accept").json["code"] == "personal_data"
    assert decide(cen, answer.json["id"], "accept", confirm=confirm).json["state"] == "accepted"


def test_others_see_nothing_of_a_correction(cen: World) -> None:
    id, correction = proposed(cen, OFFICER_DE)
    path = f"/v1/corrections/{correction}"
    assert cen.call("GET", path, OFFICER_CO).json["code"] == "no_such_correction"
    assert cen.call("GET", path, RILO_SA).status == 404
    assert cen.call("GET", "/v1/corrections/nonsense", OFFICER).status == 404
    assert decide(cen, correction, "accept", OFFICER_CO).status == 404
    for caller in (OFFICER, OFFICER_DE, RILO_WE):
        assert cen.call("GET", path, caller).json["id"] == correction
        assert len(cen.call("GET", f"/v1/seizures/{id}/corrections", caller).json["items"]) == 1
    assert decide(cen, correction, "accept", RILO_WE).json["code"] == "not_the_owner"
    assert cen.call("GET", f"/v1/seizures/{id}/corrections", OFFICER_CO).json["items"] == []


def test_who_loses_sight_of_the_record_keeps_what_they_wrote(cen: World) -> None:
    id, correction = proposed(cen, OFFICER_CO)
    tag = {"If-Match": '"3"'}
    assert cen.call("PATCH", f"/v1/seizures/{id}", OFFICER, {"tlp": "AMBER+STRICT"}, headers=tag).status == 200
    assert cen.call("GET", f"/v1/corrections/{correction}", RILO_WE).json["code"] == "no_such_correction"
    shown = cen.call("GET", f"/v1/corrections/{correction}", OFFICER_CO).json
    assert (shown["changes"]["offence"], shown["differences"], shown["stale"]) == (None, [], False)


def test_the_management_team_and_machines_propose_too(cen: World) -> None:
    _, correction = proposed(cen, CENMAT)
    assert cen.call("GET", f"/v1/corrections/{correction}", CENMAT).json["by"] == "cenmat"
    assert decide(cen, correction, "withdraw", CENMAT).status == 200
    other = cen.publish(FULL, OFFICER_CO, national_reference="CO-9")
    answer = propose(cen, other, SERVICE)
    assert answer.status == 201, answer.text
    assert decide(cen, answer.json["id"], "decline", OFFICER_CO, comment="No, it is right.").status == 200
    assert cen.notices("administration:FR") == [("correction.declined", False)]


def test_the_same_request_again_proposes_nothing_new(cen: World) -> None:
    id = cen.publish(FULL)
    body, key = {"changes": CHANGES, "reason": REASON}, {"Idempotency-Key": "k-1"}
    path = f"/v1/seizures/{id}/corrections"
    first, again = (cen.call("POST", path, RILO_WE, body, headers=key) for _ in range(2))
    assert (first.status, again.status, again.headers["Idempotency-Replayed"]) == (201, 201, "true")
    assert first.json == again.json
    other = cen.call("POST", path, RILO_WE, {**body, "reason": "Another reason, as good."}, headers=key)
    assert other.json["code"] == "idempotency_key_reused"
    assert len(listed(cen, OFFICER)) == 1


def test_widening_the_label_by_a_correction_takes_a_second_person_as_ever(cen: World) -> None:
    id = cen.publish(FULL, tlp="AMBER")
    answer = propose(cen, id, RILO_WE, {"tlp": "GREEN"})
    assert answer.status == 201, answer.text
    assert decide(cen, answer.json["id"], "accept").json["code"] == "four_eyes"
    assert decide(cen, answer.json["id"], "accept", NCP).json["state"] == "accepted"
    assert cen.call("GET", f"/v1/seizures/{id}", OFFICER_CO).status == 200
