"""Saving, listing and removing one's own searches."""

from dataclasses import replace
from typing import Any

import pytest

from cen.dynamo import Table
from cen.problems import Unavailable
from seizures.watches import service
from seizures.watches.errors import CountChanged, DuplicateSearch, SameSearch
from seizures.watches.model import MOST_SEARCHES, Saved, SearchRequest
from seizures.watches.store import Counted, SearchStore
from tests.unit.seizures.builders import LIMITED, OFFICER, READER_FR, READER_GB, SERVICE, act
from tests.unit.seizures.watches.conftest import Desk

HTML = "<script>alert(1)</script> & “rare” finds"


def test_a_search_is_saved_listed_read_and_removed(desk: Desk) -> None:
    first = desk.save("Cocaine from Cartagena", category="drugs", type="cocaine", departure="COCTG")
    desk.clock.pass_by(seconds=1)
    second = desk.save(HTML)
    listed = desk.call("GET", "/v1/searches").json
    assert [one["id"] for one in listed["items"]] == [second, first]
    assert listed["items"][0]["name"] == HTML
    shown = desk.call("GET", f"/v1/searches/{first}").json
    assert shown["search"] == {"category": "drugs", "type": "cocaine", "departure": "COCTG"}
    assert set(shown) == {"id", "name", "search", "created_at"}
    assert desk.call("DELETE", f"/v1/searches/{first}").json["id"] == first
    assert [one["id"] for one in desk.call("GET", "/v1/searches").json["items"]] == [second]
    assert desk.call("GET", f"/v1/searches/{first}").json["code"] == "no_such_search"
    assert desk.call("DELETE", f"/v1/searches/{first}").status == 404


def test_a_list_of_several_pages(desk: Desk) -> None:
    ids = set()
    for number in range(3):
        desk.clock.pass_by(seconds=1)
        ids.add(desk.save(f"Search {number}"))
    first = desk.call("GET", "/v1/searches?limit=2").json
    second = desk.call("GET", f"/v1/searches?limit=2&cursor={first['next']}").json
    assert {one["id"] for one in first["items"] + second["items"]} == ids
    assert second["next"] is None


def test_a_search_exists_for_its_owner_only(desk: Desk) -> None:
    id = desk.save("Mine")
    for method, path in [("GET", ""), ("DELETE", ""), ("GET", "/matches")]:
        for caller, named in [(READER_FR, id), (OFFICER, id), (READER_GB, "0" * 26), (READER_GB, "nonsense")]:
            answer = desk.call(method, f"/v1/searches/{named}{path}", caller)
            assert (answer.status, answer.json["code"]) == (404, "no_such_search")
    assert desk.call("GET", "/v1/searches", READER_FR).json == {"items": [], "next": None}


def test_who_reads_no_records_saves_no_searches(desk: Desk) -> None:
    assert desk.call("POST", "/v1/searches", LIMITED, {"name": "x"}).status == 403
    assert desk.call("POST", "/v1/searches", SERVICE, {"name": "x"}).status == 201


WRONG: list[tuple[Any, str]] = [
    ({"search": {}}, "name"),
    ({"name": " "}, "name"),
    ({"name": "x" * 121}, "name"),
    ({"name": "x", "notify": True}, "notify"),
    ({"name": "x", "search": {"category": "drug"}}, "search.category"),
    ({"name": "x", "search": {"colour": "white"}}, "search.colour"),
    ({"name": "x", "search": {"status": "draft"}}, "search.status"),
    ({"name": "x", "search": {"limit": "5"}}, "search.limit"),
    ({"name": "x", "search": {"q": "the of"}}, "search.q"),
    ({"name": "x", "search": {"seized_from": "2026-02-30"}}, "search.seized_from"),
    ({"name": "x", "search": {"q": "x" * 501}}, "search.q"),
]


@pytest.mark.parametrize(("body", "path"), WRONG)
def test_a_wrong_search_is_refused_naming_the_field(desk: Desk, body: Any, path: str) -> None:
    answer = desk.call("POST", "/v1/searches", READER_GB, body)
    assert answer.status == 422
    assert path in [error["path"] for error in answer.json["errors"]]


