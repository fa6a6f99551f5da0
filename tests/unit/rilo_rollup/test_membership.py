"""Administrations change their RILO and their region: what was counted for the old one is counted there no more."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cen.doors import SeenSeizure
from rilo_rollup.readers import EVERYBODY, nodes_of, sum_of
from tests.unit.rilo_rollup.membership import Periods, belonging
from tests.unit.rilo_rollup.test_laws import histories
from tests.unit.rilo_rollup.world import World, case, changed

LONG_AGO = date(2000, 1, 1)
AREAS = ("rilo-WE", "rilo-ECE", "wco-EUR", "wco-MENA", "world")
EAST: Periods = (("MENA", "ECE", LONG_AGO),)
WEST: Periods = (("EUR", "WE", LONG_AGO),)


def totals(world: World, period: str = "2026-02") -> dict[str, int]:
    """Of a month, or of a year."""
    first, last = (f"{period}-01", f"{period}-12") if len(period) == 4 else (period, period)
    found = {}
    for area in AREAS:
        nodes = nodes_of(area, first, last, EVERYBODY)
        found[area] = sum_of(nodes, world.nodes.parts(nodes, "counts")).tree.get("*", {}).get("n", 0)
    return found


def rebuilt(world: World) -> None:
    world.hear(*world.records.seen.values(), force=True)
    world.run()


def test_a_member_that_moves_takes_its_cases_with_it() -> None:
    world = World()
    with belonging({"FR": WEST}):
        world.hear(case(1), case(2, administration="DE"))
        world.run()
        before = totals(world)
        assert before == {"rilo-WE": 2, "rilo-ECE": 0, "wco-EUR": 2, "wco-MENA": 0, "world": 2}
    moved = {"rilo-WE": 1, "rilo-ECE": 1, "wco-EUR": 1, "wco-MENA": 1, "world": 2}
    with belonging({"FR": EAST}):
        rebuilt(world)
        assert totals(world) == totals(world, "2026") == moved
        assert world.counted() == world.anew().counted()
        world.hear(changed(world.records.seen[case(2).id], status="withdrawn"))
        world.run()
    with belonging({"FR": WEST}):  # and back, alone
        rebuilt(world)
        alone = {"rilo-WE": 1, "rilo-ECE": 0, "wco-EUR": 1, "wco-MENA": 0, "world": 1}
        assert totals(world) == totals(world, "2026") == alone


def test_a_move_that_is_heard_of_while_something_waits_to_be_merged() -> None:
    """The cell was counted for one region and another before anybody merged it: both are made again."""
    world = World()
    with belonging({"FR": WEST}):
        world.hear(case(1))
        world.run()
    with belonging({"FR": EAST}):
        world.hear(*world.records.seen.values(), force=True)
        world.counting.count(list(world.cells.dirty()))
    with belonging({"FR": (("AMS", "SA", LONG_AGO),)}):
        rebuilt(world)
        assert totals(world) == {"rilo-WE": 0, "rilo-ECE": 0, "wco-EUR": 0, "wco-MENA": 0, "world": 1}
        assert world.counted() == world.anew().counted()


def test_amber_of_a_rilo_that_nobody_remembers_leaves_with_its_case() -> None:
    """A correction of the register: the record keeps the RILO that it was submitted to."""
    world = World()
    with belonging({"FR": WEST}):
        world.hear(case(1, tlp="AMBER"))
        world.run()
    with belonging({"FR": EAST}):
        rebuilt(world)
        assert world.counted() == world.anew().counted()
        assert any("rilo-WE" in sk and pk == "AREA#world" for pk, sk in world.counted())
        world.hear(changed(world.records.seen[case(1).id], status="withdrawn"))
        world.run()
        assert world.counted() == {}


PLACES = st.sampled_from((("EUR", "WE"), ("MENA", "ECE"), ("AMS", "SA"), ("AMS", None)))
STARTS = st.sampled_from((date(2025, 4, 1), date(2025, 12, 15), date(2026, 2, 1)))


@st.composite
def memberships(draw: st.DrawFn) -> dict[str, Periods]:
    moved: dict[str, Any] = {}
    for code in draw(st.sets(st.sampled_from(("FR", "DE", "BR", "KZ")), min_size=1)):
        starts = [LONG_AGO, *sorted(draw(st.sets(STARTS, max_size=2)))]
        moved[code] = [(*draw(PLACES), start) for start in starts]
    return moved


@given(histories(), st.lists(memberships(), min_size=1, max_size=3), st.data())
@settings(max_examples=25)
def test_whatever_moves_and_changes_is_counted_as_a_rebuild_counts(
    found: list[list[SeenSeizure]], releases: list[dict[str, Periods]], data: st.DataObject
) -> None:
    world = World()
    for number, moved in enumerate(releases):
        last = number == len(releases) - 1
        with belonging(moved):
            if number:
                rebuilt(world)
            for versions in found:
                world.hear(versions[-1] if last else data.draw(st.sampled_from(versions)))
            if last or data.draw(st.booleans()):
                world.run()
            else:
                world.counting.count(list(world.cells.dirty()))
            if last:
                assert world.counted() == world.anew().counted()
