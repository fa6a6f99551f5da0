"""Cells are folds of lines: the same however the news of the records come, and exact over several months."""

from dataclasses import replace
from datetime import date
from random import Random
from statistics import quantiles

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cen.problems import Unavailable
from seizures.model import Status, Verification
from seizures.payback.cells import Cell, Line, fold, line_of, months, quantile, read_cell, read_line, total
from seizures.payback.store import FigureStore
from seizures.payback.tallying import Tally
from seizures.quality import FIELDS
from seizures.record import Record
from tests.unit.memory import MemoryTable
from tests.unit.seizures.builders import FULL, NOW, SIMPLE, record
from tests.unit.seizures.fakes import FakeStore
from tests.unit.seizures.search.corpus import later, published, withdrawn

LINES = st.builds(
    Line,
    st.sampled_from([Status.SUBMITTED, Status.RETURNED, Status.PUBLISHED]),
    st.sampled_from(Verification),
    st.integers(0, 4000),
    st.integers(0, 100),
    st.frozensets(st.sampled_from(FIELDS)),
    st.booleans(),
)
USES = st.lists(st.sampled_from(["similar", "cited"]), max_size=5)


@given(LINES)
def test_a_line_is_read_as_it_was_written(line: Line) -> None:
    assert read_line(line.text) == line


@given(st.lists(LINES, max_size=30), USES)
def test_a_cell_is_read_as_it_was_written_whatever_the_order(lines: list[Line], uses: list[str]) -> None:
    cell = fold(lines, uses)
    assert read_cell(cell.text) == cell
    assert fold(reversed(lines), uses) == cell
    assert cell.cases == sum(line.status is Status.PUBLISHED for line in lines) == sum(cell.days.values())


@given(st.lists(st.lists(LINES, max_size=8), max_size=4))
def test_months_added_up_are_the_fold_of_all_their_lines(parts: list[list[Line]]) -> None:
    whole = fold([line for part in parts for line in part], ["cited"] * len(parts))
    assert total([fold(part, ["cited"]) for part in parts]) == whole


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40), st.sampled_from([0.25, 0.5, 0.75, 1.0]))
def test_a_quantile_is_the_least_day_within_which_the_share_was_entered(days: list[int], share: float) -> None:
    counts = {day: days.count(day) for day in days}
    found = quantile(counts, share)
    assert found is not None
    assert sum(day <= found for day in days) >= share * len(days)
    assert sum(day < found for day in days) < share * len(days)


def test_quartiles_are_those_of_statistics() -> None:
    days = list(range(1, 100))
    assert [quantile(dict.fromkeys(days, 1), share) for share in (0.25, 0.5, 0.75)] == [
        round(cut) for cut in quantiles(days, n=4, method="exclusive")
    ]
    assert quantile({}, 0.5) is None


def test_months_run_backwards_over_the_years() -> None:
    assert list(months(date(2026, 2, 28), 4)) == ["2026-02", "2026-01", "2025-12", "2025-11"]


@pytest.fixture
def figures() -> FigureStore:
    return FigureStore(MemoryTable())


def versions(number: int) -> list[Record]:
    """A record's life: published, moved to another month, withdrawn or verified."""
    first = published(SIMPLE if number % 2 else FULL, number)
    elsewhere = published(record(SIMPLE, seized_on=f"2026-0{1 + number % 3}-10"), number)
    moved_on = replace(later(elsewhere), id=first.id)
    last = withdrawn(moved_on) if number % 3 == 0 else later(moved_on, verification=Verification.VERIFIED)
    return [first, moved_on, last]


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_order_of_news_gives_the_same_figures(draw: Random) -> None:
    """As late readers of the records may see them; at the end each is read as it is."""
    lives = [versions(number) for number in range(5)]
    news = [one for life in lives for one in life] * 2
    draw.shuffle(news)
    last = [life[-1] for life in lives]
    draw.shuffle(last)
    figures = FigureStore(MemoryTable())
    tally = Tally(FakeStore(), figures, lambda _: [], lambda: NOW)
    for one in (*news, *last):
        tally.count(one)
    for name in ("2026-01", "2026-02", "2026-03"):
        lines = [line_of(one) for one in last if one.seized_on.startswith(name)]
        assert figures.cell("FR", name) == fold(filter(None, lines), [])


def test_a_late_reader_never_undoes_a_newer_version(figures: FigureStore) -> None:
    first, second, _ = versions(1)
    assert figures.place(second.id, second.version, "FR", second.seized_on[:7], line_of(second)) == ["2026-02"]
    assert figures.place(first.id, first.version, "FR", first.seized_on[:7], line_of(first)) is None


def test_figures_that_others_keep_making_are_left_to_the_queue(figures: FigureStore) -> None:
    class Busy(FigureStore):
        def _folded(self, administration: str, month: str) -> Cell:
            figures.fold(administration, month)
            return Cell()

    with pytest.raises(Unavailable):
        Busy(figures.table).fold("FR", "2026-03")


def test_two_who_fold_at_once_end_with_what_both_have_seen(figures: FigureStore) -> None:
    one, other = (published(SIMPLE, number) for number in (1, 3))

    class Slow(FigureStore):
        met = 0

        def _folded(self, administration: str, month: str) -> Cell:
            read = FigureStore._folded(self, administration, month)
            if not Slow.met:
                Slow.met = 1
                figures.place(other.id, other.version, "FR", "2026-03", line_of(other))
                figures.fold("FR", "2026-03")
            return read

    figures.place(one.id, one.version, "FR", "2026-03", line_of(one))
    assert Slow(figures.table).fold("FR", "2026-03").cases == 2
    assert figures.cell("FR", "2026-03").cases == 2
