"""Runs: what they count, what they tell, and what happens when something of them fails."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from cen.act import Act, Idempotency, Replay
from cen.problems import Unavailable
from rilo_rollup.door import Behind, answer
from rilo_rollup.errors import RunUnderWay
from rilo_rollup.keep.cells import CellStore, Held
from rilo_rollup.model import RunStatus
from rilo_rollup.outbox import describe
from rilo_rollup.schedule import start
from rilo_rollup.worker import handle, work
from tests.unit.rilo_rollup.world import CENMAT, NOW, OFFICER_FR, RILO_WE, World, case, changed, rewritten, rows


@pytest.fixture
def world() -> World:
    made = World()
    made.hear(*[case(number, administration=code) for number, code in enumerate(("FR", "FR", "DE", "NL"))])
    return made


def test_a_run_counts_what_has_changed_and_nothing_else(world: World) -> None:
    first = world.run()
    assert (first.status, first.cells, first.counted, first.cases_read) == ("done", 3, 3, 4)
    assert first.milliseconds > 0
    assert first.bytes_read > 4 * 500
    world.hear(case(9, administration="DE"))
    second = world.run()
    assert (second.cells, second.counted, second.cases_read) == (1, 1, 2)
    third = world.run()
    assert (third.status, third.cells, third.drafts) == ("done", 0, [])


def test_what_is_not_counted_marks_nothing(world: World) -> None:
    """A new version with other words, but the same to count."""
    world.run()
    assert world.hear(rewritten(world.records.seen[case(0).id], narrative="Other words.")) == 1
    assert list(world.cells.dirty()) == []
    world.hear(changed(world.records.seen[case(0).id], verification="verified"))
    assert list(world.cells.dirty()) == [("FR", "2026-02")]


def test_a_cell_that_comes_to_the_same_is_not_merged_again(world: World) -> None:
    world.run()
    world.hear(*world.records.seen.values(), force=True)
    run = world.run()
    assert (run.cells, run.counted, run.unchanged, run.years) == (3, 0, 3, [])


def test_a_case_that_moves_leaves_its_old_cell(world: World) -> None:
    world.run()
    world.hear(rewritten(world.records.seen[case(3).id], seized_on="2026-01-05"))
    assert world.run().cells == 2
    assert world.table("t1", administration="NL", first="2026-02", last="2026-02").about["cases"] == 0
    assert world.table("t1", administration="NL", first="2026-01", last="2026-01").about["cases"] == 1
    assert ("open", ("NL", "2026-02")) not in world.lake.files


def test_a_rilo_counts_its_own_region_only(world: World) -> None:
    world.hear(case(20, administration="BR", rilo="SA"))
    run = world.run("WE")
    assert (run.cells, run.rilo, run.drafts) == (3, "WE", ["WE"])
    assert list(world.cells.dirty()) == [("BR", "2026-02")]
    assert world.run("SA").counted == 1


def test_one_run_of_a_region_at_a_time_and_others_beside_it(world: World) -> None:
    first = world.conductor.start("WE")
    with pytest.raises(RunUnderWay) as refused:
        world.conductor.start("WE")
    assert refused.value.more["run_id"] == first.id
    assert start(world.conductor, {"rilo": "WE"}) == {"run": None}
    assert start(world.conductor, {"rilo": "SA"})["run"]
    world.work()
    assert start(world.conductor, {"rilo": "WE"})["run"]


def test_a_missed_night_heals_itself(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """All workers of a run died: the next night its cells are dirty still."""
    lost = world.conductor.start(None)
    world.messages.clear()
    world.now = NOW + timedelta(days=1)
    run = world.run()
    assert (run.cells, run.counted) == (3, 3)
    found = world.runs.read(lost.id)
    assert found is not None
    assert (found.status, found.ended_at) == (RunStatus.ABANDONED, "2026-03-21T12:00:00.000Z")
    assert '"runs_abandoned": 1' in capsys.readouterr().out


def test_what_was_counted_and_not_merged_is_merged_by_the_next_run(world: World) -> None:
    world.conductor.start(None)
    world.counting.count([("FR", "2026-02"), ("DE", "2026-02")])
    world.messages.clear()
    assert world.table("t4").about["cases"] == 0
    world.now = NOW + timedelta(days=1)
    world.run()
    assert world.table("t4").about["cases"] == 4


def test_every_message_may_come_twice_and_late(world: World) -> None:
    run = world.conductor.start(None)
    heard: list[Any] = []
    while world.messages:
        message = world.messages.pop(0)
        heard.append(message)
        for _ in range(2):
            work(world.conductor, message, 1)
    done = world.runs.read(run.id)
    assert done is not None
    assert (done.status, done.counted) == (RunStatus.DONE, 3)
    for message in heard:
        work(world.conductor, message, 2)
    assert world.runs.read(run.id) == done
    assert world.counted() == world.anew().counted()


@dataclass(frozen=True)
class Broken(CellStore):
    """Cannot read one cell."""

    bad: tuple[str, str] = ("FR", "2026-02")

    def rows(self, cell: tuple[str, str]) -> Iterator[str]:
        if cell == self.bad:
            yield "{"
        yield from super().rows(cell)


@dataclass
class HalfBroken(World):
    broken: bool = True

    @property
    def cells(self) -> CellStore:
        return Broken(self.cells_table) if self.broken else CellStore(self.cells_table)


def test_a_cell_that_cannot_be_counted_is_told_of_and_tried_again(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = HalfBroken(world.records, world.cells_table, world.runs_table, world.lake)
    first = bad.run()
    assert (first.status, first.counted, first.failed) == ("done", 2, 1)
    assert [failure.model_dump() for failure in first.failures] == [
        {"administration": "FR", "month": "2026-02", "error": "ValueError", "in_a_row": 1}
    ]
    assert '"cells_failed_again": 0' in capsys.readouterr().out
    second = bad.run()
    assert (second.cells, second.failures[0].in_a_row) == (1, 2)
    assert '"cells_failed_again": 1' in capsys.readouterr().out
    bad.broken = False
    third = bad.run()
    assert (third.cells, third.counted, third.failed) == (1, 1, 0)
    bad.broken = True
    bad.hear(case(30, administration="FR"))
    assert bad.run().failures[0].in_a_row == 1
    assert world.table("t4").about["cases"] == 4


def test_a_cell_that_somebody_holds_is_left_to_him_until_he_must_be_dead(world: World) -> None:
    cell = ("FR", "2026-02")
    world.cells.hold(cell, int(NOW.timestamp()), 600)
    with pytest.raises(Held):
        world.cells.hold(cell, int(NOW.timestamp()) + 599, 600)
    run = world.run()
    assert (run.counted, run.held) == (2, 1)
    world.now = NOW + timedelta(seconds=601)
    assert world.run().counted == 1


def test_a_case_that_changes_while_its_cell_is_counted_leaves_the_mark(world: World) -> None:
    cell = ("FR", "2026-02")
    opened = world.cells.hold(cell, int(NOW.timestamp()), 600)
    world.hear(case(40, administration="FR"))
    assert not world.cells.clean(opened)
    assert cell in list(world.cells.dirty())


def test_whoever_counts_from_older_rows_is_refused(world: World) -> None:
    cell = ("FR", "2026-02")
    slow = world.cells.hold(cell, int(NOW.timestamp()), 1)
    quick = world.cells.hold(cell, int(NOW.timestamp()) + 2, 600)
    world.cells.write(quick, held_until=0)
    with pytest.raises(Held):
        world.cells.write(slow, held_until=0)


def test_whoever_merged_older_cells_is_refused_and_merges_again(world: World) -> None:
    """Between reading and writing somebody else merges what is newer."""
    world.counting.count(list(world.cells.dirty()))
    other = World(world.records, world.cells_table, world.runs_table, world.lake)
    merging, real = world.merging, world.nodes.several
    done = []

    @dataclass(frozen=True)
    class Slow(type(merging.nodes)):  # type: ignore[misc]
        def several(self, nodes: Any, names: Any) -> Any:
            found = real(nodes, names)
            if not done:
                done.append(True)
                other.hear(case(50, administration="DE"))
                other.counting.count([("DE", "2026-02")])
                other.merging.merge("2026")
            return found

    type(merging)(merging.cells, Slow(world.cells_table), world.clock).merge("2026")
    world.merging.merge("2026")
    assert world.counted() == world.anew().counted()


def test_the_lake_is_down(world: World) -> None:
    class Down:
        def write(self, *_: Any) -> None:
            raise Unavailable

    outcome = type(world.counting)(world.cells, world.nodes, Down(), 600, world.clock).count([("FR", "2026-02")])
    assert [(cell.outcome, cell.error) for cell in outcome.cells] == [("failed", "Unavailable")]
    assert world.run().counted == 3


def test_a_message_that_is_none_of_ours_comes_back_until_it_is_among_the_dead_letters(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [
        {"messageId": "good", "body": json.dumps({"run": "x", "step": "finish"}), "attributes": {}},
        {"messageId": "bad", "body": json.dumps({"run": "x", "step": "dance"})},
        {"messageId": "worse", "body": "{"},
    ]
    failed = handle({"Records": records}, world.conductor, world.clock)
    assert [one["itemIdentifier"] for one in failed["batchItemFailures"]] == ["bad", "worse"]
    assert '"events_failed": 2' in capsys.readouterr().out


def test_a_draft_is_news_once_until_it_says_something_else(world: World) -> None:
    first = world.run("WE")
    assert first.drafts == ["WE"]
    assert world.run("WE").drafts == []
    world.hear(case(60, administration="FR"))
    second = world.run("WE")
    assert second.drafts == ["WE"]
    items = [
        item for pk in world.runs_table.items if pk.startswith("RUN#") for item in world.runs_table.items[pk].values()
    ]
    audits = [item for item in items if str(item["sk"]).startswith("AUDIT#")]
    events = [event for item in audits for event in describe({name: {"S": value} for name, value in item.items()})]
    assert {event.model_dump()["run_id"] for event in events} == {first.id, second.id}
    assert len(events) == 2
    assert {(event.model_dump()["rilo"], event.model_dump()["month"]) for event in events} == {("WE", "2026-02")}


def test_a_draft_holds_tables_for_everybody_and_cases_for_who_edits_it(world: World) -> None:
    world.hear(*[case(number, administration="FR") for number in range(100, 106)])
    world.hear(case(200, administration="FR", tlp="AMBER"), case(201, administration="BR", rilo="SA"))
    run = world.run("WE")
    document = ask(world, {"draft": {"run": run.id, "rilo": "WE"}})["draft"]
    assert document["key"] == "situation:WE:2026-02"
    assert (document["tlp"], document["kind"], document["as_of"]) == (
        "GREEN",
        "situation_report",
        "2026-03-20T12:00:00.000Z",
    )
    assert document["coverage"]["says"] == "3 of 19 administrations reported cases of 2026-02."
    by_id = {section["id"]: section for section in document["sections"]}
    assert by_id["t1.total"]["rows"] == [
        {
            "total": "all",
            "cases_before": None,
            "cases": 10,
            "seizures_before": None,
            "seizures": 10,
            "share_percent": "100.0",
            "change": None,
            "change_percent": None,
        }
    ]
    assert {section["tlp"] for section in document["sections"] if section["kind"] == "table"} == {"CLEAR"}
    assert all(section["query_hash"] for section in document["sections"] if section["kind"] == "table")
    assert by_id["notable"]["tlp"] == by_id["emerging"]["tlp"] == "GREEN"
    assert by_id["notable"]["cases"][0]["seizure"].startswith("seizures/01KM")
    assert case(200).id not in json.dumps(document)
    assert case(201).id not in json.dumps(document)
    assert by_id["emerging"]["found"][0]["administrations"] == ["DE", "FR", "NL"]


def ask(world: World, question: dict[str, Any]) -> dict[str, Any]:
    return answer(Behind(world.runs, world.desk), question, world.now.date())


def test_a_run_says_what_became_of_its_drafts(world: World) -> None:
    world.hear(case(20, administration="BR", rilo="SA"))
    run = world.run()
    shown = world.call("GET", f"runs/{run.id}", CENMAT).json
    assert (shown["drafts"], shown["filed"], shown["not_filed"]) == (["SA", "WE"], [], [])
    assert ask(world, {"filed": {"run": run.id, "rilo": "WE", "filed": True}}) == {}
    ask(world, {"filed": {"run": run.id, "rilo": "SA", "filed": False}})
    shown = world.call("GET", f"runs/{run.id}", CENMAT).json
    assert (shown["filed"], shown["not_filed"]) == (["WE"], ["SA"])
    assert world.runs.read(run.id) == run
    (listed,) = world.call("GET", "runs", CENMAT).json["items"]
    assert "filed" not in listed


def test_the_door_answers_its_own_question_only(world: World) -> None:
    assert ask(world, {"draft": {"run": case(1).id, "rilo": "WE"}}) == {"draft": None}
    with pytest.raises(ValueError, match="not a question"):
        ask(world, {"read": []})


def test_the_door_tells_what_an_administrations_cases_have_in_common_with_others() -> None:
    """Cocaine from Colombia to Belgium: two of France, one of Germany, one too old, one that not everybody may see."""
    world = World()
    world.hear(
        *[case(n, administration=code) for n, code in ((21, "FR"), (22, "FR"), (23, "DE"))],
        case(24, administration="DE", seized_on="2024-01-15"),
        case(25, administration="NL", tlp="AMBER"),
        *[case(n, administration="FR", conveyance={"mode": "4"}) for n in (26, 27, 28)],
    )
    world.run()
    found = {one["family"]: one for one in ask(world, {"supported": "FR"})["supported"]["found"]}
    counted = {"own_cases": 5, "cases": 6, "administrations": 2, "first": "2026-02-14", "last": "2026-02-14"}
    goods = {"goods": "drugs.cocaine", "departure": "CO"}
    assert found["route"] == {"family": "route", **goods, "destination": "BE", **counted}
    sea = {"own_cases": 2, "cases": 3}
    assert found["way"] == {"family": "way", **goods, "mode": "1", **counted, **sea}
    route, *_, way = ask(world, {"supported": "DE"})["supported"]["found"]
    assert (route["own_cases"], way["own_cases"], route["cases"]) == (1, 1, 6)
    assert ask(world, {"supported": "NL"}) == {"supported": {"count": 0, "found": []}}


def test_who_may_start_a_run(world: World) -> None:
    assert world.call("POST", "runs", OFFICER_FR, {}).status == 403
    assert world.call("GET", "runs", OFFICER_FR).status == 403
    refused = world.call("POST", "runs", RILO_WE, {"rilo": "SA"})
    assert (refused.status, refused.json["code"]) == (403, "not_your_region")
    assert world.call("POST", "runs", RILO_WE, {"rilo": "XX"}).errors == {"rilo": "unknown_code"}
    assert world.call("POST", "runs", RILO_WE, {"region": "WE"}).errors == {"region": "unknown_field"}
    started = world.call("POST", "runs", RILO_WE, {})
    assert (started.status, started.json["rilo"]) == (202, "WE")
    assert started.headers["Location"] == f"statistics/runs/{started.json['id']}"
    again = world.call("POST", "runs", CENMAT, {"rilo": "WE"})
    assert (again.status, again.json["code"], again.json["run_id"]) == (409, "run_under_way", started.json["id"])
    everything = world.call("POST", "runs", CENMAT, {})
    assert "rilo" not in everything.json
    world.work()
    shown = world.call("GET", f"runs/{started.json['id']}", CENMAT).json
    assert (shown["status"], shown["cells"], shown["asked_by"]) == ("done", 3, "person")
    both = RILO_WE.__class__("both", "both", "person", RILO_WE.tier, None, frozenset({"WE", "SA"}))
    assert world.call("POST", "runs", both, {}).errors == {"rilo": "required"}


def test_runs_are_listed_newest_first(world: World) -> None:
    ids = []
    for day in range(3):
        world.now = NOW + timedelta(days=day)
        ids.append(world.run().id)
    first = world.call("GET", "runs", CENMAT, query={"limit": "2"}).json
    assert [run["id"] for run in first["items"]] == ids[:0:-1]
    second = world.call("GET", "runs", CENMAT, query={"limit": "2", "cursor": first["next"]}).json
    assert ([run["id"] for run in second["items"]], second["next"]) == (ids[:1], None)
    for id in ("nonsense", case(1).id):
        assert world.call("GET", f"runs/{id}", CENMAT).json["code"] == "no_such_run"


def test_a_key_starts_a_run_once(world: World) -> None:
    key = {"Idempotency-Key": "one"}
    first = world.call("POST", "runs", CENMAT, {}, headers=key)
    world.work()
    again = world.call("POST", "runs", CENMAT, {}, headers=key)
    assert again.json["id"] == first.json["id"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert world.messages == []
    other = world.call("POST", "runs", CENMAT, {"rilo": "WE"}, headers=key)
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")
    world.now = NOW + timedelta(days=2)
    assert world.call("POST", "runs", CENMAT, {}, headers=key).json["id"] != first.json["id"]


def test_a_key_of_a_run_under_way_is_its_answer(world: World) -> None:
    act = Act(CENMAT, NOW, "r", Idempotency("k", "f"))
    run = world.conductor.start(None, act)

    with pytest.raises(Replay) as replayed:
        world.conductor.start(None, act)
    assert replayed.value.id == run.id


def test_a_workbook_of_a_draft_s_table_says_the_same_as_the_draft(world: World) -> None:
    """What is published can be asked for again: same question, same cells, same hash."""
    world.hear(case(70, administration="ES"))
    run = world.run("WE")
    document = world.runs.draft(run.id, "WE")
    (section,) = (one for one in document["sections"] if one["id"] == "t1.total")
    made = world.table("t1", region="WE", first="2026-02", last="2026-02", tlp="CLEAR")
    assert made.about["query_hash"] == section["query_hash"]
    assert rows(made, "total") == section["rows"]
