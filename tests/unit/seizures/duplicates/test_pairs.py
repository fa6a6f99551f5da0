"""Pairs: found when the second record is published, shown to those concerned, dismissed."""

import pytest

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
    SIMPLE,
    record,
)
from tests.unit.seizures.duplicates.cases import FOUND, OFFICER_NL, RETOLD, change, dismiss, ids, pairs, two
from tests.unit.seizures.world import World


def test_the_same_case_of_two_administrations_comes_before_both_and_their_rilos(cen: World) -> None:
    one, other = two(cen)
    for caller in (OFFICER, OFFICER_CO, RILO_WE, RILO_SA):
        (pair,) = pairs(cen, caller)
        assert ids(pair) == {one, other}
        assert pair["score"] > 20
        says = {reason["field"]: reason for reason in pair["reasons"]}
        assert (says["quantity"]["agreement"], says["seized_on"]["agreement"]) == ("same", "near")
        assert says["quantity"]["values"] == ["120.5 KGM", "120.5 KGM"]
        path = f"/v1/seizures/duplicates/{pair['id']}"
        assert cen.call("GET", path, caller).json == pair
        assert cen.call("GET", path, OFFICER_NL).json["code"] == "no_such_pair"
    assert pairs(cen, OFFICER_NL) == pairs(cen, CENMAT) == pairs(cen, OFFICER, tray="rilo") == []
    assert pairs(cen, RILO_WE, tray="administration") == []  # Germany's
    assert cen.call("GET", "/v1/seizures/duplicates", READER_GB).status == 403
    assert cen.notices("ncp:FR") == cen.notices("ncp:CO") == FOUND


def test_two_different_cases_are_no_pair(cen: World) -> None:
    """Two parcels of cigarettes from the same country in a week; the same words two months apart."""
    cen.publish(SIMPLE)
    cen.publish(SIMPLE, seized_on="2026-03-18", lines__0__quantity__amount="340")
    cen.publish(FULL)
    cen.publish(FULL, national_reference="FR-3", seized_on="2026-01-14")
    assert pairs(cen) == []


def test_of_a_restricted_counterpart_only_that_there_is_one(cen: World) -> None:
    one, other = two(cen, tlp="AMBER+STRICT")
    (pair,) = pairs(cen, OFFICER)
    assert (ids(pair), pair["records"].count({"restricted": True})) == ({one}, 1)
    assert set(pair) == {"id", "state", "found_at", "records"}
    assert pairs(cen, RILO_WE) == [pair]
    assert pairs(cen, RILO_SA) == []
    (full,) = pairs(cen, OFFICER_CO)
    assert ids(full) == {one, other}
    assert other not in cen.call("GET", f"/v1/seizures/duplicates/{pair['id']}", OFFICER).text
    assert other not in str(cen.notices("ncp:FR"))
    assert change(cen, other, OFFICER_CO, direction="transit").status == 200
    assert other not in str(pairs(cen, OFFICER))


def test_a_label_that_changes_hides_and_shows_the_counterpart(cen: World) -> None:
    _, other = two(cen)
    assert change(cen, other, OFFICER_CO, tlp="AMBER").status == 200
    assert {"restricted": True} in pairs(cen, OFFICER)[0]["records"]
    assert "score" not in pairs(cen, RILO_WE)[0]
    assert "score" in pairs(cen, RILO_SA)[0]


def test_a_dismissed_pair_does_not_come_back_unless_it_becomes_much_likelier(cen: World) -> None:
    _, other = two(cen, lines__0__quantity__amount="119.9", operation_id=..., seized_on="2026-03-17")
    (pair,) = pairs(cen)
    answer = dismiss(cen, pair["id"], comment="Another container of the same ship.")
    assert (answer.status, answer.json["state"]) == (200, "dismissed"), answer.text
    assert answer.json["settled"]["by"] == "FR"
    assert pairs(cen) == pairs(cen, OFFICER_CO) == pairs(cen, RILO_WE) == []
    assert [one["id"] for one in pairs(cen, OFFICER_CO, state="dismissed")] == [pair["id"]]
    assert (
        dismiss(cen, pair["id"], OFFICER_CO).json
        == cen.call("GET", f"/v1/seizures/duplicates/{pair['id']}", OFFICER_CO).json
    )
    assert cen.notices("ncp:FR") == cen.notices("ncp:CO") == FOUND
    assert change(cen, other, OFFICER_CO, narrative="Told again.").status == 200
    assert pairs(cen) == []
    line = {**RETOLD["lines"][0], "quantity": {"amount": "120.5", "unit": "KGM"}}
    assert change(cen, other, OFFICER_CO, lines=[line], seized_on="2026-03-14").status == 200
    (back,) = pairs(cen)
    assert (back["id"], back["score"] >= pair["score"] + 3) == (pair["id"], True)
    assert cen.notices("ncp:FR") == FOUND


