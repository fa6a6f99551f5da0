"""A table of records and its search, in a DynamoDB in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from cen.audit import Entry
from cen.dynamo import Table, put
from cen.requester import requester
from ops.rebuild import Check, Rebuild
from seizures import items
from seizures.model import Status
from seizures.record import Record
from seizures.search.index import SearchIndex
from seizures.search.project import post
from seizures.watches.model import Saved, filing
from seizures.watches.store import SearchStore
from tests.unit.seizures.builders import READER_GB
from tests.unit.seizures.search.corpus import TODAY
from tests.unit.seizures.search.test_index import make_table

_NAMES = count()


def save_search(records: Table) -> None:
    """Saved searches lie in the table of records, under the same sort key."""
    filed, rest = filing({"category": "drugs"})
    saved = Saved(
        id="01KS0000000000000000000001",
        name="Mine",
        search={"category": "drugs"},
        owner=requester(READER_GB),
        filed=filed,
        rest=rest,
        created_at="2026-03-20T12:00:00.000Z",
    )
    store = SearchStore(records)
    store.create(
        saved, Entry("search_saved", saved.created_at, 1, "reader", "person", "GB", "req-1"), store.count(saved)
    )


@dataclass(frozen=True)
class World:
    records: Table
    search: Table

    @property
    def index(self) -> SearchIndex:
        return SearchIndex(self.search, most=12)

    def save(self, *records: Record) -> None:
        for one in records:
            self.records.transact([put(items.head(one))])

    def rebuild(self, **more: Any) -> Rebuild:
        # One thread: the DynamoDB of these tests is not made for more.
        made = Rebuild(
            **{"records": self.records, "index": self.index, "today": TODAY, "segments": 1, "say": str} | more
        )
        made.run()
        return made

    def check(self, size: int = 1000) -> dict[str, Any]:
        made = Check(self.records, self.index, TODAY, 3, lambda _: None)
        return {one.id: says for one in made.sample(size) if (says := made.look(one))}


def world() -> World:
    number = next(_NAMES)
    return World(make_table(f"records-{number}"), make_table(f"search-{number}"))


def everything(table: Table) -> dict[tuple[str, str], Any]:
    """All items, lists too, but for how often a list was written."""
    pages = table.client.get_paginator("scan").paginate(TableName=table.name)
    items = [item for page in pages for item in page["Items"]]
    plain = [{name: value for name, value in item.items() if name != "changes"} for item in items]
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in plain}


def anew(records: Sequence[Record]) -> dict[tuple[str, str], Any]:
    index = SearchIndex(make_table(f"anew-{next(_NAMES)}"))
    for one in records:
        if one.status is not Status.DRAFT:
            post(index, one, TODAY)
    return everything(index.table)
