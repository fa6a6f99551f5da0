"""Lists: one call, whole pages, and nothing said of what is not for the reader."""

import json
from typing import Any

import pytest

from alerts.walk import MOST_READS, newest
from cen import members
from tests.unit.alerts.joint import OURS
from tests.unit.alerts.world import (
    CENMAT,
    COLLEAGUE_WE,
    EXTERNAL,
    NCP,
    NO_TIER,
    OFFICER,
    OFFICER_CO,
    RILO_SA,
    RILO_WE,
    World,
    person,
)


def pages(world: World, caller: Any, limit: int, **query: str) -> list[list[str]]:
    found, cursor = [], None
    while True:
        asked = {"limit": str(limit), **query, **({"cursor": cursor} if cursor else {})}
        answer = world.call("GET", "alerts", caller, query=asked)
        assert answer.status == 200, answer.text
        found.append([row["id"] for row in answer.json["items"]])
        cursor = answer.json["next"]
        if cursor is None:
            return found


def test_a_page_of_what_is_valid_costs_one_call(world: World) -> None:
    ids = [world.publish() for _ in range(40)]
    world.table.forget_costs()
    answer = world.call("GET", "alerts", OFFICER)
    assert world.table.calls == ["query"]
    assert [row["id"] for row in answer.json["items"]] == sorted(ids, reverse=True)[:25]
    assert pages(world, OFFICER, 25) == [sorted(ids, reverse=True)[:25], sorted(ids, reverse=True)[25:]]


def test_what_is_hidden_leaves_no_hole(world: World) -> None:
    """Every other alert is for others; pages are whole all the same, and their number is that of what is shown."""
    mine = []
    for number in range(12):
        mine.append(world.publish())
        if number % 2:
            world.publish(NCP, tlp="AMBER+STRICT")
    assert [len(page) for page in pages(world, OFFICER_CO, 6)] == [6, 6]
    assert [len(page) for page in pages(world, person("be", administration="BE"), 6)] == [6, 6]
    assert sum(map(len, pages(world, OFFICER, 6))) == 18


def test_a_list_ends_where_nothing_more_is_for_the_reader(world: World) -> None:
    seen = world.publish()
    for _ in range(20):
        world.publish(NCP, tlp="AMBER+STRICT")
    assert pages(world, RILO_WE, 5) == [[seen]]


def test_who_serves_in_two_regions_sees_both_in_order_and_nothing_twice(world: World) -> None:
    both = person("both", administration="BE", rilos=frozenset({"SA"}))
    ids = []
    for number in range(60):
        of_one = {} if number % 3 else {"tlp": "AMBER", "regions": ["SA"]}
        ids.append(world.publish(RILO_SA, **of_one) if number < 40 else world.publish(tlp="AMBER"))
    wanted = sorted(ids, reverse=True)
    assert [id for page in pages(world, both, 7) for id in page] == wanted
    assert [len(page) for page in pages(world, both, 7)] == [*[7] * 8, 4]


def test_filters_narrow_the_list(world: World) -> None:
    notice = world.publish(severity="low", categories=["cites", "drugs"])
    world.publish(RILO_SA, regions=["SA"])
    for query in (
        {"severity": "low"},
        {"category": "cites"},
        {"region": "WE"},
        {"publisher": "rilo:WE"},
        {"kind": "alert", "region": "WE"},
    ):
        assert world.listed(CENMAT, **query) == [notice]
    assert world.listed(CENMAT, kind="bulletin") == []


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"severity": "worst"}, "severity"),
        ({"category": "drugs.cocaine"}, "category"),
        ({"category": "sand"}, "category"),
        ({"region": "FR"}, "region"),
        ({"status": "gone"}, "status"),
        ({"status": "all"}, "q"),
        ({"status": "draft", "q": "cocaine"}, "q"),
        ({"q": "  "}, "q"),
        ({"q": "one two three four five six"}, "q"),
        ({"limit": "101"}, "limit"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_by_name(world: World, query: dict[str, str], path: str) -> None:
    refused = world.call("GET", "alerts", OFFICER, query=query)
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, path)


