"""Texts as long as a record takes, in scripts without blanks: the record is found all the same."""

from collections.abc import Sequence
from typing import Any

import pytest

from seizures.search.index import SearchIndex
from seizures.search.keys import entry_of, partitions
from seizures.search.plan import ways
from seizures.search.project import post
from tests.unit.seizures.builders import SIMPLE, record
from tests.unit.seizures.fakes import FakeIndex
from tests.unit.seizures.search.corpus import TODAY, published, question
from tests.unit.seizures.search.test_index import standing

NO_BLANKS = "海关查获走私货物" * 600
MANY = " ".join(f"{'走私货物海关查获集装箱夹层' * 3}"[:36] + f"{number:03d}" for number in range(240))
KEY_BYTES = 2048  # of DynamoDB
TRANSACTION_BYTES = 4 * 1024 * 1024


@pytest.mark.parametrize("text", [NO_BLANKS, "x" * 9000, "𠀀" * 3000, MANY])
def test_no_key_is_longer_than_the_table_takes(text: str) -> None:
    entry = entry_of(published(record(SIMPLE, narrative=text), 1))
    assert max(len(name.encode()) for name in partitions(entry.keys, TODAY)) <= KEY_BYTES


def test_a_long_word_is_found_by_itself_and_by_its_beginning() -> None:
    index = FakeIndex()
    one = published(record(SIMPLE, narrative=NO_BLANKS), 1)
    post(index, one, TODAY)
    for q in (NO_BLANKS[:200], NO_BLANKS[:40]):
        (way,) = ways(question({"q": q}, 25).criteria())
        assert standing(index, way.partitions[0]) == [one.id]


class Scale:
    """A table that weighs each transaction, and counts what is put."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.puts: list[tuple[str, str]] = []

    def get(self, **_: str) -> None:
        return None

    def transact(self, operations: Sequence[Any]) -> None:
        assert len(operations) <= 100
        self.sizes.append(len(str(operations).encode()))
        items = [one["Put"]["Item"] for one in operations if "Put" in one]
        self.puts += [(item["pk"]["S"], item["sk"]["S"]) for item in items if "text" in item]


def test_a_transaction_is_never_larger_than_the_table_takes() -> None:
    one = published(record(SIMPLE, narrative=MANY, concealment={"description": MANY[::-1]}), 1)
    scale: Any = Scale()
    post(SearchIndex(scale), one, TODAY)
    assert max(scale.sizes) < TRANSACTION_BYTES
    entry = entry_of(one)
    assert scale.puts == [(name, entry.sort) for name in sorted(set(partitions(entry.keys, TODAY)))]
