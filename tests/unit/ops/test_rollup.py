"""Making the statistics anew: from the records as they are, at any time and as often as one likes."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from benchmarks.rollup.memory import MemoryTable
from cen.dynamo import put
from cen.problems import Unavailable
from ops import cen_admin, rollup
from ops.rollup import Rebuild
from seizures import items
from seizures.model import Status
from seizures.record import Record, moved
from tests.unit.ops.world import save_search
from tests.unit.rilo_rollup.world import World
from tests.unit.seizures.builders import SIMPLE, record
from tests.unit.seizures.search.corpus import later, published, withdrawn


@cache
def place(number: int) -> Record:
    return published(record(SIMPLE, seized_on="2026-02-10"), number)


def save(table: MemoryTable, *records: Record) -> None:
    for one in records:
        table.transact([put(items.head(one))])


def rebuilt(records: MemoryTable, world: World, segments: int = 1) -> Rebuild:
    work = Rebuild(records, world.rows, segments, str)  # type: ignore[arg-type]
    work.run()
    return work


def test_rows_are_made_of_every_record_that_counts() -> None:
    records, world = MemoryTable(), World()
    draft = replace(place(3), status=Status.DRAFT)
    save(records, place(1), withdrawn(place(2)), draft, *(place(number) for number in range(10, 30)))
    save_search(records)  # type: ignore[arg-type]
    work = rebuilt(records, world, segments=3)
    assert (work.counts.read, work.counts.written, work.counts.removed) == (23, 22, 0)
    world.count()
    assert world.table("t1").about["cases"] == 21
    before = world.counted()
    assert rebuilt(records, world).counts.written == 22
    world.count()
    assert world.counted() == before


def test_it_never_writes_over_a_newer_version_and_mends_what_is_wrong() -> None:
    records, world = MemoryTable(), World()
    save(records, place(1), place(2))
    rebuilt(records, world)
    newer = moved(later(place(1)), at="2026-03-20T12:00:00.000Z", status=Status.WITHDRAWN)
    save(records, newer)
    rebuilt(records, world)
    save(records, place(1))  # a page that was read before
    rebuilt(records, world)
    world.count()
    assert world.table("t1").about["cases"] == 1
    world.cells_table.items["CELL#FR#2026-02"].clear()
    world.cells_table.sorted["CELL#FR#2026-02"].clear()
    rebuilt(records, world)
    world.count()
    assert world.table("t1").about["cases"] == 1


def test_files_that_the_lake_has_lost_come_back() -> None:
    records, world = MemoryTable(), World()
    save(records, place(1), place(2))
    rebuilt(records, world)
    world.count()
    files = dict(world.lake.files)
    world.lake.files.clear()
    rebuilt(records, world, segments=2)
    world.count()
    assert world.lake.files == files != {}


def test_rows_of_records_that_are_gone_leave() -> None:
    records, world = MemoryTable(), World()
    save(records, place(1), place(2))
    rebuilt(records, world)
    del records.items[f"CASE#{place(2).id}"]
    assert rebuilt(records, world).counts.removed == 1
    world.count()
    assert world.table("t1").about["cases"] == 1


def test_a_failure_ends_all_its_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cen.patience.sleep", lambda _: None)

    class Down(MemoryTable):
        def scan(self, *_: Any, **__: Any) -> Any:
            raise Unavailable

    monkeypatch.setattr(rollup, "patiently", lambda do: do())
    with pytest.raises(Unavailable):
        rebuilt(Down(), World(), segments=2)


def test_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    records, world = MemoryTable(), World()
    save(records, *(place(number) for number in range(1, 12)))
    monkeypatch.setattr(rollup, "_EVERY", 5)
    said: list[str] = []
    Rebuild(records, world.rows, 1, said.append).run()  # type: ignore[arg-type]
    assert said == ["11 records read, 11 rows written …", "Done: 11 records read, 11 rows written."]


def test_the_command_makes_the_rows_and_starts_a_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records, world = MemoryTable(), World()
    save(records, place(1))
    tables = {"records": records, "cells": world.cells_table}
    named = {"RecordsTableName": "records", "CellsTableName": "cells", "StarterFunctionName": "starter"}
    monkeypatch.setattr(rollup, "outputs", lambda _: named)
    monkeypatch.setattr(rollup, "table", tables.__getitem__)
    monkeypatch.setattr(rollup.boto3, "client", lambda _: Starter())
    monkeypatch.setattr(cen_admin, "open_stage", lambda _: None)
    assert cen_admin.main(["--stage", "dev", "rebuild-rollup", "--segments", "2"]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"read": 1, "written": 1, "removed": 0},
        {"run": "01K"},
    ]

    def interrupted(_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Rebuild, "run", interrupted)
    assert cen_admin.main(["--stage", "dev", "rebuild-rollup"]) == 130


class Starter:
    def invoke(self, FunctionName: str, Payload: bytes) -> Any:  # noqa: N803 - boto3's
        assert (FunctionName, Payload) == ("starter", b"{}")
        return {"Payload": Answered()}


class Answered:
    def read(self) -> bytes:
        return b'{"run": "01K"}'
