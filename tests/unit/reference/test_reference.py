"""Code lists by everyday word, and what answers without a token."""

import pytest

from cen import codes
from reference.api import api
from tests.unit.seizures.builders import LIMITED, person
from tests.unit.seizures.gateway import Answer, Gateway

GATEWAY = Gateway(api=api)


def find(list_id: str, **query: str) -> Answer:
    return GATEWAY.call("GET", f"/v1/codes/{list_id}", LIMITED, query=query)


def test_every_list_says_where_it_comes_from() -> None:
    shown = GATEWAY.call("GET", "/v1/codes", LIMITED).json
    items = shown["items"]
    assert shown["next"] is None
    assert {"country", "locode", "hs", "unit", "commodity", "concealment_place"} <= {item["id"] for item in items}
    for item in items:
        assert item["count"] > 0
        assert all(item[name] for name in ("title", "title_fr", "edition", "source", "licence"))


@pytest.mark.parametrize(
    ("list_id", "q", "code"),
    [
        ("commodity", "coke", "drugs.cocaine"),
        ("commodity", "ecstasy", "drugs.psychotropic.mdma"),
        ("country", "Allemagne", "DE"),
        ("country", "cote d ivoire", "CI"),
        ("locode", "le havre", "FRLEH"),
        ("unit", "kilo", "KGM"),
        ("cites_term", "tusks", "TUS"),
    ],
)
def test_codes_are_found_by_everyday_word(list_id: str, q: str, code: str) -> None:
    assert code in [item["code"] for item in find(list_id, q=q).json["items"]]


def test_labels_come_in_the_language_asked_for() -> None:
    assert find("direction", lang="fr").json["items"][0]["label"] == "Importation"
    assert find("direction").json["items"][0]["label"] == "Import"


def walk(list_id: str, **query: str) -> list[str]:
    """The codes of all pages."""
    found: list[str] = []
    while True:
        page = find(list_id, **query).json
        assert len(page["items"]) <= int(query["limit"])
        found += [item["code"] for item in page["items"]]
        if page["next"] is None:
            return found
        query["cursor"] = page["next"]


def test_a_list_is_walked_to_the_end() -> None:
    found = walk("country", limit="100")
    assert len(found) == len(set(found)) == next(one.count for one in codes.lists() if one.id == "country")


def test_what_lies_below_a_parent_comes_in_pages() -> None:
    assert walk("hs", parent="2939", limit="2") == [code.code for code in codes.children("hs", "2939")]
    page = find("locode", parent="FR", limit="5").json
    assert len(page["items"]) == 5
    assert page["next"] is not None
    assert find("locode", parent="BE", limit="5", cursor=page["next"]).json["code"] == "invalid_cursor"


@pytest.mark.parametrize("limit", ["30", "100"])
def test_a_word_and_a_parent_narrow_together(limit: str) -> None:
    found = walk("locode", parent="FR", q="saint d", limit=limit)
    assert len(found) == len(set(found)) > 1
    assert all(code.startswith("FR") for code in found)
    assert set(found) < set(walk("locode", q="saint d", limit="100"))
    assert find("locode", parent="FR", q="antwerp").json == {"items": [], "next": None}


def test_an_empty_parent_has_no_codes_below_it() -> None:
    assert find("commodity", parent="").json == {"items": [], "next": None}


def test_a_tree_is_walked_by_parent() -> None:
    steps = [item["code"] for item in find("concealment_place", parent="container.structure").json["items"]]
    assert "container.structure.floor" in steps
    assert all(step.startswith("container.structure.") for step in steps)


@pytest.mark.parametrize(
    ("list_id", "query", "status", "code"),
    [
        ("nothing", {}, 404, "no_such_list"),
        ("country", {"limit": "0"}, 422, "invalid"),
        ("country", {"lang": "xx"}, 422, "invalid"),
        ("country", {"q": "x" * 101}, 422, "invalid"),
        ("country", {"colour": "red"}, 400, "malformed"),
        ("country", {"cursor": "made-up"}, 400, "invalid_cursor"),
    ],
)
def test_bad_questions_are_refused(list_id: str, query: dict[str, str], status: int, code: str) -> None:
    answer = find(list_id, **query)
    assert (answer.status, answer.json["code"]) == (status, code)


def test_health_and_schema_answer_anybody() -> None:
    nobody = person("nobody", None)
    assert GATEWAY.call("GET", "/v1/health", nobody).json == {"status": "ok"}
    assert GATEWAY.call("GET", "/v1/openapi.json", nobody).json["openapi"] == "3.1.0"
