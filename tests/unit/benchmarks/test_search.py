"""The bench's stand-in for DynamoDB answers as an index does, and weighs what is read and written."""

import pytest

from benchmarks.search.corpus import Profile, entries, profiles
from benchmarks.search.keeping import MODELLED, keeping, model
from benchmarks.search.measure import page_of, world
from benchmarks.search.memory import Partitions, Seen, Wire, live, replayed
from benchmarks.search.queries import RARER, TYPICAL, combinations
from tests.unit.seizures.fakes import FakeIndex


@pytest.fixture(scope="module")
def made() -> list[Profile]:
    return profiles()


def test_the_wire_answers_as_an_index_does(made: list[Profile]) -> None:
    partitions, index, wire, seen = Partitions(), FakeIndex(), Wire(), Seen()
    some = entries(300, made)
    partitions.fill(some)
    for entry, where in some:
        index.bring_up_to(entry.id, entry.version, entry, where)
    live(wire, partitions, seen)
    for partition in ("all", "goods=drugs", "goods=drugs.cocaine&mode=1", "nowhere"):
        for low, high, limit in (("0", "~", 7), ("2023-01-01", "2024-01-01#~", 50), ("0", "1", 5)):
            assert wire.index().read(partition, low, high, limit) == index.read(partition, low, high, limit)
    assert seen.calls == 12
    assert seen.units > 0
    replayed(wire, seen.bodies[:1])
    assert wire.index().read("whatever", "0", "~", 1) == index.read("all", "0", "~", 7)


def test_every_question_is_one_that_the_interface_takes(made: list[Profile]) -> None:
    small = world(200, made)
    for query in (*TYPICAL.values(), *RARER.values(), *combinations(50, 1)):
        assert small.ask(page_of(query)).calls > 0
    assert len(TYPICAL) == 20


def test_keeping_is_weighed_for_each_posting_and_grows_with_the_records(made: list[Profile]) -> None:
    found = keeping(made)
    assert found.publication > 2 * found.postings
    assert found.change == pytest.approx(found.publication, rel=0.05)
    sizes = [size for _, _, size, _ in model(found)]
    assert sizes[-1] == pytest.approx(sizes[0] * MODELLED[-1] / MODELLED[0])
