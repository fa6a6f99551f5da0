"""An alert for the members of a joint operation on the deployed system, until one of them is expelled."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.e2e.client import Api, Connect
from tests.e2e.test_alerts import alert, current, made, sent, soon
from tests.e2e.waiting import until

SECONDS = 60


def opened(rilo: Api, *members: dict[str, Any]) -> str:
    today = datetime.now(UTC).date()
    operation = {
        "code_name": "Grey Heron",
        "purpose": "Reefers from the west coast.",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=9)).isoformat(),
        "retain_until": (today + timedelta(days=90)).isoformat(),
    }
    id = str(made(rilo, "operations", operation)["id"])
    for member in members:
        made(rilo, f"operations/{id}/members", member)
    return id


def test_an_alert_for_an_operation_is_its_members_as_long_as_they_are(connect: Connect) -> None:
    word = "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex[:16])
    rilo, member, single = connect("rilo-we"), connect("officer-fr"), connect("officer-co")
    operation = opened(rilo, {"administration": "FR"}, {"person": "officer-co"})
    ours = {"tlp": "AMBER", "regions": [], "operation": operation}
    id = sent(rilo, word, **ours, acknowledge_by=soon(days=1))
    numbers = {one["administration"]: one for one in rilo("GET", f"/v1/alerts/{id}/audience").json["administrations"]}
    assert numbers["CO"]["unrestricted"] == 1
    assert (numbers["FR"]["limited"], numbers["FR"]["read_only"]) == (0, 0)
    assert numbers["FR"]["unrestricted"] >= 2
    for api in (member, single):
        assert api("GET", f"/v1/alerts/{id}").json["operation"] == operation
        assert current(api, operation=operation) == [id]
        assert id not in current(api)
    assert until(lambda: current(member, q=word, operation=operation) == [id], SECONDS)
    assert current(member, q=word) == []
    pointers = "/v1/inbox?box=may_read&limit=100"
    told = {"kind": "alert.for_operation", "subject": f"alerts/{id}"}
    until(lambda: [one for one in member("GET", pointers).json["items"] if told.items() <= one.items()], SECONDS)
    assert made(single, f"alerts/{id}/acknowledge")["answered"]["acknowledge"] == "done"
    absent = "01KM0000000000000000000000"
    for name in ("ncp-co", "limited-de", "reader-gb", "rilo-sa", "cenmat", "external"):
        api = connect(name)
        assert api("GET", f"/v1/alerts/{id}").status == 404, name
        assert current(api, operation=operation) == current(api, operation=absent) == [], name
        assert current(api, q=word, operation=operation, status="all") == [], name
    refused = connect("rilo-sa")("POST", "/v1/alerts", alert(word, **ours))
    assert (refused.status, refused.json["errors"][0]["code"]) == (422, "not_found")
    assert rilo("DELETE", f"/v1/operations/{operation}/members/FR").status == 200
    assert member("GET", f"/v1/alerts/{id}").status == 404
    assert current(member, operation=operation) == []
    assert single("GET", f"/v1/alerts/{id}").status == 200
