"""How many corrections may wait, and which steps are offered of them."""

from cen.principal import Principal
from seizures.corrections.proposing import MOST_OF_A_PARTY, MOST_OPEN
from tests.unit.seizures.builders import FULL, NCP, OFFICER, OFFICER_CO, OFFICER_DE, RILO_WE, person
from tests.unit.seizures.corrections.test_corrections import CHANGES, decide, listed, propose
from tests.unit.seizures.world import World


def officer(country: str) -> Principal:
    return person(f"officer-{country.lower()}", administration=country)


def test_a_record_takes_a_bounded_number_of_open_corrections(cen: World) -> None:
    id = cen.publish(FULL)
    others = ["BE", "BR", "CA", "CL", "CO", "DE", "ES", "IT", "NL", "US"]
    assert len(others) * MOST_OF_A_PARTY == MOST_OPEN
    made = [
        propose(cen, id, officer(country), {"narrative": f"Version {country} {number}."})
        for country in others
        for number in range(MOST_OF_A_PARTY)
    ]
    assert {answer.status for answer in made} == {201}
    refused = propose(cen, id, officer("PT"), {"direction": "transit"})
    assert (refused.status, refused.json["code"]) == (429, "too_many_corrections")
    assert propose(cen, id, RILO_WE, {"direction": "transit"}).status == 201
    path, half = f"/v1/seizures/{id}/corrections", str(MOST_OPEN // 2)
    first = cen.call("GET", path, OFFICER, query={"limit": half}).json
    rest = cen.call("GET", path, OFFICER, query={"limit": half, "cursor": first["next"]}).json
    shown = [one["id"] for one in first["items"] + rest["items"]]
    assert shown[1:] == [answer.json["id"] for answer in reversed(made)][: len(shown) - 1]
    trays = listed(cen, OFFICER, limit=half)
    assert [one["id"] for one in trays] == shown[: len(trays)]


def test_nobody_keeps_others_from_proposing(cen: World) -> None:
    id = cen.publish(FULL)
    made = [propose(cen, id, OFFICER_CO, {"narrative": f"Version {number}."}) for number in range(MOST_OF_A_PARTY + 1)]
    assert [answer.status for answer in made] == [201] * MOST_OF_A_PARTY + [429]
    assert "CO proposed" in made[-1].json["detail"]
    for caller in (RILO_WE, OFFICER_DE):
        assert propose(cen, id, caller, {"direction": "transit"}).status == 201
    assert decide(cen, made[0].json["id"], "withdraw", OFFICER_CO).status == 200
    assert propose(cen, id, OFFICER_CO, {"direction": "transit"}).status == 201


def test_personal_data_in_a_reason_is_reported_where_it_stands(cen: World) -> None:
    id = cen.publish(FULL)
    body = {"changes": CHANGES, "reason": "Jean Dupont, +33 6 12 34 56 78, says so."}
    refused = cen.call("POST", f"/v1/seizures/{id}/corrections", RILO_WE, body)
    assert (refused.json["code"], list(refused.errors or ())) == ("personal_data", ["reason"])


def test_only_steps_that_will_be_allowed_are_offered(cen: World) -> None:
    id = cen.publish(FULL, tlp="AMBER")
    correction = propose(cen, id, RILO_WE, {"tlp": "GREEN"}).json["id"]
    path = f"/v1/corrections/{correction}"
    for caller, offered in ((OFFICER, ["decline"]), (NCP, ["accept", "decline"]), (RILO_WE, ["withdraw"])):
        assert cen.call("GET", path, caller).json["yours"] == offered
    assert listed(cen, OFFICER)[0]["yours"] == ["decline"]
    other = cen.publish(FULL, national_reference="FR-2")
    path = f"/v1/corrections/{propose(cen, other, RILO_WE).json['id']}"
    assert cen.call("GET", path, OFFICER).json["yours"] == ["accept", "decline"]
    gone = cen.call("POST", f"/v1/seizures/{other}/withdraw", NCP, {"reason_code": "duplicate"})
    assert gone.status == 200, gone.text
    assert cen.call("GET", path, NCP).json["yours"] == ["decline"]
