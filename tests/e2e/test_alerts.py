"""Alerts on the deployed system: who publishes, who reads, what is cited, what ends, what is uploaded."""

import json
import urllib.request
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from cen.clock import instant
from tests import papers
from tests.e2e.client import Api, Connect, service
from tests.e2e.test_finding import SECONDS, publish
from tests.e2e.waiting import until
from tests.unit.alerts.world import ALERT, NOTICE

GUIDE = {"title": "Guide to ivory", "category": "identification_guide", "language": "en", "tlp": "CLEAR"}


def soon(**more: float) -> str:
    return instant(datetime.now(UTC) + timedelta(**more))


@pytest.fixture
def word() -> str:
    return "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex[:16])


def alert(word: str, **changes: Any) -> dict[str, Any]:
    return {**ALERT, "title": f"About {word}", "text": f"Köfte {word}.", "valid_until": soon(days=9), **changes}


def made(api: Api, path: str, body: Any = None) -> Any:
    answer = api("POST", f"/v1/{path}", body)
    assert answer.status in (200, 201), answer.text
    return answer.json


def sent(api: Api, word: str, **changes: Any) -> str:
    id = str(made(api, "alerts", alert(word, **changes))["id"])
    assert made(api, f"alerts/{id}/publish")["status"] == "published"
    return id


def current(api: Api, **query: str) -> list[str]:
    asked = "&".join(f"{name}={value}" for name, value in {"limit": "100", **query}.items())
    answer = api("GET", f"/v1/alerts?{asked}")
    assert answer.status == 200, answer.text
    return [row["id"] for row in answer.json["items"]]


def test_a_rilo_publishes_and_readers_answer(connect: Connect, word: str) -> None:
    rilo, reader, ncp, guest = (connect(name) for name in ("rilo-we", "officer-co", "ncp-co", "external"))
    id = str(made(rilo, "alerts", alert(word, acknowledge_by=soon(days=1)))["id"])
    assert reader("GET", f"/v1/alerts/{id}").status == 404
    audience = rilo("GET", f"/v1/alerts/{id}/audience").json
    numbers = {one["administration"]: one for one in audience["administrations"]}
    assert numbers["CO"]["unrestricted"] >= 2
    assert numbers["GB"]["read_only"] >= 1
    assert (audience["outside"], audience["unknown_recipients"]) == (0, [])
    made(rilo, f"alerts/{id}/publish")
    assert id in current(reader)
    assert id not in current(guest)
    assert made(reader, f"alerts/{id}/rate", {"useful": True})["ratings"] == {"useful": 1, "not_useful": 0}
    assert made(ncp, f"alerts/{id}/acknowledge")["answered"]["acknowledge"] == "done"
    seen = rilo("GET", f"/v1/alerts/{id}/acknowledgements").json
    assert [one["by"] for one in seen["acknowledged"]] == ["CO"]
    assert "FR" in seen["waiting"]
    assert until(lambda: current(reader, q=word, status="all") == [id], SECONDS)
    assert current(guest, q=word, status="all") == []
    read = rilo("GET", f"/v1/alerts/{id}")
    narrowed = rilo("PATCH", f"/v1/alerts/{id}", {"tlp": "AMBER"}, {"If-Match": read.headers["ETag"]})
    assert narrowed.status == 200, narrowed.text
    assert id not in current(reader)
    assert reader("GET", f"/v1/alerts/{id}").status == 404
    assert current(reader, q=word, status="all") == []
    assert id in current(connect("limited-de"))