def test_what_is_not_published_is_listed_for_its_office_only(world: World) -> None:
    id = world.draft()
    assert world.listed(COLLEAGUE_WE, status="draft") == [id]
    assert world.listed(RILO_SA, status="draft") == []
    assert world.listed(COLLEAGUE_WE, status="draft", publisher="rilo:WE") == [id]
    refused = world.call("GET", "alerts", OFFICER, query={"status": "draft"})
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "status")
    assert world.call("GET", "alerts", NO_TIER).status == 403


def test_a_cursor_is_its_readers_own(world: World) -> None:
    for _ in range(3):
        world.publish()
    cursor = world.call("GET", "alerts", OFFICER, query={"limit": "1"}).json["next"]
    asked = {"limit": "1", "cursor": cursor}
    assert world.call("GET", "alerts", OFFICER, query=asked).status == 200
    assert world.call("GET", "alerts", OFFICER_CO, query=asked).json["code"] == "invalid_cursor"
    assert world.call("GET", "alerts", OFFICER, query={**asked, "kind": "alert"}).json["code"] == "invalid_cursor"
    moved = person("officer-fr", administration="CO")
    assert world.call("GET", "alerts", moved, query=asked).json["code"] == "invalid_cursor"


def test_whom_red_names_finds_it_in_another_region(world: World) -> None:
    id = world.publish(tlp="RED", recipients=["officer-co", "external"])
    assert world.listed(OFFICER_CO) == world.listed(EXTERNAL) == world.listed(RILO_WE) == [id]


@pytest.mark.parametrize(
    ("changes", "homes"),
    [
        ({"tlp": "CLEAR"}, len(members.rilos()) + 2),
        ({"tlp": "GREEN"}, len(members.rilos()) + 1),
        ({"tlp": "AMBER"}, 1),
        ({"tlp": "AMBER+STRICT"}, 1),
        ({"tlp": "RED", "recipients": ["officer-co", "officer-fr"]}, 2),
        (OURS, 2),
    ],
)
@pytest.mark.usefixtures("heron")
def test_an_alert_is_filed_where_its_readers_look_and_nowhere_else(world: World, changes: Any, homes: int) -> None:
    id = world.publish(**changes)
    filed = [pk for pk, rows in world.table.items.items() if pk.startswith("CURRENT#") and any(id in sk for sk in rows)]
    assert len(filed) == homes


def test_guests_see_what_is_for_everybody(world: World) -> None:
    world.publish()
    clear = world.publish(tlp="CLEAR")
    assert world.listed(EXTERNAL) == [clear]
    (row,) = world.call("GET", "alerts", EXTERNAL).json["items"]
    assert set(row) == {
        *("id", "version", "kind", "title", "severity", "tlp", "categories", "regions", "publisher", "status"),
        *("published_at", "valid_until"),
    }


def test_no_list_reads_without_end() -> None:
    reads = []

    def endless(partition: str, after: str | None, limit: int) -> Any:
        reads.append(partition)
        first = int(after or 10**9)
        return [(str(first - 1 - n), {}) for n in range(limit)], True

    page = newest(endless, ["a"], None, 25, lambda _: None)
    assert (page.items, len(reads)) == ([], MOST_READS)
    assert page.next == {"at": str(10**9 - 30 * MOST_READS)}


def test_a_row_is_small_enough_for_its_page(world: World) -> None:
    """25 rows and the spare ones, with long titles, within three read units of an eventually consistent read."""
    for _ in range(30):
        world.publish(title="Köttbullar " * 10, categories=["drugs", "cites", "weapons"], acknowledge_by=...)
    rows = world.table.items["CURRENT#WE"].values()
    size = sum(len(json.dumps(row, ensure_ascii=False).encode()) for row in rows)
    assert len(rows) == 30
    assert size < 3 * 2 * 4096
