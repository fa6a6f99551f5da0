"""Which searches a changed record is told to, and that each is told once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cen.dynamo.operations import typed
from cen.events import SearchMatched
from cen.principal import Tier
from cen.problems import Unavailable
from cen.requester import requester
from cen.usage import spent
from seizures.outbox import describe
from seizures.record import Record
from seizures.search.keys import entry_of, open_partitions
from seizures.watches import marks
from seizures.watches.match import Matcher
from seizures.watches.model import Saved, filing, meets_rest
from seizures.watches.store import Match, SearchStore
from tests.unit.seizures.builders import FULL, NOW, OFFICER, OFFICER_CO, READER_GB, RILO_WE
from tests.unit.seizures.search.corpus import (
    CALLERS,
    documents,
    filters,
    later,
    naive,
    published,
    relabelled,
    withdrawn,
)
from tests.unit.seizures.search.library import COCAINE, SHARK
from tests.unit.seizures.watches.conftest import Desk


def test_a_record_is_told_to_the_searches_that_find_it_once(desk: Desk) -> None:
    wanted = [desk.save("Cocaine", type="cocaine"), desk.save("Anything"), desk.save("Coke", q="coke cartagena")]
    others = [desk.save("Fins", q="shark fin"), desk.save("Old", type="cocaine", seized_to="2020-01-01")]
    record = desk.put(COCAINE)
    assert desk.hear(record) == len([id for id in wanted if desk.matched(id)]) > 0
    assert [desk.matched(id) for id in wanted[:2]] == [[record.id]] * 2
    assert [desk.matched(id) for id in others] == [[]] * 2
    assert desk.hear(record) == 0
    changed = desk.change(record, later(record, verification="verified"))
    assert desk.hear(changed) == desk.hear(record) == 0


def test_a_match_leaves_as_an_event_of_ids_and_is_forgotten_after_two_years(desk: Desk) -> None:
    id = desk.save("Cocaine", type="cocaine")
    record = desk.put(COCAINE)
    desk.hear(record)
    (item,) = desk.matches(id)
    (event,) = describe(typed(item))
    assert event == SearchMatched(search_id=id, owner=READER_GB.id, seizure_id=record.id, version=record.version)
    assert int(item["expires_at"]) == int(NOW.timestamp()) + 2 * 365 * 24 * 3600
    saving = desk.table.query({"pk": f"SEARCH#{id}"}, between=("sk", "AUDIT#2", "AUDIT#3")).items
    assert [describe(typed(one)) for one in saving] == [[]]


def test_what_is_not_published_or_not_for_the_owner_is_no_match(desk: Desk) -> None:
    near, far = desk.save("a", RILO_WE, type="cocaine"), desk.save("b", OFFICER_CO, type="cocaine")
    record = desk.put(relabelled(COCAINE, "AMBER"))
    desk.hear(record)
    assert (desk.matched(near), desk.matched(far)) == ([record.id], [])
    wider = desk.change(record, relabelled(record, "GREEN"))
    desk.hear(wider)
    assert desk.matched(far) == [record.id]
    gone = desk.put(withdrawn(SHARK))
    everything = desk.save("c", type="shark")
    assert desk.hear(gone) == 0
    assert desk.matched(everything) == []
    assert desk.hear(replace(gone, id="01KM0000000000000000000000")) == 0


def test_old_records_are_news_only_if_the_change_made_them_match(desk: Desk) -> None:
    old = desk.put(COCAINE)
    desk.clock.pass_by(days=1)
    matched, verified = desk.save("Cocaine", type="cocaine"), desk.save("Verified", verification="verified")
    changed = desk.change(old, later(old, verification="verified"))
    desk.hear(changed)
    assert desk.matched(matched) == []
    assert desk.matched(verified) == [old.id]


def test_an_owner_who_may_not_read_records_any_more_is_told_of_none(desk: Desk) -> None:
    id = desk.save("Cocaine", type="cocaine")
    saved = desk.searches.read(id)
    assert saved is not None
    limited = saved.owner.model_copy(update={"tier": Tier.LIMITED})
    assert not saved.model_copy(update={"owner": limited}).allowed


def test_matches_are_listed_for_the_owner_as_the_records_are_now(desk: Desk) -> None:
    id = desk.save("Anything")
    records = [desk.put(COCAINE), desk.put(SHARK)]
    for record in records:
        desk.hear(record)
    older, newer = sorted((COCAINE.id, SHARK.id))
    first = desk.call("GET", f"/v1/searches/{id}/matches?limit=1").json
    assert [one["seizure"]["id"] for one in first["items"]] == [newer]
    assert first["items"][0]["at"] == "2026-03-20T12:00:00.000Z"
    second = desk.call("GET", f"/v1/searches/{id}/matches?limit=1&cursor={first['next']}").json
    assert [one["seizure"]["id"] for one in second["items"]] == [older]
    desk.change(records[0], relabelled(records[0], "AMBER+STRICT"))
    shown = desk.call("GET", f"/v1/searches/{id}/matches").json["items"]
    assert [one["seizure"]["id"] for one in shown] == [SHARK.id]


def test_many_matches_are_written_in_parts_and_those_already_there_are_passed_over(desk: Desk) -> None:
    found = [Match(f"{number:026d}", "owner", COCAINE.id, 2) for number in range(120)]
    assert desk.searches.remember(found[10:60:7], "2026-03-20T12:00:00.000Z", 0) == 8
    assert desk.searches.remember(found, "2026-03-20T12:00:00.000Z", 0) == 112
    assert desk.searches.remember(found, "2026-03-20T12:00:00.000Z", 0) == 0


class Cut(SearchStore):
    """Dies after the first transaction."""

    def remember(self, matches: Sequence[Match], at: str, now: int) -> int:
        super().remember(matches[:1], at, now)
        raise Unavailable


def test_a_matcher_that_dies_is_finished_by_the_next(desk: Desk) -> None:
    ids = [desk.save("One", type="cocaine"), desk.save("Two", type="cocaine")]
    record = desk.put(COCAINE)
    from cen.events import SeizureChanged

    event = SeizureChanged(seizure_id=record.id, version=record.version, action="published", administration="FR")
    with pytest.raises(Unavailable):
        Matcher(desk.records, Cut(desk.table), desk.clock)(event)
    assert desk.hear(record) == 1
    assert [desk.matched(id) for id in ids] == [[record.id]] * 2


@given(st.lists(documents(), min_size=1, max_size=5), filters(), st.sampled_from(CALLERS))
@settings(max_examples=150, deadline=None)
def test_whatever_the_search_finds_is_looked_for_where_it_is_filed(
    corpus: list[dict[str, Any]], asked: dict[str, str], caller: Any
) -> None:
    """The law of the reverse index, and of the one predicate: what the matcher finds is what the search finds."""
    records = [published(document, number) for number, document in enumerate(corpus)]
    filed, rest = filing(asked)
    saved = Saved(
        id="0" * 26,
        name="x",
        search=asked,
        owner=requester(caller),
        filed=filed,
        rest=rest,
        created_at="2026-03-20T11:00:00.000Z",
    )
    told = [one.id for one in records if Matcher(_One(one), _Shelf(saved), lambda: NOW)(_event(one))]  # type: ignore[arg-type]
    assert sorted(told) == sorted(naive(records, asked, caller))


@dataclass(frozen=True)
class _One:
    record: Record

    def read(self, _: str) -> Record:
        return self.record

    def version(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class _Shelf:
    """One search, found only where it is filed."""

    saved: Saved

    def filed(self, partitions: Sequence[str], keys: str) -> list[Saved]:
        return [self.saved] * (len(set(self.saved.filed) & set(partitions)) if meets_rest(keys, self.saved.rest) else 0)

    def remember(self, matches: Sequence[Match], *_: Any) -> int:
        assert len(matches) <= 1
        return len(matches)


def _event(record: Record) -> Any:
    from cen.events import SeizureChanged

    return SeizureChanged(seizure_id=record.id, version=record.version, action="published", administration="FR")


def test_a_search_is_filed_under_few_partitions_with_what_it_asks_for_besides() -> None:
    assert filing({}) == (("all",), "")
    asked = {"category": "drugs", "departure": "CO", "mode": "1", "direction": "import"}
    assert filing(asked) == (("goods=drugs&departure=CO",), "direction=import mode=1")
    assert len(filing({"q": "shark fin"})[0]) <= 4
    assert "goods=drugs&departure=CO" in open_partitions(entry_of(COCAINE).keys)


def test_searches_that_share_all_but_one_answer_are_not_even_read(desk: Desk) -> None:
    near = {"category": "drugs", "departure": "CO", "mode": "1"}
    for direction in ("export", "transit"):
        desk.save(direction, direction=direction, **near)
    record = desk.put(COCAINE)
    before = spent.snapshot()
    assert desk.hear(record) == 0
    calls = spent.since(before)[0]
    wanted = desk.save("import", direction="import", **near)
    before = spent.snapshot()
    assert desk.hear(record) == 1
    assert spent.since(before)[0] == calls + 2  # the search is read, the match written
    assert desk.matched(wanted) == [record.id]


def test_where_very_many_are_filed_all_are_looked_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "MOST_RESTS", 2)
    near = {"category": "drugs", "departure": "CO"}
    ids = [desk.save(mode, mode=mode, **near) for mode in ("1", "3", "4", "5")]
    record = desk.put(COCAINE)
    assert desk.hear(record) == 1
    assert [len(desk.matched(id)) for id in ids] == [1, 0, 0, 0]


def test_the_owners_own_records_count(desk: Desk) -> None:
    id = desk.save("Mine", OFFICER, administration="FR")
    record = desk.put(relabelled(COCAINE, "AMBER+STRICT"))
    desk.hear(record)
    assert desk.matched(id) == [record.id]


def test_a_search_for_an_operation_hears_only_of_cases_whose_operation_its_owner_may_know(desk: Desk) -> None:
    operation = "01KM0000000000000000000000"
    saved = {one: desk.save("Ours", one, operation=operation) for one in (OFFICER, OFFICER_CO, READER_GB, RILO_WE)}
    record = desk.put(published({**FULL, "operation_id": operation}, 1))
    desk.hear(record)
    assert {one for one, id in saved.items() if desk.matched(id)} == {OFFICER, RILO_WE}
