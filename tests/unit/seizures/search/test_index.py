"""What the index promises, held against DynamoDB (moto) and the one in memory that other tests use."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from cen import codes
from cen.dynamo import Cancelled, Table, item_size
from cen.problems import Unavailable
from seizures.lines import unit_families
from seizures.record import Record
from seizures.search.index import SearchIndex, posting_text
from seizures.search.keys import Entry, entry_of, partitions
from seizures.search.project import post
from tests.unit.seizures.builders import FULL, SIMPLE, record
from tests.unit.seizures.fakes import FakeIndex
from tests.unit.seizures.search.corpus import TODAY, later, published, relabelled, withdrawn

NARRATIVE = " ".join(f"word{number}" for number in range(1200))
LONG = record(SIMPLE, narrative=" ".join(f"word{number}" for number in range(250)))
# Written in four parts where a transaction takes a few operations only.
PARTS = record(SIMPLE, narrative=" ".join(f"word{number}" for number in range(15)))
FEW = 10


def make_table(name: str = "search") -> Table:
    client = boto3.client("dynamodb", region_name="us-east-1")
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    return Table(client, name)


@pytest.fixture
def real() -> Iterator[SearchIndex]:
    with mock_aws():
        yield SearchIndex(make_table())


@pytest.fixture(params=["fake", "dynamodb"])
def index(request: pytest.FixtureRequest) -> SearchIndex:
    if request.param == "fake":
        return FakeIndex()
    found: SearchIndex = request.getfixturevalue("real")
    return found


def standing(index: SearchIndex, partition: str = "all") -> list[str]:
    found, ended = index.read(partition, "0", "~", 100)
    assert ended
    return [posting.sort.partition("#")[2] for posting in found]


def everything(table: Table) -> set[tuple[str, str, str]]:
    """Every posting, with its row."""
    pages = table.client.get_paginator("scan").paginate(TableName=table.name)
    items = [item for page in pages for item in page["Items"]]
    return {(item["pk"]["S"], item["sk"]["S"], item["text"]["S"]) for item in items if "text" in item}


def wanted(one: Record) -> set[tuple[str, str, str]]:
    if one.status != "published":
        return set()
    entry = entry_of(one)
    return {(partition, entry.sort, posting_text(entry)) for partition in partitions(entry.keys, TODAY)}


def test_pages_go_down_between_bounds_newest_first(index: SearchIndex) -> None:
    days = ["2026-01-10", "2026-03-02", "2026-02-01", "2026-02-20"]
    ids = [published(record(SIMPLE, seized_on=day), number) for number, day in enumerate(days)]
    for one in ids:
        assert post(index, one, TODAY)
    found, ended = index.read("all", "2026-01-15", "2026-03-02#~", 2)
    assert [posting.sort[:10] for posting in found] == ["2026-03-02", "2026-02-20"]
    assert not ended
    found, ended = index.read("all", "2026-01-15", "2026-02-19#~", 2)
    assert ([posting.sort[:10] for posting in found], ended) == (["2026-02-01"], True)
    assert index.read("all", "2027-01-01", "2027-02-01", 5) == ([], True)


def test_a_record_stands_under_each_of_its_answers_and_nowhere_after_withdrawal(index: SearchIndex) -> None:
    one = published(FULL, 1)
    post(index, one, TODAY)
    for partition in (
        "hs=2939",
        "concealment=container.structure",
        "goods=drugs.cocaine&departure=COCTG",
        "word=scanner",
    ):
        assert standing(index, partition) == [one.id], partition
    assert post(index, withdrawn(one), TODAY)
    assert standing(index) == standing(index, "hs=2939") == []


def test_the_same_version_twice_or_an_older_one_changes_nothing(index: SearchIndex) -> None:
    one = published(SIMPLE, 1)
    gone = withdrawn(one)
    assert post(index, one, TODAY)
    assert not post(index, one, TODAY)
    assert post(index, gone, TODAY)
    assert not post(index, gone, TODAY)
    assert not post(index, one, TODAY)
    assert standing(index) == []


def test_news_of_a_withdrawal_that_come_first_are_remembered(index: SearchIndex) -> None:
    one = published(SIMPLE, 1)
    assert post(index, withdrawn(one), TODAY)
    assert not post(index, one, TODAY)
    assert standing(index) == []


@pytest.mark.parametrize("label", ["AMBER", "AMBER+STRICT"])
def test_what_is_not_for_everybody_stands_only_with_those_it_is_for(index: SearchIndex, label: str) -> None:
    one = published(SIMPLE, 1)
    post(index, one, TODAY)
    post(index, relabelled(one, label), TODAY)
    assert standing(index) == standing(index, "country=FR") == []
    assert standing(index, "all@FR") == ([one.id] if label == "AMBER+STRICT" else [])
    assert standing(index, "country=FR@rilo-WE") == ([one.id] if label == "AMBER" else [])
    assert standing(index, "all@CO") == []


def test_more_postings_than_a_transaction_takes_are_written_and_removed(real: SearchIndex) -> None:
    one = published(LONG, 1)
    post(real, one, TODAY)
    assert everything(real.table) == wanted(one)
    assert len(wanted(one)) > 250
    gone = withdrawn(one)
    post(real, gone, TODAY)
    assert everything(real.table) == set()


class Stop(Exception):
    pass


def interrupted(table: Table, after: int, meanwhile: Any = None) -> Table:
    """A table on which something happens, or everything ends, before the transaction of that number."""

    class Interrupted(Table):
        count = 0

        def transact(self, operations: Sequence[Any]) -> None:
            Interrupted.count += 1
            if Interrupted.count == after:
                if meanwhile is None:
                    raise Stop
                meanwhile()
            Table.transact(self, operations)

    return Interrupted(table.client, table.name)


@pytest.mark.parametrize("after", range(1, 7))
def test_a_writer_killed_at_any_point_leaves_what_the_next_attempt_completes(real: SearchIndex, after: int) -> None:
    one = published(PARTS, 1)
    try:
        post(SearchIndex(interrupted(real.table, after), FEW), one, TODAY)
    except Stop:
        assert post(real, one, TODAY)
    assert everything(real.table) == wanted(one)


@pytest.mark.parametrize("after", range(1, 7))
@pytest.mark.parametrize("change", [withdrawn, later, lambda one: relabelled(one, "AMBER")])
def test_a_slow_writer_never_overwrites_a_newer_version(real: SearchIndex, after: int, change: Any) -> None:
    one = published(PARTS, 1)
    newer = change(one)
    quick = SearchIndex(real.table, FEW)
    slow = SearchIndex(interrupted(real.table, after, lambda: post(quick, newer, TODAY)), FEW)
    post(slow, one, TODAY)
    post(real, newer, TODAY)
    assert everything(real.table) == wanted(newer)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6))
@settings(max_examples=12, deadline=None)
def test_any_order_of_versions_ends_with_the_newest(order: list[int]) -> None:
    one = published(SIMPLE, 1)
    versions = [one, relabelled(one, "AMBER")]
    versions.append(relabelled(versions[1], "GREEN"))
    versions.append(withdrawn(versions[2]))
    with mock_aws():
        index = SearchIndex(make_table())
        for number in order:
            post(index, versions[number], TODAY)
        assert everything(index.table) == wanted(versions[max(order)])


def test_an_entry_holds_the_row_of_lists_and_keys_between_blanks() -> None:
    entry = entry_of(published(FULL, 7))
    assert isinstance(entry, Entry)
    assert " hs=29 " in entry.keys
    assert " word=blanche " not in entry.keys
    assert '"national_reference":"FR-2026-000123"' in entry.row


class Weighed:
    """Takes what DynamoDB takes, and keeps only what a second version needs."""

    def __init__(self) -> None:
        self.posted: dict[str, Any] | None = None
        self.largest = 0

    def get(self, **_: str) -> dict[str, Any] | None:
        return self.posted

    def transact(self, operations: Sequence[Any]) -> None:
        assert len(operations) <= 100
        for operation in operations:
            item = operation.get("Put", {}).get("Item", {})
            self.largest = max(self.largest, item_size(item))
            if item.get("sk") == {"S": "POSTED"}:
                self.posted = {
                    "version": 2,
                    "whole": True,
                    "places": item["places"]["S"],
                    "changes": int(item["changes"]["N"]),
                }


def test_the_broadest_record_fits() -> None:
    """A hundred lines of different goods, ten transits through ports, on another day than before."""
    categories = codes.children("commodity", None)
    types = [code.code.split(".") for one in categories for code in codes.children("commodity", one.code)]
    lines = [
        {"category": category, "type": kind, "quantity": {"amount": "1", "unit": unit_for(f"{category}.{kind}")}}
        for category, kind in types[:100]
    ]
    ports = ["NLRTM", "BEANR", "FRLEH", "DEHAM", "ESALG", "GBFXT", "CNSHA", "SGSIN", "BRSSZ", "COCTG"]
    transit = [{"country": port[:2], "locode": port} for port in ports]
    one = published(record(FULL, lines=lines, route__transit=transit, narrative=NARRATIVE), 1)
    moved = later(one)
    moved = replace(moved, seized_on="2026-03-01", document=moved.document.replace("2026-03-14", "2026-03-01"))
    table = Weighed()
    for version in (one, moved):
        post(SearchIndex(table), version, TODAY)  # type: ignore[arg-type]
    assert len(wanted(one)) > 4000
    assert table.largest < 400_000


def unit_for(commodity: str) -> str:
    family = (unit_families(commodity) or ["count"])[0]
    return {"mass": "KGM", "volume": "LTR", "count": "H87", "activity": "BQL"}.get(family, "H87")


@pytest.mark.parametrize("change", [withdrawn, lambda one: relabelled(one, "AMBER+STRICT")])
@pytest.mark.parametrize("document", [SIMPLE, PARTS])
def test_news_that_arrive_between_reading_and_writing_are_seen(real: SearchIndex, change: Any, document: Any) -> None:
    """The late news of an older version are posted while the newer one has just found nothing to remove."""
    one = published(document, 1)
    newer = change(one)
    late = SearchIndex(real.table, FEW if document is PARTS else real.most)
    hurried = replace(late, table=interrupted(real.table, 1, lambda: post(late, one, TODAY)))
    assert post(hurried, newer, TODAY)
    assert everything(real.table) == wanted(newer)


def test_who_never_gets_a_turn_says_so(real: SearchIndex) -> None:
    one = published(SIMPLE, 1)

    class Restless(Table):
        def transact(self, _: Sequence[Any]) -> None:
            raise Cancelled([])

    with pytest.raises(Unavailable):
        post(replace(real, table=Restless(real.table.client, real.table.name)), one, TODAY)
