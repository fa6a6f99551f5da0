"""The matcher: late, doubled and simultaneous news, and the handler as the queue calls it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from cen.dynamo import put
from cen.dynamo.table import client
from cen.problems import Unavailable
from seizures import items, matcher
from seizures.duplicates.errors import Overtaken
from seizures.duplicates.find import MOST_MET
from seizures.duplicates.matching import Matcher
from seizures.duplicates.model import Pair, PairState
from seizures.duplicates.store import PairStore
from seizures.duplicates.traits import entry_of, posted_in, traits_of
from seizures.model import Status
from seizures.record import Record
from seizures.store import SeizureStore
from tests.unit.memory import MemoryTable
from tests.unit.seizures.builders import FULL, NOW, OFFICER, OFFICER_CO, SIMPLE, record
from tests.unit.seizures.fakes import FakeIndex
from tests.unit.seizures.search.corpus import later, published, withdrawn
from tests.unit.seizures.test_store_contract import make_table
from tests.unit.seizures.world import make_plain_table

REPEATED = record(FULL, national_reference="CO-1")


def stores() -> tuple[SeizureStore, Matcher]:
    records = SeizureStore(MemoryTable())
    return records, Matcher(PairStore(records), FakeIndex(), lambda: NOW)


def stand(records: SeizureStore, one: Record) -> Record:
    records.table.transact([put(items.head(one))])
    return one


def pair_of(made: Matcher, id: str) -> list[tuple[PairState, list[int]]]:
    found = made.pairs.of_record(id)
    return [(pair.state, [member.version for member in pair.members]) for pair in found]


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_order_of_news_ends_in_what_the_records_say(draw: Random) -> None:
    """Two records of a case that go on changing; one of them may be withdrawn at last."""
    records, made = stores()
    lives = [[published(FULL, 1)], [published(REPEATED, 2, OFFICER_CO)]]
    for life in lives:
        life += [later(life[0]), later(later(life[0]))]
    if draw.random() < 0.3:
        lives[1].append(withdrawn(lives[1][-1]))
    ids = [life[0].id for life in lives]
    steps = [number for number, life in enumerate(lives) for _ in life]
    draw.shuffle(steps)
    waiting: list[str] = []
    for number in steps:
        one = lives[number].pop(0)
        stand(records, one)
        waiting += [one.id, one.id]
        draw.shuffle(waiting)
        for _ in range(draw.randrange(len(waiting))):
            made.match(waiting.pop())
    for id in waiting:
        made.match(id)
    last = [records.read(id) for id in ids]
    gone = any(one is not None and one.status is Status.WITHDRAWN for one in last)
    (found,) = pair_of(made, ids[0]) or [None]
    if gone:
        assert found is None or found[0] is PairState.CLOSED
    else:
        versions = {one.id: one.version for one in last if one}
        assert found == (PairState.OPEN, [versions[id] for id in sorted(versions)])


def test_what_stands_in_the_blocks_as_it_was_makes_no_pair_of_now() -> None:
    """The other record has changed, and the news of it is still on its way."""
    records, made = stores()
    one, other = published(FULL, 1), published(REPEATED, 2, OFFICER_CO)
    stand(records, other)
    made.match(other.id)
    changed = stand(records, later(other))
    stand(records, one)
    made.match(one.id)
    assert pair_of(made, one.id) == []
    made.match(changed.id)
    assert [state for state, _ in pair_of(made, one.id)] == [PairState.OPEN]


def test_a_pair_that_others_keep_changing_is_left_to_the_queue() -> None:
    class Contested(PairStore):
        def save(self, *_: Any) -> bool:
            raise Overtaken

    records, made = stores()
    for one in (published(FULL, 1), published(REPEATED, 2, OFFICER_CO)):
        made.match(stand(records, one).id)
    other = published(FULL, 3, OFFICER)
    stand(records, other)
    with pytest.raises(Unavailable):
        Matcher(Contested(records), made.blocks, lambda: NOW).match(other.id)


def test_of_many_copies_the_likeliest_are_kept_and_none_is_closed_for_it() -> None:
    records, made = stores()
    copies = [published(record(FULL, national_reference=f"X-{number}"), number) for number in range(9)]
    for one in copies:
        made.match(stand(records, one).id)
    states = {pair.id: pair.state for one in copies for pair in made.pairs.of_record(one.id)}
    assert set(states.values()) == {PairState.OPEN}
    assert len(states) == 30  # 0 + 1 + 2 + 3 + 4 + 5 + 5 + 5 + 5
    made.match(copies[0].id)
    assert {pair.state for pair in made.pairs.of_record(copies[0].id)} == {PairState.OPEN}


def test_a_block_that_holds_more_than_is_read_is_told_and_closes_no_pair(capsys: pytest.CaptureFixture[str]) -> None:
    records, made = stores()
    one, other = published(FULL, 1), published(REPEATED, 2, OFFICER_CO)
    for each in (one, other):
        made.match(stand(records, each).id)
    for number in range(3, MOST_MET + 4):
        day = f"2026-03-{16 + number % 4}"
        line = {**FULL["lines"][0], "quantity": {"amount": str(number * 7), "unit": "KGM"}}
        crowd = traits_of(published(record(FULL, seized_on=day, lines=[line]), number))
        made.blocks.bring_up_to(crowd.id, 2, entry_of(crowd), posted_in(crowd))
    capsys.readouterr()
    line = {**FULL["lines"][0], "quantity": {"amount": "999", "unit": "KGM"}}
    changed = replace(later(published(record(REPEATED, lines=[line]), 2, OFFICER_CO)), id=other.id)
    stand(records, changed)
    made.match(other.id)
    assert "blocks_full" in capsys.readouterr().out
    assert [state for state, _ in pair_of(made, one.id)] == [PairState.OPEN]


def test_a_record_that_is_not_there_or_not_published_yet_concerns_nobody() -> None:
    records, made = stores()
    assert made.match("01KM0000000000000000000000") == 0
    assert records.table.items == {}  # type: ignore[attr-defined]


def test_putting_it_into_its_blocks_anew_changes_nothing() -> None:
    records, made = stores()
    for one in (published(FULL, 1), published(REPEATED, 2, OFFICER_CO)):
        made.match(stand(records, one).id)
    before = dict(records.table.items)  # type: ignore[attr-defined]
    assert made.match(one.id, force=True) == 0
    assert records.table.items == before  # type: ignore[attr-defined]


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[SeizureStore]:
    told = {"CEN_TABLE": "seizures", "CEN_DUPLICATES_TABLE": "duplicates", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in {**told, "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}.items():
        monkeypatch.setenv(name, value)
    client.cache_clear()
    matcher._matcher.cache_clear()
    with mock_aws():
        make_plain_table("duplicates")
        yield SeizureStore(make_table())
    client.cache_clear()
    matcher._matcher.cache_clear()


def test_messages_come_in_and_a_pair_stands(tables: SeizureStore) -> None:
    one, other = published(FULL, 1), published(REPEATED, 2, OFFICER_CO)
    bystander = published(SIMPLE, 3)
    for each in (one, other, bystander):
        stand(tables, each)

    def message(number: int, id: str) -> dict[str, Any]:
        detail = {"seizure_id": id, "version": 2, "action": "published", "administration": "FR"}
        return {"messageId": f"m{number}", "body": json.dumps({"detail-type": "SeizureChanged", "detail": detail})}

    news = {"Records": [message(n, id) for n, id in enumerate((one.id, bystander.id, "not-an-id", other.id))]}
    assert matcher.handler(news, None) == {"batchItemFailures": [{"itemIdentifier": "m2"}]}
    (pair,) = PairStore(tables).of_record(one.id)
    assert isinstance(pair, Pair)
    assert {member.id for member in pair.members} == {one.id, other.id}
    assert PairStore(tables).of_record(bystander.id) == []