def test_a_pair_closes_with_what_made_it_and_opens_again(cen: World) -> None:
    one, other = two(cen)
    assert change(cen, other, OFFICER_CO, seized_on="2026-01-15").status == 200
    assert pairs(cen) == []
    assert cen.notices("ncp:FR") == FOUND
    assert change(cen, other, OFFICER_CO, seized_on="2026-03-15").status == 200
    assert [ids(pair) for pair in pairs(cen)] == [{one, other}]
    withdrawal = {"reason_code": "duplicate", "comment": "The other one stands."}
    assert cen.call("POST", f"/v1/seizures/{one}/withdraw", NCP, withdrawal).status == 200
    assert pairs(cen, OFFICER_CO) == []


def test_a_pair_that_one_cannot_judge_is_put_aside_for_oneself(cen: World) -> None:
    two(cen, tlp="AMBER+STRICT")
    (pair,) = pairs(cen, OFFICER)
    assert dismiss(cen, pair["id"]).json["state"] == "open"
    assert pairs(cen, OFFICER) == []
    assert len(pairs(cen, OFFICER_CO)) == len(pairs(cen, RILO_WE)) == 1


def test_only_a_party_dismisses(cen: World) -> None:
    two(cen)
    (pair,) = pairs(cen)
    for caller in (OFFICER_NL, OFFICER_DE):
        assert dismiss(cen, pair["id"], caller).json["code"] == "no_such_pair"
    assert dismiss(cen, "nonsense").status == 404
    assert dismiss(cen, pair["id"], reason_code="because").errors == {"reason_code": "literal_error"}
    said = dismiss(cen, pair["id"], comment="Ask Jean Dupont, +33 6 12 34 56 78.")
    assert said.json["code"] == "personal_data"
    assert dismiss(cen, pair["id"], RILO_SA, reason_code="related_cases").json["settled"]["by"] == "rilo-SA"


def test_pages_of_pairs_follow_each_other(cen: World) -> None:
    """A sheet that was loaded five times: of each record at most five pairs are kept."""
    for number in range(5):
        cen.publish(SIMPLE, national_reference=f"FR-{number}", lines__0__quantity__amount="2786", tlp="GREEN")
    found, query = list[str](), {"limit": "3"}
    while True:
        page = cen.call("GET", "/v1/seizures/duplicates", OFFICER, query=query).json
        found += [pair["id"] for pair in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert len(found) == len(set(found)) == 10
    cursor = {"cursor": query["cursor"], "limit": "3"}
    assert cen.call("GET", "/v1/seizures/duplicates", OFFICER_CO, query=cursor).json["code"] == "invalid_cursor"


@pytest.mark.parametrize("label", ["GREEN", "AMBER", "AMBER+STRICT"])
def test_checks_tell_of_possible_duplicates_that_one_may_see(cen: World, label: str) -> None:
    id = cen.publish(FULL, tlp=label)
    candidate = record(RETOLD, tlp="GREEN")
    told = cen.call("POST", "/v1/seizures/checks", OFFICER_CO, candidate).json["duplicates"]
    if label == "GREEN":
        (one,) = told
        assert (one["id"], one["reason"], one["seizure"]["id"]) == (id, "alike", id)
        assert one["score"] > 20
        (quantity,) = [reason for reason in one["reasons"] if reason["field"] == "quantity"]
        assert (quantity["agreement"], quantity["values"]) == ("same", ["120.5 KGM", "120.5 KGM"])
    else:
        assert told == []
    own = cen.call("POST", "/v1/seizures/checks", OFFICER, FULL).json["duplicates"]
    assert [(one["id"], one["reason"]) for one in own] == [(id, "same_national_reference"), (id, "alike")]
