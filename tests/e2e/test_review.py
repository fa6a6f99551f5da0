"""Duplicates, corrections and figures on the deployed system: two administrations, their RILOs, real tokens."""

import json
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.client import Api, Connect, service
from tests.e2e.test_finding import found
from tests.e2e.test_pictures import a_photo, listed, upload
from tests.e2e.waiting import until
from tests.unit.cpdb.files import written
from tests.unit.seizures.builders import FULL, record

# Three consumers may have to start first.
SECONDS = 90


@pytest.fixture
def word() -> str:
    return "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex[:16])


def publish(connect: Connect, administration: str, **changes: Any) -> str:
    officer, ncp = connect(f"officer-{administration}"), connect(f"ncp-{administration}")
    answer = officer("POST", "/v1/seizures", record(FULL, **{"national_reference": None, **changes}))
    assert answer.status == 201, answer.text
    path = f"/v1/seizures/{answer.json['id']}"
    assert officer("POST", f"{path}/submit").status == 200
    assert ncp("POST", f"{path}/approve").json["status"] == "published"
    return str(answer.json["id"])


def case(word: str) -> dict[str, Any]:
    """Of a quantity, a logo and a day that no other test has; those of statistics have 2012 for themselves."""
    number = int(word.encode().hex(), 16)
    lines = [{**FULL["lines"][0], "quantity": {"amount": f"{number % 9_000_000 + 1_000_000}.5", "unit": "GRM"}}]
    lines[0]["details"] = {"logo": word}
    day = f"20{13 + number % 7}-0{1 + number % 9}-11"
    return {"lines": lines, "narrative": f"Found with {word}.", "seized_on": day}


def pairs(api: Api, *ids: str, **query: str) -> list[Any]:
    """Pairs that show all of these records."""
    asked = "&".join(f"{name}={value}" for name, value in {"limit": "100", **query}.items())
    answer = api("GET", f"/v1/seizures/duplicates?{asked}")
    assert answer.status == 200, answer.text
    return [pair for pair in answer.json["items"] if set(ids) <= _shown(pair)]


def _shown(pair: Any) -> set[str]:
    return {one["seizure"]["id"] for one in pair["records"] if "seizure" in one}


def test_one_case_of_two_administrations_becomes_one_and_two_again(connect: Connect, word: str) -> None:
    fr, co, rilo = connect("officer-fr"), connect("officer-co"), connect("rilo-we")
    ncp_fr, ncp_co, reader = connect("ncp-fr"), connect("ncp-co"), connect("reader-gb")
    one = publish(connect, "fr", **case(word))
    other = publish(connect, "co", **case(word))
    ((pair,), *_) = [until(lambda api=api: pairs(api, one, other), SECONDS) for api in (fr, co, rilo)]
    assert pair["score"] > 20
    until(lambda: set(found(reader, word)) == {one, other}, SECONDS)
    path = f"/v1/seizures/{other}"
    before = reader("GET", path)
    picture = upload(co, written(a_photo()), seizure_id=other)["id"]
    assert [listed(reader, f"seizure={id}") for id in (one, other)] == [[], [picture]]

    for say in (fr, ncp_fr):  # an officer proposes, a contact point agrees
        assert say("POST", f"{path}/merge", {"into": one}).json["status"] == "published"
    (pair,) = pairs(co, one, other)
    assert pair["merge"]["waiting_for"] == ["CO"]
    merged = ncp_co("POST", f"{path}/merge", {"into": one})
    assert (merged.json["status"], merged.json["merged_into"]) == ("merged", one), merged.text
    until(lambda: found(reader, word) == [one], SECONDS)
    assert reader("GET", path).headers["Link"] == f'<{one}>; rel="canonical"'
    assert listed(reader, f"seizure={one}") == [picture]
    assert pairs(rilo, state="merged")

    assert fr("POST", f"{path}/unmerge").json["code"] == "four_eyes"
    assert ncp_fr("POST", f"{path}/unmerge").status == 200
    after = reader("GET", path)
    assert (after.text, after.headers["ETag"]) == (before.text, before.headers["ETag"])
    until(lambda: set(found(reader, word)) == {one, other}, SECONDS)
    assert [listed(reader, f"seizure={id}") for id in (one, other)] == [[], [picture]]


