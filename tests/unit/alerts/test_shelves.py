"""The library, links, experts and laboratories: who keeps them, who sees them, what is refused, what is forgotten."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.unit.alerts.world import (
    CENMAT,
    EXTERNAL,
    LIMITED_DE,
    NCP,
    NCP_CO,
    NCP_DE,
    NO_TIER,
    OFFICER,
    RILO_SA,
    RILO_WE,
    World,
    person,
)

LINK: dict[str, Any] = {
    "title": "CITES trade database",
    "url": "https://trade.cites.org/",
    "organisation": "UNEP-WCMC",
    "category": "reference_data",
    "goods": ["cites"],
    "tlp": "CLEAR",
}
EXPERT: dict[str, Any] = {
    "title": "Customs laboratory, spectrometry",
    "kind": "laboratory",
    "organisation": "Service commun des laboratoires",
    "country": "FR",
    "languages": ["fr", "en"],
    "analyses": ["Synthetic opioids", "Cutting agents"],
    "contact": {"office_email": "laboratory.paris@douane.example", "office_phone": "+33 1 40 00 00 00"},
    "consent_given_on": "2026-01-10",
}
BOTH = [("links", LINK), ("experts", EXPERT)]


def add(world: World, collection: str, body: dict[str, Any], caller: Any = RILO_WE) -> str:
    answer = world.call("POST", collection, caller, body)
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


def ids(world: World, collection: str, caller: Any = OFFICER, **query: str) -> list[str]:
    answer = world.call("GET", collection, caller, query=query or None)
    assert answer.status == 200, answer.text
    return [one["id"] for one in answer.json["items"]]


def test_a_link_is_added_read_changed_and_removed(world: World) -> None:
    made = world.call("POST", "links", RILO_WE, LINK)
    id = made.json["id"]
    assert (made.status, made.headers["Location"], made.json["publisher"]) == (201, f"links/{id}", "rilo:WE")
    shown = world.call("GET", f"links/{id}", EXTERNAL)
    assert (shown.json["url"], shown.headers["ETag"]) == (LINK["url"], '"1"')
    assert world.call("PATCH", f"links/{id}", RILO_WE, {"title": "Trade in CITES"}).status == 428
    match = {"If-Match": '"1"'}
    done = world.call("PATCH", f"links/{id}", RILO_WE, {"title": "Trade in CITES"}, headers=match)
    assert (done.status, done.json["title"], done.json["version"]) == (200, "Trade in CITES", 2)
    assert world.call("PATCH", f"links/{id}", RILO_WE, {"title": "Else"}, headers=match).status == 412
    same = world.call("PATCH", f"links/{id}", RILO_WE, {"title": "Trade in CITES"}, headers={"If-Match": '"2"'})
    assert same.json["version"] == 2
    assert world.call("DELETE", f"links/{id}", RILO_SA).json["code"] == "not_the_office"
    assert world.call("DELETE", f"links/{id}", RILO_WE).json == {"id": id, "removed": True}
    assert world.call("DELETE", f"links/{id}", RILO_WE).json == {"id": id, "removed": True}
    assert world.call("GET", f"links/{id}", RILO_WE).status == 404
    assert ids(world, "links") == ids(world, "links", EXTERNAL) == []


@pytest.mark.parametrize(("collection", "body"), BOTH)
def test_guests_see_what_is_for_everybody_and_members_all(world: World, collection: str, body: Any) -> None:
    clear = add(world, collection, {**body, "tlp": "CLEAR"})
    green = add(world, collection, {**body, "tlp": "GREEN"})
    assert ids(world, collection, EXTERNAL) == [clear]
    for member in (OFFICER, LIMITED_DE, CENMAT, RILO_SA):
        assert ids(world, collection, member) == sorted([green, clear], reverse=True)
    assert world.call("GET", f"{collection}/{green}", EXTERNAL).status == 404
    assert world.call("GET", f"{collection}/{clear}", EXTERNAL).status == 200
    assert world.call("GET", f"{collection}/{clear}", NO_TIER).status == 403
    narrowed = world.call("PATCH", f"{collection}/{clear}", CENMAT, {"tlp": "GREEN"}, headers={"If-Match": "*"})
    assert narrowed.status == 200
    assert ids(world, collection, EXTERNAL) == []


@pytest.mark.parametrize("label", ["AMBER", "AMBER+STRICT", "RED", None, 1])
@pytest.mark.parametrize(("collection", "body"), BOTH)
def test_shelves_are_for_all_members(world: World, collection: str, body: Any, label: Any) -> None:
    refused = world.call("POST", collection, RILO_WE, {**body, "tlp": label})
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "tlp")


def test_who_keeps_the_shelves(world: World) -> None:
    assert world.call("POST", "links", OFFICER, LINK).status == 403
    assert world.call("POST", "links", NCP, LINK).json["code"] == "not_the_office"
    assert add(world, "links", LINK, CENMAT)
    assert add(world, "experts", EXPERT, NCP)
    other = world.call("POST", "experts", NCP_DE, EXPERT)
    assert (other.status, other.json["errors"][0]["path"]) == (422, "country")
    theirs = add(world, "experts", EXPERT, RILO_SA)
    moved = world.call("PATCH", f"experts/{theirs}", CENMAT, {"country": "CO"}, headers={"If-Match": "*"})
    assert moved.status == 200
    assert world.call("PATCH", f"experts/{theirs}", NCP_CO, {"country": "FR"}, headers={"If-Match": "*"}).status == 403
    mine = add(world, "experts", EXPERT, NCP)
    away = world.call("PATCH", f"experts/{mine}", NCP, {"country": "DE"}, headers={"If-Match": "*"})
    assert away.json["errors"][0]["code"] == "other_country"


def test_withdrawn_consent_leaves_nothing(world: World) -> None:
    id = add(world, "experts", EXPERT)
    world.call("PATCH", f"experts/{id}", RILO_WE, {"description": "Ask for the night desk."}, headers={"If-Match": "*"})
    assert world.call("DELETE", f"experts/{id}", RILO_WE).status == 200
    assert world.call("GET", f"experts/{id}", RILO_WE).status == 404
    assert ids(world, "experts") == []
    kept = json.dumps(world.table.items)
    for said in ("laborator", "douane", "40 00", "night desk", "opioids"):
        assert said not in kept


@pytest.mark.parametrize(
    ("q", "query", "hit"),
    [
        ("spectro", {}, True),
        ("opioids cutting", {}, True),
        ("laboratoires", {}, True),
        ("france", {}, True),
        ("frankreich", {}, False),
        ("opioids", {"country": "FR", "kind": "laboratory", "language": "fr"}, True),
        ("opioids", {"country": "DE"}, False),
        ("opioids", {"language": "es"}, False),
    ],
)
def test_experts_are_found_by_words_and_filters(world: World, q: str, query: dict[str, str], hit: bool) -> None:
    id = add(world, "experts", EXPERT)
    assert ids(world, "experts", q=q, **query) == ([id] if hit else [])


def test_links_are_found_by_words_and_filters(world: World) -> None:
    id = add(world, "links", LINK)
    add(world, "links", {**LINK, "title": "Other", "goods": [], "category": "other", "organisation": "x"})
    assert ids(world, "links", q="trade") == ids(world, "links", goods="cites") == [id]
    assert ids(world, "links", category="reference_data") == [id]
    assert ids(world, "links", language="fr") == []


@pytest.mark.parametrize(
    ("collection", "query"),
    [
        ("library", {"category": "novel"}),
        ("library", {"language": "English"}),
        ("library", {"state": "removed"}),
        ("links", {"category": "novel"}),
        ("experts", {"kind": "wizard"}),
        ("experts", {"country": "XX"}),
        ("experts", {"goods": "sand"}),
        ("experts", {"q": "!"}),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_by_name(world: World, collection: str, query: dict[str, str]) -> None:
    refused = world.call("GET", collection, OFFICER, query=query)
    assert (refused.status, [one["path"] for one in refused.json["errors"]]) == (422, list(query))


def test_a_long_shelf_is_read_page_by_page_at_a_bounded_cost(world: World) -> None:
    made = [add(world, "links", {**LINK, "title": f"Link {n}"}) for n in range(30)]
    world.table.forget_costs()
    first = world.call("GET", "links", OFFICER).json
    assert world.table.calls == ["query"]
    second = world.call("GET", "links", OFFICER, query={"cursor": first["next"]}).json
    assert [one["id"] for page in (first, second) for one in page["items"]] == sorted(made, reverse=True)
    assert second["next"] is None
    world.table.forget_costs()
    assert ids(world, "links", q="nowhere") == []
    assert world.table.calls == ["query"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"consent_given_on": "2026-03-21"}, "consent_given_on"),
        ({"consent_given_on": None}, "consent_given_on"),
        ({"contact": {}}, "contact.office_email"),
        ({"contact": {"office_email": "not an address"}}, "contact.office_email"),
        ({"contact": {"office_email": "a@b.example", "mobile": "1"}}, "contact.mobile"),
        ({"contact": {"office_email": "a@b.example", "office_phone": "0140"}}, "contact.office_phone"),
        ({"contact": {"office_email": "a@b.example", "url": "http://b.example.org"}}, "contact.url"),
        ({"languages": ["French"]}, "languages.0"),
        ({"goods": ["drugs.cocaine"]}, "goods.0"),
        ({"title": "x" * 121}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"description": "x" * 601}, "description"),
        ({"name": "Somebody"}, "name"),
    ],
)
def test_what_an_expert_entry_may_not_say_is_named(world: World, changes: Any, path: str) -> None:
    refused = world.call("POST", "experts", RILO_WE, {**EXPERT, **changes})
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, path), refused.text


def test_a_person_has_no_place_on_a_shelf_unless_it_is_meant(world: World) -> None:
    named = {**EXPERT, "description": "Ask for Mr John Miller."}
    refused = world.call("POST", "experts", RILO_WE, named)
    assert (refused.status, refused.json["code"], refused.json["errors"][0]["path"]) == (
        422,
        "personal_data",
        "description",
    )
    id = add(world, "experts", {**named, "confirm": {"personal_data": "It is the name of the laboratory."}})
    assert "confirm" not in world.call("GET", f"experts/{id}", RILO_WE).json
    again = world.call("PATCH", f"experts/{id}", RILO_WE, {"title": "Laboratory"}, headers={"If-Match": "*"})
    assert again.status == 200  # what was confirmed is not asked again


@pytest.mark.parametrize(
    ("patch", "path"),
    [
        ({"publisher": "cenmat"}, "publisher"),
        ({"url": None}, "url"),
        ({"url": "http://x.org"}, "url"),
        ({"tlp": None}, "tlp"),
        ({"id": "x"}, "id"),
        ({"state": "ready"}, "state"),
    ],
)
def test_a_patch_changes_content_only(world: World, patch: Any, path: str) -> None:
    id = add(world, "links", LINK)
    refused = world.call("PATCH", f"links/{id}", RILO_WE, patch, headers={"If-Match": "*"})
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, path), refused.text


def test_the_same_request_adds_one_entry(world: World) -> None:
    key = {"Idempotency-Key": "k"}
    first, again = (world.call("POST", "links", RILO_WE, LINK, headers=key) for _ in range(2))
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(ids(world, "links")) == 1


def test_markup_stays_text(world: World) -> None:
    said = "<script>alert(1)</script>"
    id = add(world, "links", {**LINK, "title": said})
    assert world.call("GET", f"links/{id}", OFFICER).json["title"] == said


def test_what_was_promised_is_for_its_office_and_forgotten_in_time(world: World) -> None:
    other = person("rilo-we-3", administration="BE", rilos=frozenset({"WE"}))
    body = {
        "title": "Guide to ivory",
        "category": "identification_guide",
        "language": "en",
        "content_type": "application/pdf",
        "size": 10,
    }
    id = world.call("POST", "library", RILO_WE, body).json["id"]
    assert ids(world, "library", other, state="awaiting_upload") == [id]
    assert ids(world, "library", RILO_SA, state="awaiting_upload") == ids(world, "library", OFFICER) == []
    assert world.call("GET", "library", OFFICER, query={"state": "rejected"}).status == 422
    assert world.call("GET", f"library/{id}", OFFICER).status == 404
    world.now += timedelta(days=2)
    assert ids(world, "library", other, state="awaiting_upload") == []
    assert world.call("GET", f"library/{id}", other).status == 404
