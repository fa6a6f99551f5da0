"""The statistics' bench on a small world: what it counts is what was asked of the table."""

from dataclasses import replace

from benchmarks.rollup.corpus import cases
from benchmarks.rollup.measure import FoldShare, changes, filled, fold_share, peak_of_counting, run, tables
from benchmarks.rollup.rebuilding import peak_of_rebuild
from benchmarks.rollup.report import Report


def report(count: int = 150) -> Report:
    world, seen = filled(count)
    cells, read, counting, merging = run(world)
    assert read == count
    found = changes(world, seen)
    shares = {10: FoldShare(2.0, 3.0), 1000: FoldShare(1.0, 1.0)}
    return Report((cells, counting, merging), found, tables(world), shares, {5: 1.0}, {9: 1.0})


def test_the_same_world_every_time() -> None:
    assert list(cases(20)) == list(cases(20))


def test_a_run_reads_only_the_cases_of_changed_cells_and_says_if_it_did_not() -> None:
    found = report()
    assert [one.changed for one in found.changes] == [1, 100]
    one, hundred = found.changes
    assert one.cells == 1
    assert one.cases_read == one.rows < hundred.cases_read == hundred.rows <= 150
    assert one.counting.calls < hundred.counting.calls
    assert found.within
    text = found.text()
    assert "a run reads the cases of changed cells only → ok" in text
    assert "MISSED" not in text
    broken = replace(found, changes=[replace(one, cases_read=one.rows + 1)])
    assert not broken.within
    assert "only → MISSED" in broken.text()


def test_a_rebuild_holds_no_more_of_many_records_than_of_few() -> None:
    peak_of_rebuild(100)  # what is loaded at the first use
    assert peak_of_rebuild(6000) < 1.3 * peak_of_rebuild(2000) < 50


def test_writing_a_cell_costs_more_than_folding_its_cases() -> None:
    share = fold_share(2)
    assert 0 < share.fold < share.written


def test_memory_is_measured() -> None:
    assert 0 < peak_of_counting(20) < 50