def test_a_contact_point_proposes_to_its_rilo(connect: Connect, word: str) -> None:
    ncp, rilo = connect("ncp-fr"), connect("rilo-we")
    id = str(made(ncp, "alerts", alert(word))["id"])
    assert ncp("POST", f"/v1/alerts/{id}/publish").json["code"] == "rilo_publishes"
    made(ncp, f"alerts/{id}/propose")
    assert id in current(rilo, status="proposed")
    made(rilo, f"alerts/{id}/return", {"reason": "Say which routes."})
    made(ncp, f"alerts/{id}/propose")
    etag = rilo("GET", f"/v1/alerts/{id}").headers["ETag"]
    assert rilo("POST", f"/v1/alerts/{id}/publish", None, {"If-Match": etag}).json["publisher"] == "rilo:WE"
    assert id in current(connect("cenmat"))
    assert rilo("POST", f"/v1/alerts/{id}/withdraw", {"reason": "It was flour."}).status == 200
    assert ncp("GET", f"/v1/alerts/{id}").status == 404


def test_red_reaches_whom_it_names(connect: Connect, word: str) -> None:
    rilo = connect("rilo-we")
    draft = made(rilo, "alerts", alert(word, tlp="RED", recipients=["officer-co", "nobody-of-this-name"]))
    id = draft["id"]
    audience = rilo("GET", f"/v1/alerts/{id}/audience").json
    assert audience["unknown_recipients"] == ["nobody-of-this-name"]
    refused = rilo("POST", f"/v1/alerts/{id}/publish")
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "recipients.1")
    assert rilo("PATCH", f"/v1/alerts/{id}", {"recipients": ["officer-co"]}, {"If-Match": '"1"'}).status == 200
    made(rilo, f"alerts/{id}/publish")
    assert id in current(connect("officer-co"))
    for name in ("ncp-co", "officer-fr", "ncp-fr", "rilo-sa", "cenmat", "external", "service-fr"):
        api = connect(name)
        assert id not in current(api), name
        assert api("GET", f"/v1/alerts/{id}").status == 404, name


def test_a_seizure_is_cited_no_wider_than_its_label(connect: Connect, word: str) -> None:
    rilo, abroad = connect("rilo-we"), connect("rilo-sa")
    seizure = publish(connect, narrative=f"The scanner showed {word}.", tlp="AMBER")
    cites = {"seizures": [seizure]}
    wide = rilo("POST", "/v1/alerts", alert(word, cites=cites))
    assert (wide.status, wide.json["errors"][0]["code"]) == (422, "wider_than_cited")
    hidden = abroad("POST", "/v1/alerts", alert(word, tlp="AMBER", regions=["SA"], cites=cites))
    assert (hidden.status, hidden.json["errors"][0]["path"]) == (422, "cites.seizures.0")
    id = sent(rilo, word, tlp="AMBER", cites=cites)
    assert connect("officer-fr")("GET", f"/v1/alerts/{id}").json["cites"]["seizures"] == [seizure]


def test_an_alert_ends_at_its_minute_and_asks_its_author(connect: Connect, word: str, stack: dict[str, Any]) -> None:
    rilo, reader = connect("rilo-we"), connect("officer-fr")
    id = sent(rilo, word, valid_until=soon(seconds=4))
    assert id in current(reader)
    until(lambda: id not in current(reader), 20, 0.2)
    assert reader("GET", f"/v1/alerts/{id}").json["status"] == "expired"
    # On the local cloud no clock runs the schedules.
    with closing(service(stack, "lambda")) as functions:
        name = next(
            one["FunctionName"]
            for page in functions.get_paginator("list_functions").paginate()
            for one in page["Functions"]
            if "alerts-Sweeper" in one["FunctionName"]
        )
        answer = functions.invoke(FunctionName=name, Payload=json.dumps({"do": "expire"}).encode())
        assert json.loads(answer["Payload"].read())["alerts_expired"] >= 1
        counted = functions.invoke(FunctionName=name, Payload=json.dumps({"do": "count"}).encode())
        assert json.loads(counted["Payload"].read())["people_counted"] >= 10
    assert id in current(reader, status="expired")
    assert rilo("GET", f"/v1/alerts/{id}/history").json["items"][0]["action"] == "expired"
    made(rilo, f"alerts/{id}/renew", {"valid_until": soon(days=2)})
    assert id in current(reader)


