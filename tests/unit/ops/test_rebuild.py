"""rebuild-search: whatever became of the index, it ends as one made anew, and what lives on is never overwritten."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import boto3
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from cen.dynamo import Table, put
from cen.dynamo.table import client
from cen.problems import Unavailable
from ops import cen_admin, rebuild
from ops.rebuild import Check
from seizures.model import Status
from seizures.record import Record
from seizures.search.index import SearchIndex
from seizures.search.project import post
from tests.unit.ops.world import anew, everything, save_search, world
from tests.unit.seizures.builders import SIMPLE, record
from tests.unit.seizures.search.corpus import TODAY, later, published, relabelled, withdrawn
from tests.unit.seizures.search.test_index import standing


@pytest.fixture
def cloud() -> Iterator[None]:
    with mock_aws():
        yield


def draft(number: int) -> Record:
    return replace(published(SIMPLE, number), status=Status.DRAFT)


def record_of(number: int, kind: str) -> tuple[Record, Record]:
    """A record as it was once, and as it is now."""
    before = published(record(SIMPLE, seized_on=f"2026-01-{10 + number}", narrative="Scanner image"), number)
    change: dict[str, Callable[[Record], Record]] = {
        "same": lambda one: one,
        "later": later,
        "withdrawn": withdrawn,
        "AMBER": lambda one: relabelled(one, "AMBER"),
    }
    return before, change[kind](before)


@given(
    st.lists(st.tuples(st.sampled_from(["same", "later", "withdrawn", "AMBER"]), st.booleans()), max_size=3),
    st.randoms(use_true_random=False),
)
@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_a_damaged_index_is_as_one_made_anew(kinds: list[tuple[str, bool]], random: Any) -> None:
    """Old versions stand with their lists, postings are lost, others say what is not so."""
    with mock_aws():
        made = world()
        now = []
        for number, (kind, heard) in enumerate(kinds):
            before, after = record_of(number, kind)
            post(made.index, before, TODAY)
            if heard:
                post(made.index, after, TODAY)
            now.append(after)
        gone = published(SIMPLE, 99)  # in the index without a record
        post(made.index, gone, TODAY)
        for pk, sk in sorted(everything(made.search)):
            if sk != "POSTED" and random.random() < 0.3:
                spoilt = {"pk": pk, "sk": sk, "text": f"{sk} x=y {{}}"}
                lost = random.random() < 0.5
                made.search.transact([{"Delete": {"Key": {"pk": {"S": pk}, "sk": {"S": sk}}}} if lost else put(spoilt)])
        made.save(*now, draft(50))
        save_search(made.records)
        counts = made.rebuild().counts
        assert everything(made.search) == anew(now)
        assert (counts.read, counts.posted, counts.overtaken, counts.removed) == (len(now) + 1, len(now), 0, 1)
        assert made.check() == {}


@dataclass(frozen=True)
class Hooked(Table):
    """Something happens before the transaction of that number."""

    number: int
    happens: Callable[[], object]
    seen: Iterator[int] = field(default_factory=lambda: count(1))

    def transact(self, operations: Sequence[Any]) -> None:
        if next(self.seen) == self.number:
            self.happens()
        Table.transact(self, operations)


@pytest.mark.parametrize("number", [1, 2, 4, 5])
@pytest.mark.parametrize("change", [later, withdrawn, lambda one: relabelled(one, "AMBER")])
@pytest.mark.usefixtures("cloud")
def test_a_change_during_the_rebuild_is_never_overwritten(number: int, change: Any) -> None:
    made = world()
    one = published(record(SIMPLE, narrative="Scanner image"), 1)
    made.save(one)
    post(made.index, one, TODAY)
    after = change(one)

    def live() -> None:
        made.save(after)
        post(made.index, after, TODAY)

    hooked = Hooked(made.search.client, made.search.name, number, live)
    made.rebuild(index=SearchIndex(hooked, most=12))
    if made.records.get(pk=f"CASE#{one.id}", sk="HEAD")["version"] == one.version:  # type: ignore[index]
        live()  # the hook was never reached
    assert everything(made.search) == anew([after])


@pytest.mark.usefixtures("cloud")
def test_an_interrupted_rebuild_is_run_again() -> None:
    made = world()
    found = [published(record(SIMPLE, seized_on=f"2026-01-1{n}"), n) for n in range(4)]
    made.save(*found)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made.rebuild(index=SearchIndex(Hooked(made.search.client, made.search.name, 3, stop), most=12))
    assert everything(made.search) != anew(found)
    made.rebuild()
    assert everything(made.search) == anew(found)


@pytest.mark.usefixtures("cloud")
def test_a_busy_table_is_waited_for() -> None:
    made = world()
    made.save(published(SIMPLE, 1))

    def busy() -> None:
        raise Unavailable

    made.rebuild(index=SearchIndex(Hooked(made.search.client, made.search.name, 1, busy)))
    assert len(standing(made.index)) == 1


@pytest.mark.usefixtures("cloud")
def test_a_newer_version_in_the_search_than_in_the_table_stays() -> None:
    made = world()
    one = published(SIMPLE, 1)
    made.save(one)
    post(made.index, later(one), TODAY)
    before = everything(made.search)
    assert made.rebuild().counts.overtaken == 1
    assert everything(made.search) == before


@pytest.mark.usefixtures("cloud")
def test_a_check_says_what_differs() -> None:
    made = world()
    lost, old, fine = (published(record(SIMPLE, seized_on=f"2026-01-1{n}"), n) for n in range(3))
    hidden = published(SIMPLE, 7)
    for one in (lost, old, fine, hidden):
        post(made.index, one, TODAY)
    made.search.transact([{"Delete": {"Key": {"pk": {"S": "all"}, "sk": {"S": f"2026-01-10#{lost.id}"}}}}])
    made.save(lost, later(old), fine, withdrawn(hidden), draft(20))
    save_search(made.records)
    found = made.check()
    assert found[lost.id] == {"missing": 1}
    assert set(found[old.id]) == {"different"}
    assert set(found[hidden.id]) == {"left_over"}
    assert found.keys() == {lost.id, old.id, hidden.id}
    assert len(list(Check(made.records, made.index, TODAY, 3).sample(2))) == 2


@pytest.mark.usefixtures("cloud")
def test_news_that_come_while_one_looks_are_no_difference() -> None:
    made = world()
    one = published(SIMPLE, 1)
    made.save(one)
    check = Check(made.records, made.index, TODAY, 3, lambda _: post(made.index, one, TODAY))
    assert check.look(one) == {}


def test_the_command_counts_checks_and_says_how_it_ended(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client.cache_clear()
    with mock_aws():
        made = world()
        made.save(published(SIMPLE, 1), published(SIMPLE, 2))
        outputs = {"RecordsTableName": made.records.name, "SearchTableName": made.search.name}
        monkeypatch.setattr(rebuild, "outputs", lambda stack: outputs if stack == "cen-x-seizures" else {})
        monkeypatch.setattr(rebuild, "_NEWS", ())
        monkeypatch.setattr(cen_admin, "open_stage", lambda _: None)
        command = ["--stage", "x", "rebuild-search"]
        assert cen_admin.main([*command, "--check", "10"]) == 1
        assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"looked_at": 2, "different": 2}
        assert cen_admin.main([*command, "--segments", "1"]) == 0
        assert json.loads(capsys.readouterr().out) == {"read": 2, "posted": 2, "overtaken": 0, "removed": 0}
        assert cen_admin.main([*command, "--check", "10"]) == 0
        assert boto3.client("dynamodb").describe_table(TableName=made.search.name)["Table"]["ItemCount"] > 2
    client.cache_clear()
