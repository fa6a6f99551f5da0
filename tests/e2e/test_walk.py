"""The promise of the README, on the deployed system with real tokens."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.client import Api, Connect
from tests.e2e.waiting import until
from tests.unit.seizures.builders import FULL, SIMPLE, record


@pytest.fixture
def reference() -> str:
    return f"FR-E2E-{uuid4().hex[:12]}"


def enter(api: Api, body: Any = SIMPLE) -> str:
    answer = api("POST", "/v1/seizures", body)
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


def test_the_walk(connect: Connect, reference: str) -> None:
    officer, ncp, rilo = connect("officer-fr"), connect("ncp-fr"), connect("rilo-we")
    id = enter(officer, record(FULL, national_reference=reference))
    path = f"/v1/seizures/{id}"
    readers = {name: connect(name) for name in ("reader-gb", "officer-co", "rilo-sa", "cenmat")}
    tierless = {name: connect(name) for name in ("limited-de", "external")}

    assert {api("GET", path).status for api in readers.values()} == {404}
    assert officer("POST", f"{path}/submit").json["status"] == "submitted"
    assert officer("POST", f"{path}/approve").status == 403
    assert ncp("POST", f"{path}/approve").json["status"] == "published"
    assert id in [row["id"] for row in rilo("GET", "/v1/seizures?verification=unverified").json["items"]]
    assert connect("rilo-sa")("POST", f"{path}/verify").status == 403
    assert rilo("POST", f"{path}/verify").json["verification"] == "verified"

    shown = officer("GET", path)
    assert shown.headers["ETag"] == '"4"'
    for api in readers.values():
        assert api("GET", path).text == shown.text
    assert {api("GET", path).status for api in tierless.values()} == {403}
    actions = [entry["action"] for entry in officer("GET", f"{path}/history").json["items"]]
    assert actions == ["verified", "published", "submitted", "entered"]
    found = "/v1/seizures?administration=FR"
    until(lambda: id in [row["id"] for row in readers["reader-gb"]("GET", found).json["items"]] or None)


def test_a_service_account_enters_for_its_administration(connect: Connect, reference: str) -> None:
    service = connect("service-fr")
    me = service("GET", "/v1/me").json
    assert (me["kind"], me["tier"], me["administration"]) == ("service", "unrestricted", "FR")
    shown = service("POST", "/v1/seizures", record(SIMPLE, national_reference=reference)).json
    assert (shown["administration"], shown["channel"]) == ("FR", "api")
    again = service("POST", "/v1/seizures", record(SIMPLE, national_reference=reference))
    assert (again.status, again.json["existing_id"]) == (409, shown["id"])


def test_the_same_key_does_it_once_on_the_real_table(connect: Connect, reference: str) -> None:
    officer = connect("officer-fr")
    body = record(SIMPLE, national_reference=reference)
    answers = [officer("POST", "/v1/seizures", body, {"Idempotency-Key": reference}) for _ in range(2)]
    assert answers[0].text == answers[1].text
    assert answers[1].headers["Idempotency-Replayed"] == "true"


def test_two_writers_at_once_one_wins_and_none_is_lost(connect: Connect) -> None:
    officer = connect("officer-fr")
    path = f"/v1/seizures/{enter(officer)}"

    def write(number: int) -> int:
        patch = {"narrative": f"Writer {number}."}
        return officer("PATCH", path, patch, {"If-Match": '"1"'}).status

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(write, range(4)))
    assert outcomes.count(200) == 1
    assert set(outcomes) <= {200, 412, 503}
    assert officer("GET", path).json["version"] == 2


def test_the_same_reference_at_once_makes_one_record(connect: Connect, reference: str) -> None:
    officer = connect("officer-fr")
    body = record(SIMPLE, national_reference=reference)
    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(lambda _: officer("POST", "/v1/seizures", body).status, range(4)))
    assert outcomes.count(201) == 1
    assert set(outcomes) <= {201, 409, 503}


def test_codes_administrations_and_rilos_are_read_by_everybody(connect: Connect) -> None:
    external = connect("external")
    found = external("GET", "/v1/codes/commodity?q=coke").json["items"]
    assert "drugs.cocaine" in [item["code"] for item in found]
    assert external("GET", "/v1/codes/country?q=allemagne&lang=fr").json["items"][0]["label"] == "Allemagne"
    assert external("GET", "/v1/administrations/FR").json["rilo"] == "WE"
    assert "FR" in external("GET", "/v1/rilos/WE").json["members"]
    assert {"country", "locode", "hs"} <= {item["id"] for item in external("GET", "/v1/codes").json["items"]}


def test_health_and_schema_need_no_token(connect: Connect) -> None:
    nobody = connect(None)
    assert nobody("GET", "/v1/health").json == {"status": "ok"}
    assert nobody("GET", "/v1/openapi.json").json["openapi"] == "3.1.0"