def test_a_notice_is_printed_safely(connect: Connect, word: str) -> None:
    said = {**NOTICE["concealment"], "what": f"<script>{word}</script>"}
    id = sent(connect("rilo-we"), word, kind="concealment_notice", concealment=said, tlp="CLEAR")
    page = connect("external")("GET", f"/v1/alerts/{id}/notice?format=html")
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert f"&lt;script&gt;{word}" in page.text
    assert "<script" not in page.text


def posted(form: dict[str, Any], content: bytes) -> int:
    """As a browser posts a file."""
    border = uuid4().hex
    fields = "".join(
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form["fields"].items()
    )
    head = f'{fields}--{border}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
    asked = urllib.request.Request(form["url"], body, {"Content-Type": f"multipart/form-data; boundary={border}"})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 - an address of our own API's
        return int(answer.status)


def uploaded(api: Api, content: bytes, kind: str) -> Any:
    entry = made(api, "library", {**GUIDE, "content_type": kind, "size": len(content)})
    assert posted(entry["upload"], content) in (200, 201, 204)
    path = f"/v1/library/{entry['id']}"

    def done() -> Any:
        seen = api("GET", path).json
        return seen["state"] in ("ready", "rejected") and seen

    return until(done, SECONDS, 0.2)


def test_documents_are_checked_before_anybody_gets_them(connect: Connect) -> None:
    rilo, guest = connect("rilo-we"), connect("external")
    good = papers.pdf(papers.stream(b"BT (Ivory) Tj ET"))
    ready = uploaded(rilo, good, "application/pdf")
    assert ready["state"] == "ready"
    link = guest("GET", f"/v1/library/{ready['id']}").json["link"]
    with urllib.request.urlopen(link, timeout=20) as answer:  # noqa: S310 - of our own API
        assert answer.read() == good
        assert answer.headers["Content-Disposition"] == 'attachment; filename="guide-to-ivory.pdf"'
    listed = guest("GET", "/v1/library?q=ivory&limit=100").json["items"]
    assert ready["id"] in {one["id"] for one in listed}
    bad = uploaded(rilo, papers.pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "application/pdf")
    assert (bad["state"], bad["reason_code"]) == ("rejected", "pdf_script")
    assert guest("GET", f"/v1/library/{bad['id']}").status == 404
    picture = uploaded(rilo, papers.picture() + b"SECRET tail", "image/png")
    with urllib.request.urlopen(rilo("GET", f"/v1/library/{picture['id']}").json["link"], timeout=20) as answer:  # noqa: S310
        assert b"SECRET" not in answer.read()
    assert rilo("DELETE", f"/v1/library/{ready['id']}").status == 200
    assert guest("GET", f"/v1/library/{ready['id']}").status == 404


def test_links_and_experts_stand_for_whom_they_are(connect: Connect, word: str) -> None:
    ncp, guest = connect("ncp-fr"), connect("external")
    link = {"title": word, "url": "https://www.cites.org/", "organisation": "CITES", "category": "reference_data"}
    made(connect("cenmat"), "links", {**link, "tlp": "CLEAR"})
    assert [one["title"] for one in guest("GET", f"/v1/links?q={word}").json["items"]] == [word]
    expert = {
        "title": f"Laboratory {word}",
        "kind": "laboratory",
        "organisation": "Customs laboratories",
        "country": "FR",
        "contact": {"office_email": "laboratory@customs.example.org"},
        "consent_given_on": "2026-01-10",
    }
    id = made(ncp, "experts", expert)["id"]
    assert guest("GET", f"/v1/experts/{id}").status == 404
    assert connect("officer-co")("GET", f"/v1/experts?q={word}&country=FR").json["items"][0]["id"] == id
    assert ncp("DELETE", f"/v1/experts/{id}").status == 200
    assert connect("officer-co")("GET", f"/v1/experts?q={word}").json["items"] == []
