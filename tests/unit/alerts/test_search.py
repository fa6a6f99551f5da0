"""Finding by words: everyday ones, without accents, of what is for the reader as it is now."""

from typing import Any

import pytest

from alerts.indexer import Indexer, Overtaken
from alerts.search import find as search
from alerts.search.words import MOST, words_of
from cen.events import AlertChanged
from tests.unit.alerts.world import NOTICE, OFFICER, OFFICER_CO, RILO_SA, RILO_WE, World, later


def found(world: World, q: str, caller: Any = OFFICER, **query: str) -> list[str]:
    world.events()
    return world.listed(caller, q=q, **query)


def test_all_words_in_any_spelling(world: World) -> None:
    id = world.publish(text="Köfte in Gläsern aus Mérida.")
    world.publish(text="Nothing of it.")
    for q in ("kofte", "KÖFTE glasern", "merida", "Merida  köfte"):
        assert found(world, q) == [id], q
    assert found(world, "kofte sand") == []


def test_the_names_of_codes_count_in_any_language(world: World) -> None:
    id = world.publish(**{**NOTICE, "text": "See below."})
    for q in ("stupefiants", "narcotics", "floor", "welds"):
        assert found(world, q) == [id], q


def test_what_is_past_is_found_where_it_is_asked_for(world: World) -> None:
    old = world.publish(text="Marker.", valid_until=later(hours=1))
    new = world.publish(text="Marker too.")
    world.now = world.now.replace(hour=14)
    assert found(world, "marker") == [new]
    assert set(found(world, "marker", status="all")) == {new, old}
    assert found(world, "marker", status="expired") == [old]


def test_what_changed_is_found_by_what_it_says_now(world: World) -> None:
    id = world.publish(text="Marker alpha.")
    assert found(world, "alpha") == [id]
    world.patch(id, RILO_WE, {"text": "Marker beta."})
    assert (found(world, "alpha"), found(world, "beta")) == ([], [id])
    world.patch(id, RILO_WE, {"tlp": "AMBER"})
    assert world.listed(OFFICER_CO, q="beta") == []  # before anybody indexed it
    assert found(world, "beta", OFFICER_CO) == []
    world.call("POST", f"alerts/{id}/withdraw", RILO_WE, {"reason": "It was flour."})
    assert found(world, "beta", RILO_WE, status="all") == []
    assert not [pk for pk, items in world.table.items.items() if pk.startswith("WORD#") and items]


def test_pages_of_what_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = sorted((world.publish(text=f"Marker {n % 2 and 'odd'}.") for n in range(9)), reverse=True)
    hidden = [world.publish(RILO_SA, tlp="AMBER", regions=["SA"], text="Marker odd.") for _ in range(9)]
    assert hidden
    world.events()
    for most in (500, 4):
        monkeypatch.setattr(search, "MOST_POSTINGS", most)
        monkeypatch.setattr(search, "MOST_READ", 6)
        shown, cursor = [], None
        for _ in range(30):
            query = {"q": "marker", "limit": "2", **({"cursor": cursor} if cursor else {})}
            page = world.call("GET", "alerts", OFFICER, query=query).json
            shown += [row["id"] for row in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert shown == ids
    assert len(found(world, "marker odd", limit="100")) <= 4


def test_a_search_costs_a_call_for_each_word_and_one_for_what_is_found(world: World) -> None:
    for number in range(30):
        world.publish(text=f"Marker {number}.")
    world.events()
    world.table.forget_costs()
    world.listed(OFFICER, q="marker bricks")
    assert world.table.calls == ["query", "query"]
    world.table.forget_costs()
    assert len(world.listed(OFFICER, q="marker reefer floors")) == 25
    assert world.table.calls == ["query", "query", "query", "get_many"]


def test_of_very_long_texts_the_first_words_count(world: World) -> None:
    id = world.publish(text=" ".join(f"w{n}" for n in range(1500)))
    world.events()
    record = world.stores.alerts.read(id)
    assert record is not None
    assert len(words_of(record)) == MOST
    assert found(world, "w1") == [id]
    assert found(world, "w1499") == []
    longest = max(len(pk) for pk in world.table.items if pk.startswith("WORD#"))
    assert longest <= len("WORD#") + 40


def test_a_late_event_leaves_the_newer_words(world: World) -> None:
    """The alert changes between the look and the write: nothing is written, and it is looked at again."""
    id = world.publish(text="Marker alpha.")
    stores = world.stores
    old = stores.alerts.read(id)
    assert old is not None
    world.patch(id, RILO_WE, {"text": "Marker beta."})
    assert found(world, "beta") == [id]
    assert stores.postings.bring_up_to(old, words_of(old)) is False
    assert (found(world, "alpha"), found(world, "beta")) == ([], [id])


def test_two_at_once_do_not_mix_their_words(world: World) -> None:
    id = world.publish(text="Marker alpha.")
    stores = world.stores
    record = stores.alerts.read(id)
    assert record is not None
    real = stores.postings.table.transact

    def interrupted(operations: Any) -> None:
        object.__setattr__(stores.postings.table, "transact", real)
        stores.postings.bring_up_to(record, words_of(record))
        real(operations)

    object.__setattr__(stores.postings.table, "transact", interrupted)
    assert stores.postings.bring_up_to(record, ["other"]) is False
    assert found(world, "alpha") == [id]


def test_what_cannot_be_indexed_comes_again(world: World) -> None:
    id = world.publish(text="Marker alpha.")

    class Busy:
        def bring_up_to(self, *_: Any) -> bool:
            return False

    indexer = Indexer(lambda: (world.stores.alerts, Busy()))  # type: ignore[arg-type,return-value]
    with pytest.raises(Overtaken):
        indexer(AlertChanged(alert_id=id, version=2, action="published"))
    indexer(AlertChanged(alert_id="01KM0000000000000000000000", version=2, action="published"))
