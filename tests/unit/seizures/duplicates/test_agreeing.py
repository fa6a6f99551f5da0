"""Whose word a merge takes, and that nothing is taken away by it which a withdrawal would not take away."""

from typing import Any

import pytest

from cen.principal import Principal
from tests.unit.seizures.builders import (
    COLLEAGUE,
    FULL,
    NCP,
    NCP_CO,
    OFFICER,
    OFFICER_CO,
    READER_GB,
    RILO_WE,
    SIMPLE,
    person,
    record,
)
from tests.unit.seizures.duplicates.cases import ids, merge, merged, pairs, two, unmerge
from tests.unit.seizures.world import World

WHY = "The crew and the report of the port both say so."
OTHER_NCP = person("ncp-fr-2", administration="FR", roles=frozenset({"ncp"}))
# Submitted a record of his own, which NCP approved.
SUBMITTER = person("ncp-fr-3", administration="FR", roles=frozenset({"ncp"}))


def code(answer: Any) -> Any:
    return (answer.status, answer.json.get("code", answer.json.get("status")))


@pytest.mark.parametrize("caller", [OFFICER, COLLEAGUE, SUBMITTER])
def test_ones_own_record_is_not_merged_by_who_may_not_withdraw_it(cen: World, caller: Principal) -> None:
    a = cen.publish(FULL, SUBMITTER)
    b = cen.publish(FULL, national_reference="FR-2")
    assert code(cen.call("POST", f"/v1/seizures/{a}/withdraw", caller, {"reason_code": "duplicate"})) == (
        403,
        "four_eyes",
    )
    assert code(merge(cen, a, b, caller)) == (200, "published")
    assert a in cen.found(READER_GB, category="drugs")
    (pair,) = pairs(cen)
    assert (pair["merge"]["by"], pair["merge"]["agreed"], pair["merge"]["waiting_for"]) == ("FR", [], ["FR"])
    assert ("duplicate.merge_proposed", True) in cen.notices("ncp:FR")
    assert code(merge(cen, a, b, OTHER_NCP)) == (200, "merged")
    assert ("duplicate.merge_proposed", True) not in cen.notices("ncp:FR")
    assert code(unmerge(cen, a, caller)) == (403, "four_eyes")
    assert unmerge(cen, a, OTHER_NCP).status == 200


def test_an_officer_does_not_agree_for_another_administration(cen: World) -> None:
    one, other = two(cen)
    for caller in (NCP, OFFICER_CO):
        assert code(merge(cen, other, one, caller)) == (200, "published")
    assert pairs(cen)[0]["merge"]["waiting_for"] == ["CO"]
    assert code(merge(cen, other, one, NCP_CO)) == (200, "merged")
    for caller in (OFFICER, OFFICER_CO):
        assert code(unmerge(cen, other, caller)) == (403, "four_eyes")


def test_without_four_eyes_any_officer_agrees(cen: World) -> None:
    one, other = two(cen)
    settings = "/v1/administrations/FR/settings"
    tag = {"If-Match": cen.call("GET", settings, NCP).headers["ETag"]}
    assert cen.call("PATCH", settings, NCP, {"four_eyes": False}, headers=tag).status == 200
    assert code(merge(cen, other, one, OFFICER)) == (200, "published")
    assert pairs(cen)[0]["merge"]["waiting_for"] == ["CO"]
    assert code(merge(cen, other, one, NCP_CO)) == (200, "merged")
    assert unmerge(cen, other, OFFICER).status == 200


def test_records_that_are_not_alike_are_merged_for_a_reason(cen: World) -> None:
    one, other = cen.publish(FULL), cen.publish(SIMPLE, OFFICER_CO)
    for caller in (RILO_WE, OFFICER_CO, NCP):
        refused = merge(cen, other, one, caller)
        assert (*code(refused), refused.json["reason"]) == (409, "not_to_be_merged", "not_alike")
    assert merge(cen, other, one, NCP, "Short.").errors == {"reason": "too_few"}
    named = merge(cen, other, one, NCP, "Jean Dupont, +33 6 12 34 56 78, says that it was one.")
    assert (named.json["code"], list(named.errors or ())) == ("personal_data", ["reason"])
    assert code(merge(cen, other, one, NCP, WHY)) == (200, "published")
    (pair,) = pairs(cen, NCP_CO)
    assert (ids(pair), pair["merge"]["reason"]) == ({one, other}, WHY)
    assert code(merge(cen, other, one, NCP_CO)) == (200, "merged")
    newest = cen.call("GET", f"/v1/seizures/{other}/history", OFFICER_CO).json["items"][0]
    assert (newest["action"], newest["comment"]) == ("merged", WHY)
    assert pairs(cen, state="merged")[0]["settled"]["comment"] == WHY


def test_what_is_alike_needs_no_reason_even_before_it_was_found(cen: World) -> None:
    a, b = cen.publish(FULL), cen.publish(FULL, national_reference="FR-2")
    table: Any = cen.records.table
    for key in [key for key in table.items if key[0].startswith(("PAIR#", "TRAY#"))]:
        del table.items[key]
    assert code(merge(cen, a, b)) == (200, "merged")


def test_a_merged_record_names_the_one_that_stands_for_it_where_it_refuses(cen: World) -> None:
    one, other = two(cen)
    merged(cen, other, one, NCP, NCP_CO)
    refused = cen.call("PATCH", f"/v1/seizures/{other}", OFFICER_CO, {}, headers={"If-Match": '"4"'})
    assert (*code(refused), refused.json["merged_into"]) == (409, "wrong_state", one)
    assert other in refused.json["detail"]
    assert one in refused.json["detail"]


def actions(cen: World, id: str, caller: Principal, **query: str) -> list[str]:
    page = cen.call("GET", f"/v1/seizures/{id}/history", caller, query=query).json
    return [entry["action"] for entry in page["items"]]


def test_the_history_of_a_record_tells_nobody_of_a_hidden_one_that_was_merged_into_it(cen: World) -> None:
    d = cen.publish(FULL)
    c = cen.publish(record(FULL, national_reference="FR-2"), tlp="AMBER+STRICT")
    seen = cen.publish(record(FULL, national_reference="FR-3"))
    before = {caller.id: actions(cen, d, caller) for caller in (READER_GB, RILO_WE)}
    merged(cen, c, d, NCP)
    assert unmerge(cen, c).status == 200
    assert {caller.id: actions(cen, d, caller) for caller in (READER_GB, RILO_WE)} == before
    assert actions(cen, d, READER_GB, limit="1") == before["reader-gb"][:1]
    assert actions(cen, d, OFFICER)[:2] == ["released", "absorbed"]
    merged(cen, seen, d, NCP)
    assert actions(cen, d, READER_GB)[0] == "absorbed"
