"""What it costs to keep records findable: the writes of a year, and the table at a million records and more."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import mean
from typing import Any, cast

from benchmarks.search.corpus import Profile, entries
from benchmarks.search.memory import stored_size
from cen.dynamo import Item, Table
from cen.dynamo.units import item_size, write_units
from seizures.search.index import SearchIndex
from seizures.search.keys import MOST_WORDS, Entry

YEAR = 50_000  # cases that WCO's members enter in a year (Illicit Trade Reports)
MODELLED = (100_000, 1_000_000, 10_000_000)
_SAMPLE = 400
_GIGABYTE = 1e9


@dataclass(slots=True)
class _Weighed:
    """Stands where the table would, and weighs what the index writes, by DynamoDB's rules for transactions."""

    posted: dict[str, Item] = field(default_factory=dict)
    written: int = 0

    def get(self, pk: str, sk: str) -> Item | None:
        del sk
        return self.posted.get(pk)

    def transact(self, operations: Sequence[Mapping[str, Any]]) -> None:
        for operation in operations:
            ((kind, body),) = operation.items()
            item = body.get("Item", {})
            self.written += write_units([item_size(item)])
            if kind == "Put" and item["sk"]["S"] == "POSTED":
                self.posted[item["pk"]["S"]] = {
                    name: int(value["N"]) if "N" in value else next(iter(value.values()))
                    for name, value in item.items()
                }


@dataclass(frozen=True, slots=True)
class Keeping:
    """`postings`: of a record; write units of its publication and of each later change; `bytes` of all its postings.
    `largest`: the part of all postings' bytes that stands in the largest partition. `wordiest`: write units of the
    publication of a record with as many words as are kept."""

    postings: float
    publication: float
    change: float
    bytes: float
    largest: float
    wordiest: float

    @property
    def year(self) -> float:
        """Write units of a year in which every record is published and changed once, by its verification."""
        return YEAR * (self.publication + self.change)


def keeping(made: Sequence[Profile]) -> Keeping:
    sample = entries(_SAMPLE, made)
    table = _Weighed()
    index = SearchIndex(cast(Table, table))
    for entry, partitions in sample:
        index.bring_up_to(entry.id, 2, entry, partitions)
    publication, table.written = table.written, 0
    for entry, partitions in sample:
        index.bring_up_to(entry.id, 3, replace(entry, version=3), partitions)
    sizes: Counter[str] = Counter()
    for entry, partitions in sample:
        for partition in partitions:
            sizes[partition] += stored_size(entry) + len(partition)
    total = sum(sizes.values())
    return Keeping(
        mean(len(partitions) for _, partitions in sample),
        publication / _SAMPLE,
        table.written / _SAMPLE,
        total / _SAMPLE,
        max(sizes.values()) / total,
        _wordiest(sample[0]),
    )


def _wordiest(like: tuple[Entry, Sequence[str]]) -> float:
    entry, partitions = like
    words = [f"word=word{number:04d}" for number in range(MOST_WORDS)]
    table = _Weighed()
    longer = replace(entry, keys=f"{entry.keys}{' '.join(words)} ")
    SearchIndex(cast(Table, table)).bring_up_to(entry.id, 2, longer, [*partitions, *words])
    return table.written


def model(found: Keeping) -> list[tuple[int, float, float, float]]:
    """For each number of records: postings in millions, gigabytes, gigabytes of the largest partition."""
    return [
        (
            count,
            count * found.postings / 1e6,
            count * found.bytes / _GIGABYTE,
            count * found.bytes * found.largest / _GIGABYTE,
        )
        for count in MODELLED
    ]
