"""What stands in the catalogue is the newest version of a picture and nothing else, whatever comes in between."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cen.dynamo.operations import plain
from cen.problems import Unavailable
from cpdb.catalogue.entry import Entry, entry_of
from cpdb.catalogue.index import Catalogue, Listed, _claim
from cpdb.catalogue.project import project
from cpdb.model import PictureStatus
from cpdb.record import Picture
from tests.unit.cpdb.memory import MemoryTable
from tests.unit.cpdb.test_catalogue import CONTENT, picture
from tests.unit.cpdb.test_visibility import TODAY


def versions(*content: dict[str, Any]) -> list[Picture]:
    """Of one picture, the last of which may be withdrawn."""
    made = []
    for number, said in enumerate(content, 1):
        one = picture(1, **said)
        hashes = tuple(f"{number * 977 + window:016x}" for window in range(11))
        made.append(Picture(one.content, one.kept.model_copy(update={"version": number, "hashes": hashes})))
    return made


def withdrawn(one: Picture) -> Picture:
    return one.changed("t", status=PictureStatus.WITHDRAWN)


def catalogue(table: MemoryTable, most: int = 99) -> Catalogue:
    return Catalogue(table, most)  # type: ignore[arg-type]


def standing(table: MemoryTable) -> dict[tuple[str, str], Any]:
    return {
        place: item.get("text") or item.get("members") or item.get("count")
        for place, item in table.items.items()
        if place[1] != "STANDS" and (item.get("text") or item.get("members") or item.get("count"))
    }


def expected(entry: Entry) -> dict[tuple[str, str], Any]:
    buckets = {(key, "-"): sorted(members) for key, members in entry.members.items()}
    counts = {(f"TREE#{scope}", cell): 1 for scope, cell in entry.cells}
    return {**entry.postings, **buckets, **counts}


ORDERS = st.lists(st.integers(0, 3), min_size=1, max_size=8)


@settings(max_examples=40)
@given(st.lists(CONTENT, min_size=3, max_size=3), ORDERS, st.integers(1, 99))
def test_the_newest_that_was_heard_of_stands_alone(content: list[dict[str, Any]], order: list[int], most: int) -> None:
    """However late, often and in whatever order, and however little fits into a transaction."""
    table = MemoryTable()
    made = versions(*content)
    made.append(withdrawn(made[-1]))
    for number in order:
        one = made[number]
        catalogue(table, most).bring_up_to(one.id, one.version, entry_of(one, TODAY))
    assert standing(table) == expected(entry_of(made[max(order)], TODAY))


class Died(Exception):
    pass


@settings(max_examples=30)
@given(st.lists(CONTENT, min_size=2, max_size=2), st.integers(1, 12), st.integers(1, 40))
def test_a_writer_that_dies_leaves_nothing_that_the_next_does_not_put_right(
    content: list[dict[str, Any]], at: int, most: int
) -> None:
    table = MemoryTable()
    first, second = versions(*content)
    catalogue(table, most).bring_up_to(first.id, 1, entry_of(first, TODAY))

    def die(number: int) -> None:
        if number == written + at:
            raise Died

    written, table.before = table.written, die
    try:
        catalogue(table, most).bring_up_to(second.id, 2, entry_of(second, TODAY))
    except Died:
        assert catalogue(table, most).listed(second.id).version == 1
    table.before = None
    catalogue(table, most).bring_up_to(second.id, 2, entry_of(second, TODAY))
    assert standing(table) == expected(entry_of(second, TODAY))


@settings(max_examples=25)
@given(st.lists(CONTENT, min_size=3, max_size=3), st.integers(1, 6), st.integers(1, 40))
def test_two_writers_at_once_leave_what_the_newer_knew(content: list[dict[str, Any]], at: int, most: int) -> None:
    table = MemoryTable()
    first, second, third = versions(*content)
    catalogue(table, most).bring_up_to(first.id, 1, entry_of(first, TODAY))

    def interrupt(number: int) -> None:
        if number == written + at:
            table.before = None
            catalogue(table, most).bring_up_to(third.id, 3, entry_of(third, TODAY))

    written, table.before = table.written, interrupt
    catalogue(table, most).bring_up_to(second.id, 2, entry_of(second, TODAY))
    table.before = None
    catalogue(table, most).bring_up_to(third.id, 3, entry_of(third, TODAY))
    assert standing(table) == expected(entry_of(third, TODAY))


def test_who_is_overtaken_again_and_again_gives_up() -> None:
    table = MemoryTable()
    (first,) = versions({})

    def interrupt(_: int) -> None:
        """Somebody changes the list each time before it is written."""
        changes = catalogue(table).listed(first.id).changes
        claim = _claim(first.id, Listed(0, changes))["Put"]["Item"]
        table.items[f"PIC#{first.id}", "STANDS"] = plain(claim)

    table.before = interrupt
    with pytest.raises(Unavailable):
        catalogue(table).bring_up_to(first.id, 1, Entry())


def test_several_pictures_share_buckets_and_counts() -> None:
    table = MemoryTable()
    (one,) = versions({})
    others = [Picture(one.content, one.kept.model_copy(update={"id": f"{n:026d}"})) for n in range(2, 6)]
    for some in (one, *others):
        project(catalogue(table), some, TODAY)
    counts = Counter({key: value for key, value in standing(table).items() if key[0] == "TREE#open"})
    assert set(counts.values()) == {5}
    for other in others:
        project(catalogue(table), withdrawn(other), TODAY)
    assert standing(table) == expected(entry_of(one, TODAY))


def test_the_same_version_is_written_anew_only_when_asked_to() -> None:
    table = MemoryTable()
    (one,) = versions({})
    assert project(catalogue(table), one, TODAY)
    before = standing(table)
    assert not project(catalogue(table), one, TODAY)
    table.items["all@open", one.id]["text"] = "spoilt"
    assert project(catalogue(table), one, TODAY, force=True)
    assert standing(table) == before


def test_a_picture_is_drawn_round_and_round() -> None:
    table = MemoryTable()
    one = picture(1)
    for number in range(5):
        project(catalogue(table), replace(one, kept=one.kept.model_copy(update={"id": f"{number:026d}"})), TODAY)
    drawn = {catalogue(table).draw("quiz@open", f"{number:x}{'0' * 15}") for number in range(16)}
    assert len(drawn) > 2
    assert catalogue(table).draw("quiz@open", "f" * 16) is not None
    assert catalogue(table).draw("quiz@clear", "0") is None
