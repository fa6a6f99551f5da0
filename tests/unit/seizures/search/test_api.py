"""The search through the API: every filter by itself and together, everyday words, and what is refused."""

from typing import Any

import pytest

from tests.unit.seizures.builders import OFFICER, READER_FR, RILO_WE
from tests.unit.seizures.gateway import Gateway
from tests.unit.seizures.search.library import ALL, COCAINE, SHARK, TOBACCO, counted, found, library, search


@pytest.fixture(scope="module")
def api() -> Gateway:
    return library()


FILTERS = [
    ({"category": "drugs"}, [COCAINE]),
    ({"type": "cocaine"}, [COCAINE]),
    ({"category": "cites", "type": "shark"}, [SHARK]),
    ({"country": "FR"}, [COCAINE, SHARK, TOBACCO]),
    ({"country": "FRLEH"}, [COCAINE]),
    ({"departure": "CO"}, [COCAINE]),
    ({"departure": "COCTG"}, [COCAINE]),
    ({"transit": "PA"}, [COCAINE]),
    ({"destination": "BE"}, [COCAINE]),
    ({"on_route": "CO"}, [COCAINE]),
    ({"on_route": "PA"}, [COCAINE]),
    ({"on_route": "HK"}, [SHARK]),
    ({"on_route": "FR"}, [TOBACCO]),
    ({"mode": "4"}, [SHARK]),
    ({"direction": "transit"}, [SHARK]),
    ({"location_type": "seaport"}, [COCAINE]),
    ({"detection": "random_selection"}, [SHARK]),
    ({"concealment": "container"}, [COCAINE]),
    ({"concealment": "container.structure"}, [COCAINE]),
    ({"concealment": "container.structure.floor"}, [COCAINE]),
    ({"concealment": "container.structure.walls"}, []),
    ({"concealment": "built_cavity"}, [COCAINE]),
    ({"concealment": "baggage"}, [SHARK]),
    ({"administration": "FR"}, [COCAINE, SHARK, TOBACCO]),
    ({"administration": "CO"}, []),
    ({"verification": "unverified"}, [COCAINE, SHARK, TOBACCO]),
    ({"verification": "verified"}, []),
    ({"status": "published"}, [COCAINE, SHARK, TOBACCO]),
    ({"seized_from": "2026-02-01"}, [COCAINE, SHARK]),
    ({"seized_to": "2026-02-01"}, [SHARK, TOBACCO]),
    ({"seized_from": "2026-02-01", "seized_to": "2026-02-01"}, [SHARK]),
    ({"hs": "29"}, [COCAINE]),
    ({"hs": "2939"}, [COCAINE]),
    ({"hs": "293972"}, [COCAINE]),
    ({"hs": "03"}, [SHARK]),
    ({"hs": "0305"}, [SHARK]),
    ({"operation": "0" * 26}, []),
    ({}, [COCAINE, SHARK, TOBACCO]),
]
WORDS = [
    ("coke", [COCAINE]),
    ("COKE", [COCAINE]),
    ("shark fin", [SHARK]),
    ("Shark  FIN!", [SHARK]),
    ("etoile", [TOBACCO]),
    ("ÉTOILE nord", [TOBACCO]),
    ("seches", [SHARK]),
    ("ailerons doublure", [SHARK]),
    ("ailerons welded", []),
    ("scanner", [COCAINE]),
    ("isurus", [SHARK]),
    ("colombia", [COCAINE]),
    ("false floor", []),
    ("the scanner of the floor", [COCAINE]),
    ("a scanner", [COCAINE]),
]
TOGETHER = [
    (
        {"type": "cocaine", "departure": "CO", "destination": "BE", "concealment": "container.structure.floor"},
        [COCAINE],
    ),
    ({"type": "cocaine", "departure": "CO", "destination": "HK"}, []),
    ({"category": "drugs", "q": "coke", "seized_from": "2026-03-01", "mode": "1", "hs": "29"}, [COCAINE]),
    ({"category": "drugs", "q": "coke", "seized_from": "2026-03-15"}, []),
    ({"country": "FR", "q": "shark fin", "on_route": "AE", "direction": "transit"}, [SHARK]),
    ({"administration": "FR", "verification": "unverified", "seized_to": "2025-12-31"}, [TOBACCO]),
]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [*FILTERS, *TOGETHER, *(({"q": words}, wanted) for words, wanted in WORDS)],
    ids=lambda value: "&".join(f"{name}={text}" for name, text in value.items()) if isinstance(value, dict) else "",
)
def test_a_search_finds_what_meets_all_its_filters(api: Gateway, query: dict[str, str], wanted: list[Any]) -> None:
    assert found(api, **query) == [one.id for one in wanted]
    if "status" not in query:
        assert counted(api, **query)["counted"] == len(wanted)


