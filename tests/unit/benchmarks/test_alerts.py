"""What alerts cost is counted on real requests, and the budget of the list is kept at any size."""

from benchmarks.alerts.report import MOST_UNITS, Cost, Line, measure


def test_current_alerts_keep_their_budget() -> None:
    found = measure((5, 60))
    assert found.within
    assert found.text().endswith("→ ok")
    officer = found.lists[0].costs
    assert [one.calls for one in officer] == [1, 1]
    assert officer[1].shown == 25
    assert [cost.calls for _, cost in found.publications] == [2, 2, 2]


def test_a_broken_budget_is_seen() -> None:
    dear = Cost(1, MOST_UNITS + 0.5, 0, 0, 0)
    assert not Line("dear", [dear], budget=True).within
    assert Line("not held to it", [dear]).within
