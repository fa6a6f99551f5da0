"""The page of figures of an administration, as its officers see it."""

from typing import Any

import pytest

from cen.events import NoticeRaised
from cen.principal import Principal
from seizures.quality import FIELDS
from tests.answer import Answer
from tests.unit.seizures.builders import (
    CENMAT,
    FULL,
    LIMITED,
    NCP,
    NCP_CO,
    OFFICER,
    OFFICER_CO,
    READER_FR,
    RILO_WE,
    SIMPLE,
    record,
)
from tests.unit.seizures.world import World


def page(cen: World, by: Principal = OFFICER, code: str = "FR", **query: str) -> Any:
    answer = cen.call("GET", f"/v1/administrations/{code}/quality", by, query=query)
    assert answer.status == 200, answer.text
    return answer.json


def month(shown: Any, name: str) -> Any:
    return next(one for one in shown["calendar"] if one["month"] == name)


def nil(cen: World, name: str, by: Principal = NCP, code: str = "FR") -> Answer:
    return cen.call("POST", f"/v1/administrations/{code}/nil-returns", by, {"month": name})


def test_an_empty_page_says_so(cen: World) -> None:
    shown = page(cen)
    assert (shown["cases"], shown["filled"]) == (0, [])
    assert set(shown["delay"].values()) == {None}
    assert len(shown["calendar"]) == 24
    assert [one["state"] for one in shown["calendar"][:3]] == ["running", "silent", "silent"]
    assert shown["aitr"]["ready"] is False


def test_the_figures_are_those_of_the_records(cen: World) -> None:
    for day in ("2026-03-18", "2026-03-10", "2026-02-20", "2026-02-01"):  # 2, 10, 28 and 47 days before
        cen.publish(SIMPLE, seized_on=day)
    cen.publish(SIMPLE, OFFICER_CO, seized_on="2026-03-10")
    full = cen.publish(FULL)  # 6 days
    shown = page(cen)
    assert (shown["cases"], shown["verified"]) == (5, 0)
    assert shown["delay"] == {"lower_quartile": 6, "median": 10, "upper_quartile": 28}
    shares = {one["field"]: one["share"] for one in shown["filled"]}
    assert set(shares) == set(FIELDS)
    assert (shares["detection.method"], shares["date_precision"]) == (0.2, 1.0)
    assert [one["share"] for one in shown["filled"]] == sorted(shares.values())
    march, february = month(shown, "2026-03"), month(shown, "2026-02")
    assert (march["state"], march["cases"], march["median_days"]) == ("reported", 3, 6)
    assert (february["cases"], february["median_days"], february["due"]) == (2, 28, "2026-03-15")
    assert cen.call("POST", f"/v1/seizures/{full}/verify", RILO_WE).status == 200
    shown = page(cen)
    assert (shown["verified"], month(shown, "2026-03")["verified"]) == (1, 1)
    assert page(cen, months="1")["cases"] == 3


def test_what_waits_is_counted_until_it_is_done(cen: World) -> None:
    id = cen.call("POST", "/v1/seizures", OFFICER, record(SIMPLE)).json["id"]
    path = f"/v1/seizures/{id}"
    assert page(cen)["open"] == {"submitted": 0, "returned": 0, "queried": 0}
    cen.call("POST", f"{path}/submit", OFFICER)
    assert page(cen)["open"]["submitted"] == 1
    cen.call("POST", f"{path}/return", NCP, {"reason_code": "incomplete"})
    assert page(cen)["open"] == {"submitted": 0, "returned": 1, "queried": 0}
    cen.call("POST", f"{path}/submit", OFFICER)
    cen.call("POST", f"{path}/approve", NCP)
    cen.call("POST", f"{path}/query", RILO_WE, {"reason_code": "more_detail"})
    assert page(cen)["open"] == {"submitted": 0, "returned": 0, "queried": 1}
    cen.call("POST", f"{path}/withdraw", NCP, {"reason_code": "entered_in_error"})
    shown = page(cen)
    assert (shown["open"], shown["cases"]) == ({"submitted": 0, "returned": 0, "queried": 0}, 0)


def test_a_record_whose_month_changes_moves_with_it(cen: World) -> None:
    id = cen.publish(SIMPLE)
    tag = {"If-Match": '"3"'}
    assert cen.call("PATCH", f"/v1/seizures/{id}", OFFICER, {"seized_on": "2026-01-31"}, headers=tag).status == 200
    shown = page(cen)
    assert (month(shown, "2026-03")["cases"], month(shown, "2026-01")["cases"]) == (0, 1)


def test_a_merged_record_counts_once(cen: World) -> None:
    one, other = cen.publish(FULL), cen.publish(FULL, national_reference="FR-2")
    assert cen.call("POST", f"/v1/seizures/{other}/merge", NCP, {"into": one}).json["status"] == "merged"
    assert page(cen)["cases"] == 1
    assert cen.call("POST", f"/v1/seizures/{other}/unmerge", NCP).status == 200
    assert page(cen)["cases"] == 2


def test_the_page_is_for_the_administration_alone(cen: World) -> None:
    assert page(cen, READER_FR)["administration"] == "FR"
    for caller in (OFFICER_CO, RILO_WE):
        refused = cen.call("GET", "/v1/administrations/FR/quality", caller)
        assert (refused.status, refused.json["code"]) == (403, "not_your_figures")
    for caller in (LIMITED, CENMAT):
        assert cen.call("GET", "/v1/administrations/FR/quality", caller).status == 403
    assert nil(cen, "2026-01", NCP_CO).json["code"] == "not_your_figures"
    assert nil(cen, "2026-01", OFFICER).json["code"] == "forbidden"


