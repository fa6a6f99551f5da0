"""Merging two records into one, and undoing it exactly."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    SIMPLE,
    record,
)
from tests.unit.seizures.duplicates.cases import (
    FOUND,
    OFFICER_NL,
    change,
    dismiss,
    merge,
    merged,
    pairs,
    two,
    unmerge,
)
from tests.unit.seizures.search.corpus import documents
from tests.unit.seizures.world import World, world_on_moto

WHY = "Both tell of the container that was opened on that day."


def flow(cen: World) -> None:
    one, other = two(cen)
    before = cen.call("GET", f"/v1/seizures/{other}", OFFICER_DE)
    answer = merge(cen, other, one)
    assert (answer.status, answer.json["status"]) == (200, "published"), answer.text
    (pair,) = pairs(cen, OFFICER_CO)
    assert answer.headers["Link"] == f'<../duplicates/{pair["id"]}>; rel="related"'
    assert (pair["merge"]["by"], pair["merge"]["agreed"], pair["merge"]["waiting_for"]) == ("FR", ["FR"], ["CO"])
    assert cen.notices("ncp:CO") == [*FOUND, ("duplicate.merge_proposed", True)]
    answer = merge(cen, other, one, NCP_CO)
    assert (answer.json["status"], answer.json["merged_into"], answer.json["version"]) == ("merged", one, 4)
    assert merge(cen, other, one, NCP).json == answer.json
    assert cen.found(READER_GB, category="drugs") == {one}
    shown = cen.call("GET", f"/v1/seizures/{other}", READER_GB)
    assert (shown.status, shown.headers["Link"]) == (200, f'<{one}>; rel="canonical"')
    standing = cen.call("GET", f"/v1/seizures/{one}/merged", READER_GB).json["items"]
    assert [(row["id"], row["status"]) for row in standing] == [(other, "merged")]
    assert cen.notices("ncp:CO") == cen.notices("ncp:FR") == [*FOUND, ("seizure.merged", False)]
    assert [one["state"] for one in pairs(cen, RILO_WE, state="merged")] == ["merged"]
    undone = unmerge(cen, other, NCP)
    after = cen.call("GET", f"/v1/seizures/{other}", OFFICER_DE)
    assert undone.text == after.text == before.text
    assert after.headers["ETag"] == before.headers["ETag"] == '"3"'
    assert cen.found(READER_GB, category="drugs") == {one, other}
    assert pairs(cen) == []
    assert ("seizure.unmerged", False) in cen.notices("ncp:CO")
    told = [entry["action"] for entry in cen.call("GET", f"/v1/seizures/{other}/history", OFFICER_CO).json["items"]]
    assert told[:3] == ["unmerged", "merged", "published"]
    assert cen.call("GET", f"/v1/seizures/{other}/versions/4", OFFICER_CO).json["status"] == "merged"
    assert change(cen, other, OFFICER_CO, direction="transit").headers["ETag"] == '"6"'


def test_merging_by_agreement_and_undoing_it(cen: World) -> None:
    flow(cen)


def test_the_same_on_dynamodb() -> None:
    with world_on_moto() as cen:
        flow(cen)


LABELS = st.sampled_from(["GREEN", "CLEAR", "AMBER", "AMBER+STRICT"])
VERDICTS = st.sampled_from([None, "verify", "query"])


def everything(cen: World, id: str) -> dict[str, Any]:
    """Of a record, but for what counts its steps."""
    table: Any = cen.records.table
    head = dict(table.items[f"CASE#{id}", "HEAD"])
    return {name: value for name, value in head.items() if name not in ("version", "written_in")}


def faces(cen: World, id: str) -> list[Any]:
    """What anybody gets of it."""
    callers = (OFFICER, NCP, OFFICER_CO, OFFICER_DE, RILO_WE, RILO_SA, READER_GB)
    answers = [cen.call("GET", f"/v1/seizures/{id}", caller) for caller in callers]
    rows = [cen.call("GET", "/v1/seizures", caller).json["items"] for caller in callers]
    return [(one.status, one.headers.get("ETag"), one.text) for one in answers] + rows


@settings(max_examples=30, deadline=None)
@given(documents(), documents(), LABELS, VERDICTS, VERDICTS)
def test_what_is_unmerged_is_byte_for_byte_what_it_was(
    first: Any, second: Any, label: str, said: str | None, said_of_other: str | None
) -> None:
    """Documents, rows, references, worklists, what is found by whom, and the ETags, of both records."""
    cen = World()
    one = cen.publish({**first, "tlp": label, "national_reference": "FR-1"})
    other = cen.publish({**second, "tlp": label, "national_reference": "FR-2"})
    for id, verdict in ((one, said), (other, said_of_other)):
        if verdict and label != "AMBER+STRICT":
            body = {"reason_code": "more_detail"} if verdict == "query" else None
            assert cen.call("POST", f"/v1/seizures/{id}/{verdict}", RILO_WE, body).status == 200
    stored = [everything(cen, id) for id in (one, other)]
    seen = [faces(cen, id) for id in (one, other)]
    for _ in range(2):
        merged(cen, other, one, NCP, reason=WHY)
        assert other not in str(faces(cen, other)[7:])
        assert unmerge(cen, other).status == 200
    assert [everything(cen, id) for id in (one, other)] == stored
    assert [faces(cen, id) for id in (one, other)] == seen
    duplicate = cen.call("POST", "/v1/seizures", OFFICER, {**second, "national_reference": "fr-2"})
    assert duplicate.json["code"] == "duplicate_reference"


def test_a_change_of_the_one_that_stands_stays_when_the_merge_is_undone(cen: World) -> None:
    one, other = two(cen)
    merged(cen, other, one, NCP, NCP_CO)
    assert cen.call("GET", f"/v1/seizures/{one}", OFFICER).headers["ETag"] == '"3"'  # its document is the same
    assert change(cen, one, narrative="Weighed again.").status == 200
    assert unmerge(cen, other, NCP_CO).status == 200
    assert cen.record(one).fields["narrative"] == "Weighed again."
    assert cen.record(one).absorbed == ()


def test_ones_own_two_records_take_no_second_word(cen: World) -> None:
    one, other = cen.publish(FULL), cen.publish(FULL, national_reference="FR-2")
    assert merge(cen, other, one).json["status"] == "merged"
    assert cen.call("GET", "/v1/seizures", OFFICER, query={"status": "merged"}).json["items"][0]["id"] == other
    assert pairs(cen, RILO_WE) == []


def test_a_rilo_proposes_and_both_agree(cen: World) -> None:
    one, other = two(cen)
    assert merge(cen, other, one, RILO_WE).json["status"] == "published"
    (pair,) = pairs(cen, OFFICER)
    assert (pair["merge"]["by"], pair["merge"]["agreed"]) == ("rilo-WE", [])
    assert pair["merge"]["waiting_for"] == ["CO", "FR"]
    assert merge(cen, other, one, RILO_WE).json["status"] == "published"
    assert merge(cen, other, one, NCP).json["status"] == "published"
    assert cen.notices("ncp:FR") == FOUND
    assert merge(cen, other, one, NCP_CO).json["status"] == "merged"


def test_a_proposal_the_other_way_round_is_another(cen: World) -> None:
    one, other = two(cen)
    merge(cen, other, one, NCP)
    assert merge(cen, one, other, NCP_CO).json["status"] == "published"
    assert pairs(cen)[0]["merge"]["waiting_for"] == ["FR"]
    assert merge(cen, one, other, NCP).json["merged_into"] == other


def test_a_refused_proposal_is_told_to_who_made_it(cen: World) -> None:
    one, other = two(cen)
    merge(cen, other, one, RILO_WE)
    (pair,) = pairs(cen)
    dismiss(cen, pair["id"], OFFICER_CO, comment="We had another one that day.")
    assert cen.notices("rilo:WE") == [("duplicate.dismissed", False)]
    assert cen.notices("ncp:FR") == cen.notices("ncp:CO") == FOUND
    assert merge(cen, other, one, NCP).status == 200  # who thinks better of it says so again
    assert pairs(cen)[0]["merge"]["waiting_for"] == ["CO"]


def test_what_was_agreed_is_void_when_it_was_refused_or_a_record_has_changed(cen: World) -> None:
    one, other = two(cen)
    merge(cen, other, one, NCP)
    (pair,) = pairs(cen)
    dismiss(cen, pair["id"], OFFICER)
    assert merge(cen, other, one, NCP_CO).json["status"] == "published"
    assert pairs(cen)[0]["merge"]["waiting_for"] == ["FR"]
    assert change(cen, other, OFFICER_CO, narrative="Something else altogether.").status == 200
    assert merge(cen, other, one, NCP).json["status"] == "published"
    assert pairs(cen)[0]["merge"]["waiting_for"] == ["CO"]
    assert merge(cen, other, one, NCP_CO).json["status"] == "merged"


@pytest.mark.parametrize("caller", [OFFICER_NL, OFFICER_DE, READER_GB])
def test_others_have_no_say(cen: World, caller: Principal) -> None:
    one, other = two(cen)
    assert merge(cen, other, one, caller).status == 403
    merged(cen, other, one, NCP, NCP_CO)
    for who in (caller, RILO_WE):
        assert unmerge(cen, other, who).status == 403


def test_what_cannot_be_merged(cen: World) -> None:
    one, other = two(cen)
    draft = cen.call("POST", "/v1/seizures", OFFICER, record(SIMPLE)).json["id"]
    assert merge(cen, one, one).json["code"] == "same_record"
    assert merge(cen, draft, one).json["code"] == "wrong_state"
    assert merge(cen, "nonsense", one).json["code"] == "no_such_seizure"
    assert merge(cen, one, "01KM0000000000000000000000").json["code"] == "no_such_seizure"
    assert merge(cen, one, "nonsense").errors == {"into": "wrong_format"}
    assert merge(cen, other, one, NCP, If_Match='"2"').json["code"] == "stale_version"
    assert merge(cen, other, one, NCP, If_Match='"3"').status == 200
    assert unmerge(cen, other, NCP_CO).json["code"] == "wrong_state"
    assert unmerge(cen, "nonsense").status == 404


def test_nothing_is_merged_out_of_anybodys_sight(cen: World) -> None:
    one = cen.publish(FULL)
    narrow = cen.publish(FULL, tlp="AMBER", national_reference="FR-2")
    strict = cen.publish(FULL, tlp="AMBER+STRICT", national_reference="FR-3")
    abroad = cen.publish(SIMPLE, OFFICER_CO, tlp="AMBER")
    for id, into in ((one, narrow), (narrow, strict), (one, strict)):
        refused = merge(cen, id, into)
        assert (refused.status, refused.json["code"], refused.json["reason"]) == (409, "not_to_be_merged", "narrower")
    assert merge(cen, abroad, one, NCP_CO).json["reason"] == "restricted"
    for id, into in ((strict, narrow), (narrow, one)):
        assert merge(cen, id, into).json["status"] == "merged"


def test_a_record_that_stands_for_others_is_neither_withdrawn_nor_hidden(cen: World) -> None:
    one, other = two(cen)
    merged(cen, other, one, NCP, NCP_CO)
    withdrawal = {"reason_code": "duplicate"}
    refused = cen.call("POST", f"/v1/seizures/{one}/withdraw", NCP, withdrawal)
    assert (refused.status, refused.json["code"], refused.json["absorbed"]) == (409, "stands_for_others", [other])
    assert change(cen, one, tlp="AMBER").json["code"] == "stands_for_others"
    assert cen.call("POST", f"/v1/seizures/{other}/withdraw", NCP_CO, withdrawal).json["code"] == "wrong_state"
    assert change(cen, other, OFFICER_CO, direction="transit").json["code"] == "wrong_state"
    assert unmerge(cen, other, NCP).status == 200
    assert cen.call("POST", f"/v1/seizures/{one}/withdraw", NCP, withdrawal).status == 200


def test_chains_are_undone_in_any_order(cen: World) -> None:
    a, b, c = (cen.publish(FULL, national_reference=f"FR-{name}") for name in "abc")
    before = [everything(cen, id) for id in (a, b, c)]
    assert merge(cen, a, b).status == merge(cen, b, c).status == 200
    assert cen.found(READER_GB, category="drugs") == {c}
    assert merge(cen, c, a).json["code"] == "wrong_state"  # no circles
    assert unmerge(cen, a).status == 200  # while what stood for it is merged itself
    assert unmerge(cen, b).status == 200
    assert [everything(cen, id) for id in (a, b, c)] == before
    assert cen.record(b).absorbed == cen.record(c).absorbed == ()


def test_the_same_request_to_undo_is_carried_out_once(cen: World) -> None:
    one, other = cen.publish(FULL), cen.publish(FULL, national_reference="FR-2")
    merged(cen, other, one, NCP)
    key = {"Idempotency-Key": "k"}
    first, again = (cen.call("POST", f"/v1/seizures/{other}/unmerge", NCP, headers=key) for _ in range(2))
    assert (first.text, again.headers["Idempotency-Replayed"]) == (again.text, "true")
    assert cen.record(other).version == 5


def test_a_record_stands_for_a_bounded_number(cen: World) -> None:
    one = cen.publish(SIMPLE)
    head: Any = cen.records.table
    head.items[f"CASE#{one}", "HEAD"]["absorbed"] = " ".join(f"01KM{number:022d}" for number in range(50))
    other = cen.publish(SIMPLE)
    assert merge(cen, other, one).json["reason"] == "too_many"