def test_saving_twice_is_once_and_another_search_of_that_name_is_refused(desk: Desk) -> None:
    id = desk.save("Cocaine", type="cocaine")
    again = desk.call("POST", "/v1/searches", READER_GB, {"name": "Cocaine", "search": {"type": "cocaine"}})
    assert (again.status, again.json["id"], again.headers["Idempotency-Replayed"]) == (201, id, "true")
    other = desk.call("POST", "/v1/searches", READER_GB, {"name": "COCAINE", "search": {"type": "cannabis"}})
    assert (other.status, other.json["code"], other.json["existing_id"]) == (409, "duplicate_search", id)
    desk.call("DELETE", f"/v1/searches/{id}")
    assert desk.save("Cocaine", type="cannabis") != id


def test_saving_again_gives_a_search_the_rights_its_owner_has_now(desk: Desk) -> None:
    id = desk.save("Cocaine", type="cocaine")
    moved = replace(READER_GB, administration="FR")
    again = desk.call("POST", "/v1/searches", moved, {"name": "Cocaine", "search": {"type": "cocaine"}})
    assert again.json["id"] == id
    saved = desk.searches.read(id)
    assert saved is not None
    assert saved.owner.administration == "FR"
    keys = f" {saved.rest} ".replace("|", " ")
    assert [one.owner.administration for one in desk.searches.filed(saved.filed, keys)] == ["FR"]


def test_a_caller_has_so_many_and_no_more(desk: Desk) -> None:
    owner = {"pk": f"SEARCHES#{READER_GB.id}", "sk": "COUNT"}
    from cen.dynamo import put

    desk.table.transact([put({**owner, "number": MOST_SEARCHES - 1, "version": 7})])
    id = desk.save("The last")
    answer = desk.call("POST", "/v1/searches", READER_GB, {"name": "One more"})
    assert (answer.status, answer.json["code"]) == (409, "too_many_searches")
    desk.call("DELETE", f"/v1/searches/{id}")
    assert desk.save("One more")


def test_everything_that_was_filed_is_taken_away(desk: Desk) -> None:
    id = desk.save("Fins", q="shark fin", departure="SN")
    saved = desk.searches.read(id)
    assert saved is not None
    keys = f" {saved.rest} ".replace("|", " ")
    assert [one.id for one in desk.searches.filed(saved.filed, keys)] == [id] * len(saved.filed)
    desk.call("DELETE", f"/v1/searches/{id}")
    assert list(desk.searches.filed(saved.filed, keys)) == []


class Overtaken(SearchStore):
    """Somebody else's request always comes first."""

    def create(self, saved: Saved, entry: Any, counted: Counted) -> None:  # noqa: ARG002
        raise CountChanged

    def remove(self, saved: Saved, entry: Any, counted: Counted) -> None:  # noqa: ARG002
        raise CountChanged


def test_two_requests_at_once_go_one_after_the_other_or_ask_to_come_again(desk: Desk) -> None:
    store = Overtaken(desk.table)
    with pytest.raises(Unavailable):
        service.create(store, act(READER_GB), SearchRequest(name="x"), lambda _: None)
    id = desk.save("x")
    with pytest.raises(Unavailable):
        service.remove(store, act(READER_GB), id)


def test_of_two_that_save_the_same_name_at_once_one_is_told(table: Table, desk: Desk) -> None:
    id = desk.save("Cocaine")
    saved = desk.searches.read(id)
    assert saved is not None
    late = saved.model_copy(update={"id": "01KM0000000000000000000000"})
    entry = service._entry(act(READER_GB), "saved")
    with pytest.raises(DuplicateSearch):
        SearchStore(table).create(late, entry, Counted(1, 1))
    with pytest.raises(CountChanged):
        SearchStore(table).create(late.model_copy(update={"name": "Other"}), entry, Counted())


def test_a_name_whose_search_is_just_being_removed_asks_to_come_again(desk: Desk) -> None:
    class Gone(SearchStore):
        def count(self, saved: Saved) -> Counted:  # noqa: ARG002
            raise SameSearch("01KM0000000000000000000000")

    with pytest.raises(Unavailable):
        service.create(Gone(desk.table), act(READER_GB), SearchRequest(name="x"), lambda _: None)


@pytest.fixture
def table(desk: Desk) -> Table:
    return desk.table
