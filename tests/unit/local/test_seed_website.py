"""What `make up` puts on the website is taken by the API's own rules, once, and its documents pass the checks."""

import re
from typing import Any

import pytest

from cen import pdf
from local.seed.client import Answer, Client, Refused
from local.seed.paper import one_page
from local.seed.website import furnish
from tests.unit.alerts.world import CENMAT, EXTERNAL, OFFICER, RILO_SA, RILO_WE, World

ACCOUNTS = {one.name: one for one in (CENMAT, RILO_SA, RILO_WE)}


class InProcess(Client):
    def __init__(self, world: World) -> None:
        self.world = world

    def call(self, method: str, path: str, token: str, body: Any = None, headers: Any = None) -> Answer:
        where, _, query = path.removeprefix("/v1/").partition("?")
        asked = dict(part.split("=") for part in query.split("&")) if query else None
        answer = self.world.call(method, where, ACCOUNTS[token], body, query=asked, headers=headers)
        return Answer(answer.status, answer.headers.get("ETag"), answer.json)


def test_everything_is_entered_once() -> None:
    world = World()

    def post(url: str, fields: Any, content: bytes) -> None:
        world.upload({"url": url, "fields": fields}, content)

    assert furnish(InProcess(world), str, post, world.now) == 15
    assert len(world.listed(OFFICER)) == 5
    assert len(world.listed(EXTERNAL)) == 1
    documents = world.call("GET", "library", OFFICER).json["items"]
    assert [one["state"] for one in documents] == ["ready", "ready"]
    assert len(world.call("GET", "links", EXTERNAL).json["items"]) == 8
    assert furnish(InProcess(world), str, post, world.now) == 0


def test_a_refusal_is_shown() -> None:
    world = World()
    with pytest.raises(Refused, match="The website answered 403"):
        furnish(InProcess(world), lambda _: "rilo-sa" if _ == "cenmat" else "external", None, world.now)


ACCOUNTS["external"] = EXTERNAL


def test_the_page_is_a_pdf_whose_table_leads_to_its_objects() -> None:
    page = one_page("Parts (of it)", ["é and \\ are written", "last"])
    pdf.check(page)
    start = int(page.rpartition(b"startxref\n")[2].split(b"\n")[0])
    assert page[start:].startswith(b"xref\n0 6\n")
    places = [int(one) for one in re.findall(rb"(\d{10}) 00000 n", page)]
    assert [page[place : place + 7] for place in places] == [b"%d 0 obj" % number for number in range(1, 6)]
    assert rb"(Parts \(of it\)) Tj" in page
    assert page.count(b"Tj ET") == 3