def test_rows_are_those_of_lists_newest_seizure_first(api: Gateway) -> None:
    rows = search(api).json["items"]
    assert [row["seized_on"] for row in rows] == ["2026-03-14", "2026-02-01", "2025-11-30"]
    assert rows[0]["quantity"] == {"amount": "120.5", "unit": "KGM"}
    assert (rows[1]["category"], rows[1]["type"], rows[1]["departure"]) == ("cites", "shark", "SN")


REFUSED = [
    ({"colour": "red"}, 400, "colour", None),
    ({"seized_from": "2026-03-01", "seized_to": "2026-02-01"}, 422, "seized_to", "before_from"),
    ({"seized_from": "tomorrow"}, 422, "seized_from", "wrong_date"),
    ({"q": "the of and"}, 422, "q", "too_common"),
    ({"q": "!"}, 422, "q", "too_common"),
    ({"q": " ".join(f"word{n}" for n in range(9))}, 422, "q", "too_many"),
    ({"q": "x" * 201}, 422, "q", "too_long"),
    ({"operation": "7"}, 422, "operation", "wrong_format"),
]
# Wrong codes, and what is said to be nearest.
NEAREST = [
    ("category", "drugz", "drugs"),
    ("type", "cocain", "cocaine"),
    ("country", "frleh", "FRLEH"),
    ("departure", "UK", "GB"),
    ("administration", "UK", "GB"),
    ("hs", "2939 72", "293972"),
    ("mode", "9x", "9"),
    ("direction", "inport", "import"),
    ("location_type", "harbour", "seaport"),
    ("concealment", "container.structur", "container.structure"),
]


@pytest.mark.parametrize("path", ["/v1/seizures", "/v1/seizures/facets"])
@pytest.mark.parametrize(("query", "status", "name", "code"), REFUSED)
def test_a_wrong_filter_is_named(
    api: Gateway, path: str, query: dict[str, str], status: int, name: str, code: str | None
) -> None:
    answer = api.call("GET", path, OFFICER, query=query)
    assert answer.status == status, answer.text
    assert name in answer.text
    assert code is None or answer.errors == {name: code}
    assert not any(one.id in answer.text for one in ALL)


@pytest.mark.parametrize(("name", "wrong", "nearest"), NEAREST)
def test_a_wrong_code_is_refused_naming_the_nearest(api: Gateway, name: str, wrong: str, nearest: str) -> None:
    answer = search(api, **{name: wrong})
    (error,) = answer.json["errors"]
    assert (answer.status, error["path"], error["code"]) == (422, name, "unknown_code")
    assert nearest in error["nearest"]


def test_what_is_not_published_is_listed_by_plain_filters_only(api: Gateway) -> None:
    answer = search(api, OFFICER, status="draft", hs="29", q="coke")
    assert (answer.status, answer.errors) == (422, {"hs": "published_only", "q": "published_only"})
    assert search(api, OFFICER, status="draft", seized_from="2026-01-01").json == {"items": [], "next": None}


def test_a_rilo_that_adds_a_filter_searches_and_no_longer_lists(api: Gateway) -> None:
    assert found(api, RILO_WE, verification="unverified") == [one.id for one in ALL]
    assert found(api, RILO_WE, verification="unverified", q="coke") == [COCAINE.id]


def test_facets_count_by_value_the_largest_first(api: Gateway) -> None:
    answer = counted(api)
    assert (answer["counted"], answer["partial"], answer["since"]) == (3, False, None)
    facets = answer["facets"]
    assert facets["country"] == [{"value": "FR", "count": 3}]
    assert facets["category"] == [{"value": name, "count": 1} for name in ("cites", "drugs", "tobacco")]
    assert {"value": "drugs.cocaine", "count": 1} in facets["type"]
    assert not {"tlp", "rilo", "word"} & facets.keys()
    assert counted(api, READER_FR, q="coke")["facets"]["mode"] == [{"value": "1", "count": 1}]
    assert api.call("GET", "/v1/seizures/facets", OFFICER, query={"limit": "5"}).status == 400
