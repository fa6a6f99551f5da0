"""The printed notice: one page that stands alone, in which nothing runs."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.notice import Coded, NoticePage, page
from tests.answer import Answer
from tests.unit.alerts.world import NOTICE, OFFICER, OFFICER_CO, RILO_WE, World

ATTACK = "</title><script>alert(1)</script><img src=x onerror=alert(1)>'\""


class Seen(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "header", "footer", "main", "span", "strong"),
    *("h1", "h2", "dl", "dt", "dd", "p", "div"),
}


def printed(world: World, id: str) -> Answer:
    answer = world.call("GET", f"alerts/{id}/notice", OFFICER, query={"format": "html"})
    assert answer.status == 200
    return answer


def test_a_notice_is_answered_with_the_names_of_its_codes(world: World) -> None:
    id = world.publish(**NOTICE, grading={"source": "A", "information": "2"})
    shown = world.call("GET", f"alerts/{id}/notice", OFFICER).json
    assert (
        shown["place"] == {"code": "container.structure.floor", "label": "Container floor"} or shown["place"]["label"]
    )
    assert (shown["publisher"], shown["grading"], shown["tlp"]) == ("RILO Western Europe", "A2", "GREEN")
    text = printed(world, id).text
    for said in ("TLP:GREEN", "Cocaine, 120 kg", "Fresh welds", "RILO Western Europe", id, shown["place"]["label"]):
        assert said in text


def test_the_page_runs_and_fetches_nothing(world: World) -> None:
    answer = printed(world, world.publish(**NOTICE))
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    style = answer.text.partition("<style>")[2].partition("</style>")[0]
    assert b64encode(sha256(style.encode()).digest()).decode() in policy
    seen = Seen(answer.text)
    assert {tag for tag, _ in seen.tags} <= ALLOWED
    names = {name for _, attributes in seen.tags for name, _ in attributes}
    assert names <= {"lang", "charset", "name", "content", "class", "http-equiv"}
    (meta,) = [
        dict(found) for tag, found in seen.tags if tag == "meta" and ("http-equiv", "Content-Security-Policy") in found
    ]
    assert policy.startswith(str(meta["content"]))
    assert "url(" not in style


def test_what_people_write_is_text_on_the_page(world: World) -> None:
    concealment = {
        **NOTICE["concealment"],
        "what": ATTACK,
        "how_found": ATTACK,
        "how_to_spot": ATTACK,
        "safety": ATTACK,
    }
    text = printed(world, world.publish(**{**NOTICE, "title": ATTACK, "concealment": concealment})).text
    seen = Seen(text)
    assert {tag for tag, _ in seen.tags} <= ALLOWED
    assert "".join(seen.text).count("alert(1)") == 2 * 6  # title twice, four texts


TEXT = st.text(min_size=1, max_size=60)


@given(TEXT, TEXT, TEXT, TEXT, TEXT)
def test_no_text_leaves_its_place(title: str, what: str, found: str, spot: str, label: str) -> None:
    shown = NoticePage(
        id="01KM0000000000000000000000",
        version=1,
        tlp="AMBER+STRICT",
        title=title,
        severity="high",
        publisher="CENMaT",
        what=what,
        place=Coded(code="x", label=label),
        how_found=found,
        how_to_spot=spot,
        valid_until="2026-04-19T12:00:00.000Z",
    )
    seen = Seen(page(shown))
    assert {tag for tag, _ in seen.tags} <= ALLOWED
    assert len(seen.tags) == 31


@pytest.mark.parametrize("publisher", ["cenmat", "administration:FR", "administration:ZZ", "rilo:ZZ"])
def test_every_publisher_has_a_name(publisher: str) -> None:
    from alerts.notice import _office

    assert _office(publisher) in {"CENMaT", "Customs of France", "ZZ"}


def test_other_kinds_have_no_notice_and_others_see_none(world: World) -> None:
    assert world.call("GET", f"alerts/{world.publish()}/notice", OFFICER).json["code"] == "no_notice"
    id = world.publish(**{**NOTICE, "tlp": "AMBER"})
    for form in ("json", "html"):
        hidden = world.call("GET", f"alerts/{id}/notice", OFFICER_CO, query={"format": form})
        assert (hidden.status, "Cocaine" in hidden.text) == (404, False)
    wrong = world.call("GET", f"alerts/{id}/notice", RILO_WE, query={"format": "pdf"})
    assert wrong.json["errors"][0]["path"] == "format"