def test_nil_returns_close_the_months_in_which_nothing_happened(cen: World) -> None:
    made = nil(cen, "2026-01")
    assert (made.status, made.json["month"]) == (201, "2026-01")
    assert nil(cen, "2026-01").json == made.json
    assert month(page(cen), "2026-01")["state"] == "nil"
    cen.publish(SIMPLE, seized_on="2026-01-05")
    assert month(page(cen), "2026-01")["state"] == "reported"
    refused = nil(cen, "2026-01")
    assert (refused.status, refused.json["code"], refused.json["cases"]) == (409, "not_nil", 1)


@pytest.mark.parametrize("name", ["2026-03", "2027-01", "1999-01", "2026-13", "January"])
def test_only_months_that_are_over_can_be_nil(cen: World, name: str) -> None:
    refused = nil(cen, name)
    code = "not_over" if name[4:7] in ("-01", "-03") else "wrong_format"
    assert (refused.status, refused.errors) == (422, {"month": code})


def test_ones_records_were_of_use(cen: World) -> None:
    """A new case of another administration with the same rare cover load, and an alert."""
    rare = {"concealment__cover_load_hs": "970210"}
    mine = cen.publish(FULL, **rare)
    cen.publish(FULL, OFFICER_CO, **rare, seized_on="2026-01-20", national_reference="CO-1")
    cen.publish(FULL, OFFICER_CO, **rare, tlp="AMBER", national_reference="CO-2")
    notice = NoticeRaised(
        key="alert:1", to="administration:FR", kind="seizure.cited", must_act=False, subject=f"seizures/{mine}"
    )
    other = notice.model_copy(update={"kind": "alert.published"})
    for event in (notice, notice, other, notice.model_copy(update={"to": "person:x"})):
        cen.hear(event)
    shown = page(cen)
    assert (shown["used"]["similar_cases"], shown["used"]["alerts_citing"]) == (1, 1)
    assert (month(shown, "2026-03")["similar"], month(shown, "2026-03")["cited"]) == (1, 1)


def test_a_new_case_and_an_alert_count_once_however_many_records_they_use(cen: World) -> None:
    rare = {"concealment__cover_load_hs": "970210"}
    mine = [cen.publish(FULL, **rare, national_reference=f"FR-{number}") for number in range(3)]
    cen.publish(FULL, OFFICER_CO, **rare, national_reference="CO-1")
    for alert in ("a", "b"):
        for id in mine:
            told = {"key": f"seizure:{id}:cited:{alert}", "to": "administration:FR", "subject": f"seizures/{id}"}
            cen.hear(NoticeRaised(**told, kind="seizure.cited", must_act=False))
    used = page(cen)["used"]
    assert (used["similar_cases"], used["alerts_citing"]) == (1, 2)


def test_the_page_tells_which_indicators_of_risk_the_records_support(cen: World) -> None:
    goods = {"family": "way", "goods": "drugs.cocaine", "mode": "1", "departure": "CO"}
    counted = {"own_cases": 2, "cases": 9, "administrations": 3, "first": "2025-01-02", "last": "2026-03-01"}
    told = {"count": 1, "found": [goods | counted]}
    cen.statistics.found["FR"] = told
    assert page(cen)["used"]["risk_indicators"] == told
    assert page(cen, OFFICER_CO, "CO")["used"]["risk_indicators"] == {"count": 0, "found": []}


def test_the_sheet_for_cites_is_a_request_away(cen: World) -> None:
    fin = {"category": "cites", "type": "shark", "quantity": {"amount": "40", "unit": "KGM"}}
    cen.publish(SIMPLE, lines=[fin], seized_on="2025-11-05")
    sheet = page(cen)["aitr"]
    assert (sheet["year"], sheet["ready"], sheet["cases"]) == (2025, True, 1)
    asked = cen.call(sheet["request"]["method"], sheet["request"]["path"], OFFICER, sheet["request"]["body"])
    assert asked.status == 202, asked.text


def test_what_a_records_score_is_made_of(cen: World) -> None:
    id = cen.publish(SIMPLE, seized_on="2025-03-01", route__destination__country="NL")
    path = f"/v1/seizures/{id}"
    shown = cen.call("GET", f"{path}/quality", OFFICER).json
    parts = {one["part"]: one for one in shown["parts"]}
    assert sum(part["weight"] for part in shown["parts"]) == 100
    assert shown["score"] == round(sum(part["points"] for part in shown["parts"]))
    assert (parts["timeliness"]["value"], parts["plausibility"]["value"], parts["verification"]["value"]) == (0, 32, 50)
    assert shown["raise"][0] == {"part": "completeness", "do": "fill", "field": "lines.type", "points": 11.2}
    assert {step["rule"] for step in shown["raise"] if step["do"] == "check"} == {"R01", "R02"}
    assert {"part": "verification", "do": "await_verification", "points": 5.0} in shown["raise"]
    before = shown["score"]
    queried = cen.call("POST", f"{path}/query", RILO_WE, {"reason_code": "more_detail"}).json
    assert queried["quality"]["score"] == before - 5
    assert "answer_query" in steps(cen, path)
    assert cen.call("POST", f"{path}/verify", RILO_WE).json["quality"]["score"] == before + 5
    assert not {"answer_query", "await_verification"} & steps(cen, path)
    assert cen.call("GET", "/v1/seizures/01KM0000000000000000000000/quality", OFFICER).status == 404


def steps(cen: World, path: str) -> set[str]:
    return {step["do"] for step in cen.call("GET", f"{path}/quality", OFFICER).json["raise"]}