def test_of_a_restricted_counterpart_nothing_shows_but_that_there_is_one(connect: Connect, word: str) -> None:
    fr, co = connect("officer-fr"), connect("officer-co")
    one = publish(connect, "fr", **case(word))
    hidden = publish(connect, "co", tlp="AMBER+STRICT", **case(word))
    (pair,) = until(lambda: pairs(fr, one), SECONDS)
    assert {"restricted": True} in pair["records"]
    assert set(pair) == {"id", "state", "found_at", "records"}
    assert hidden not in json.dumps(pairs(fr)) + json.dumps(pairs(connect("rilo-we")))
    (full,) = until(lambda: pairs(co, one, hidden), SECONDS)
    assert full["id"] == pair["id"]
    checked = fr("POST", "/v1/seizures/checks", record(FULL, **{"national_reference": None, **case(word)})).json
    assert [like["id"] for like in checked["duplicates"]] == [one]
    dismissed = co("POST", f"/v1/seizures/duplicates/{pair['id']}/dismiss", {"reason_code": "related_cases"})
    assert dismissed.json["state"] == "dismissed"
    assert pairs(fr, one) == []


def test_a_rilo_proposes_and_the_owner_accepts_and_both_hear_of_it(
    connect: Connect, word: str, stack: dict[str, Any]
) -> None:
    fr, rilo = connect("officer-fr"), connect("rilo-we")
    id = publish(connect, "fr", **case(word))
    changes = {"narrative": f"Found with {word} by a dog.", "detection": {"method": "risk_profile", "aids": ["dog"]}}
    proposed = rilo("POST", f"/v1/seizures/{id}/corrections", {"changes": changes, "reason": "As the report says."})
    assert proposed.status == 201, proposed.text
    path = f"/v1/corrections/{proposed.json['id']}"
    assert connect("officer-co")("GET", path).status == 404
    waiting = fr("GET", "/v1/corrections?limit=100").json["items"]
    assert proposed.json["id"] in [one["id"] for one in waiting]
    accepted = fr("POST", f"{path}/accept", {"comment": "Thank you."})
    assert accepted.json["state"] == "accepted", accepted.text
    assert rilo("GET", f"/v1/seizures/{id}").json["detection"]["aids"] == ["dog"]
    told = [(one["kind"], one["to"].partition(":")[0]) for one in _notices(stack, proposed.json["id"])]
    assert told == [("correction.proposed", "ncp"), ("correction.accepted", "person")]


def _notices(stack: dict[str, Any], correction: str) -> list[dict[str, Any]]:
    """What the outbox makes of the correction's history: the events that people's inboxes hear."""
    from seizures.outbox import describe

    with closing(service(stack, "dynamodb")) as dynamodb:
        items = dynamodb.query(
            TableName=stack["tables"]["seizures"],
            KeyConditionExpression="pk = :pk AND begins_with(sk, :audit)",
            ExpressionAttributeValues={":pk": {"S": f"CORRECTION#{correction}"}, ":audit": {"S": "AUDIT#"}},
        )["Items"]
    events = [event.model_dump() for item in items for event in describe(item)]
    return [event for event in events if "kind" in event]


def test_the_page_of_figures_follows_the_records(connect: Connect, word: str, stack: dict[str, Any]) -> None:
    fr = connect("officer-fr")

    def figures() -> Any:
        answer = fr("GET", "/v1/administrations/FR/quality")
        assert answer.status == 200, answer.text
        return answer.json

    def month(name: str) -> Any:
        return next(one for one in figures()["calendar"] if one["month"] == name)

    before = figures()
    name = before["calendar"][1]["month"]
    before_of_month, used = month(name), before["used"]["alerts_citing"]
    id = publish(connect, "fr", **{**case(word), "seized_on": f"{name}-03"})
    until(lambda: month(name)["cases"] == before_of_month["cases"] + 1, SECONDS)
    assert month(name)["state"] == "reported"
    assert figures()["delay"]["median"] is not None
    assert connect("officer-co")("GET", "/v1/administrations/FR/quality").status == 403
    refused = connect("ncp-fr")("POST", "/v1/administrations/FR/nil-returns", {"month": name})
    assert refused.json["code"] == "not_nil"

    cited = {"key": f"cited:{word}", "to": "ncp:FR", "kind": "seizure.cited", "must_act": False, "due": None}
    entry = {"Source": "cen.alerts", "DetailType": "NoticeRaised", "EventBusName": "cen-local"}
    with closing(service(stack, "events")) as bus:
        detail = json.dumps({**cited, "subject": f"seizures/{id}"})
        assert bus.put_events(Entries=[{**entry, "Detail": detail}])["FailedEntryCount"] == 0
    until(lambda: figures()["used"]["alerts_citing"] == used + 1, SECONDS)
