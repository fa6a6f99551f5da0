"""Pairs: found when the second is published, shown to those concerned, dismissed, merged and restored."""

from typing import Any

from cen.principal import Principal
from tests.unit.seizures.builders import (
    FULL,
    NCP,
    NCP_CO,
    OFFICER,
    OFFICER_CO,
    OFFICER_DE,
    READER_GB,
    RILO_SA,
    RILO_WE,
    person,
    record,
)
from tests.unit.seizures.world import World

OFFICER_NL = person("officer-nl", administration="NL")
# The same case as another administration writes it.
RETOLD = record(
    FULL, national_reference="CO-77", seized_on="2026-03-15", detection=..., narrative="Seized with partners."
)


def pairs(cen: World, caller: Principal, **query: str) -> list[Any]:
    answer = cen.call("GET", "/v1/seizures/duplicates", caller, query=query)
    assert answer.status == 200, answer.text
    return list(answer.json["items"])


def ids(pair: Any) -> set[str]:
    return {one["seizure"]["id"] for one in pair["records"] if "seizure" in one}


def test_the_same_case_of_two_administrations_comes_before_both_and_their_rilos(cen: World) -> None:
    one, other = cen.publish(FULL), cen.publish(RETOLD, by=OFFICER_CO)
    for caller in (OFFICER, OFFICER_CO, RILO_WE, RILO_SA):
        (pair,) = pairs(cen, caller)
        assert ids(pair) == {one, other}
        assert pair["score"] > 20
        says = {reason["field"]: reason for reason in pair["reasons"]}
        assert says["quantity"]["agreement"] == "same"
        assert says["quantity"]["values"] == ["120.5 KGM", "120.5 KGM"]
    assert pairs(cen, OFFICER_NL) == []
    assert cen.call("GET", "/v1/seizures/duplicates", READER_GB).status == 403
    assert cen.notices("ncp:FR") == cen.notices("ncp:CO") == [("duplicate.found", False)]


def test_merging_by_agreement(cen: World) -> None:
    one, other = cen.publish(FULL), cen.publish(RETOLD, by=OFFICER_CO)
    before = cen.call("GET", f"/v1/seizures/{other}", OFFICER_DE)
    answer = cen.call("POST", f"/v1/seizures/{other}/merge", OFFICER, {"into": one})
    assert (answer.status, answer.json["status"]) == (200, "published"), answer.text
    (pair,) = pairs(cen, OFFICER_CO)
    assert pair["merge"]["waiting_for"] == ["CO"]
    assert cen.notices("ncp:CO") == [("duplicate.found", False), ("duplicate.merge_proposed", True)]
    answer = cen.call("POST", f"/v1/seizures/{other}/merge", NCP_CO, {"into": one})
    assert (answer.json["status"], answer.json["merged_into"]) == ("merged", one)
    assert cen.found(READER_GB, category="drugs") == {one}
    shown = cen.call("GET", f"/v1/seizures/{other}", READER_GB)
    assert (shown.status, shown.headers["Link"]) == (200, f'<{one}>; rel="canonical"')
    assert cen.notices("ncp:CO") == cen.notices("ncp:FR") == [("seizure.merged", False)]
    undone = cen.call("POST", f"/v1/seizures/{other}/unmerge", NCP)
    after = cen.call("GET", f"/v1/seizures/{other}", OFFICER_DE)
    assert undone.text == after.text == before.text
    assert after.headers["ETag"] == before.headers["ETag"]
    assert cen.found(READER_GB, category="drugs") == {one, other}
    assert pairs(cen, OFFICER) == []
