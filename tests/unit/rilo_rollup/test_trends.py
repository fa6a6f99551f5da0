"""Trends against published values, and against what they must never do."""

import json
import math
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rilo_rollup.cells import bins, months
from rilo_rollup.intervals import wilson, wilson_limits
from rilo_rollup.question import Asked
from rilo_rollup.trends import answer, emerging, nowcast, panel, sizes, supported, weekly
from rilo_rollup.trends.chainladder import Development, developments, mack, shares, total_error
from tests.unit.rilo_rollup.world import World, case, line

DATA = Path(__file__).parent / "data"
PUBLISHED = json.loads((DATA / "published.json").read_text())
RAA = PUBLISHED["raa_triangle"]


def test_mack_s_standard_errors_of_1994() -> None:
    found = mack(RAA)
    assert [round(one.error) for one in found[1:]] == PUBLISHED["mack_1994_raa"]["ibnr_se_origin_2_to_10"]
    for step, expected in zip(developments(RAA), PUBLISHED["mack_1994_raa"]["sigma_sq"], strict=False):
        assert step.variance == pytest.approx(expected, rel=0.005)
    assert round(sum(one.ultimate for one in found)) == 213_122  # of the same paper: 52,135 to come
    assert round(sum(one.ultimate - one.known for one in found)) == 52_135
    assert total_error(RAA) == pytest.approx(26_909, abs=1)


def test_the_total_error_of_another_program_with_its_way_to_extrapolate() -> None:
    """R's ChainLadder takes the last sigma from a line through the logarithms of the others."""
    steps = developments(RAA)
    known = [math.log(math.sqrt(step.variance)) for step in steps[:-1]]
    slope, intercept, *_ = stats.linregress(range(1, len(known) + 1), known)
    last = math.exp(intercept + slope * (len(known) + 1)) ** 2
    steps[-1] = Development(steps[-1].factor, last, steps[-1].base)
    assert total_error(RAA, steps) == pytest.approx(PUBLISHED["mack_1994_raa"]["total_mack_se_R_ChainLadder"], rel=1e-6)


@given(st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=8), min_size=1, max_size=8))
def test_no_triangle_breaks_it_and_nothing_that_is_known_is_taken_back(rows: list[list[int]]) -> None:
    triangle = [
        [float(sum(row[: place + 1])) for place in range(len(row))] for row in sorted(rows, key=len, reverse=True)
    ]
    for row, found in zip(triangle, mack(triangle), strict=True):
        low, high = found.interval()
        assert row[-1] == found.known <= low <= high or found.ultimate == pytest.approx(found.known)
        assert math.isfinite(found.error)
    assert math.isfinite(total_error(triangle))


def test_wilson_s_limits_as_r_computes_them() -> None:
    for one in PUBLISHED["wilson"]:
        low, high = wilson_limits(one["x"], one["n"])
        assert (low, high) == pytest.approx((one["lo"], one["hi"]), abs=1e-9)
    assert wilson(18, 20) == ("69.9", "97.2")
    assert wilson(0, 0) == (None, None)
    assert wilson(0, 5)[0] == "0.0"


@given(st.integers(1, 500), st.data())
def test_wilson_s_limits_hold_the_share(trials: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, trials))
    low, high = wilson_limits(hits, trials)
    expected = stats.binomtest(hits, trials).proportion_ci(0.95, method="wilson")
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-9)


def late(cases: int, delays: dict[int, float]) -> dict[str, dict[str, int]]:
    """So many cases of a month, of which a share comes after each number of months."""
    return {"FR": {str(lag): round(cases * share) for lag, share in delays.items() if cases * share >= 0.5}}


DELAYS = {0: 0.4, 1: 0.3, 2: 0.2, 3: 0.1}
CUTOFF = "2026-02"


def series(cases: int = 100) -> dict[str, Any]:
    """A steady world, seen at the end of the cutoff month."""
    found = {}
    for month in months.between("2023-03", CUTOFF):
        known = months.number(CUTOFF) - months.number(month)
        found[month] = late(cases, {lag: share for lag, share in DELAYS.items() if lag <= known})
    return found


def test_a_steady_world_is_seen_as_steady_though_its_last_months_are_half_empty() -> None:
    found = nowcast.nowcast(series(), CUTOFF)
    rows = {row["month"]: row for row in nowcast.rows(series(), ["2025-06", "2025-12", "2026-01", CUTOFF], found)}
    assert found.own == 1
    assert rows[CUTOFF] == {
        "month": CUTOFF,
        "cases": 40,
        "complete": False,
        "expected": 100,
        "expected_from": 100,
        "expected_to": 100,
        "known_percent": 40.0,
        "entered_otherwise": 0,
    }
    assert (rows["2026-01"]["cases"], rows["2026-01"]["expected"], rows["2026-01"]["complete"]) == (70, 100, False)
    assert rows["2025-06"]["complete"]
    assert not found.incomplete("2025-11")
    assert found.incomplete("2026-03")  # not over yet


def test_the_interval_holds_what_comes_as_often_as_it_says() -> None:
    """A world of chance: cases of Poisson, each entered after a month of chance. 95 % intervals hold the truth of the
    last month in most of 200 worlds; Mack's are known to be somewhat too narrow for small triangles."""
    chance = random.Random(11)  # noqa: S311
    held = 0
    for _ in range(200):
        counts: dict[str, Any] = {}
        truth = 0
        for month in months.between("2023-03", CUTOFF):
            number = _poisson(chance, 60)
            known = months.number(CUTOFF) - months.number(month)
            lags = chance.choices(list(DELAYS), list(DELAYS.values()), k=number)
            counts[month] = {"FR": {str(lag): lags.count(lag) for lag in DELAYS if lag <= known and lags.count(lag)}}
            truth = number
        low, high = nowcast.nowcast(counts, CUTOFF).estimates[CUTOFF].interval()
        held += low <= truth <= high
    assert 0.85 <= held / 200 <= 1


def _poisson(chance: random.Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), 1.0, -1
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def test_the_share_that_is_known_is_one_over_the_product_of_mack_s_factors() -> None:
    """Factors of the triangle as Mack (1994) prints them, multiplied from the end."""
    factors = [2.999, 1.624, 1.271, 1.172, 1.113, 1.042, 1.033, 1.017, 1.009]
    found = shares(RAA)
    assert len(found) == 10
    for age, share in enumerate(found):
        assert share == pytest.approx(1 / math.prod(factors[age:]), rel=0.003)
    for row, estimate in zip(RAA, mack(RAA), strict=True):
        assert row[-1] / estimate.ultimate == pytest.approx(found[len(row) - 1])
    assert shares([[0.0, 0.0, 5.0], [0.0, 0.0]]) == [0.0, 0.0, 1.0]
    assert shares([]) == [1.0]


def test_a_fall_to_nought_of_a_year_ago_is_a_fall_and_one_of_yesterday_is_grey() -> None:
    counts = series()
    gone = ["2024-10", "2025-01", "2025-10", CUTOFF]
    for month in gone:
        counts[month] = {}
    found = nowcast.nowcast(counts, CUTOFF)
    assert [found.incomplete(month) for month in gone] == [False, False, False, True]
    rows = nowcast.rows(counts, gone, found)
    assert [(row["cases"], row["complete"]) for row in rows] == [(0, True), (0, True), (0, True), (0, False)]


def test_who_never_enters_anything_in_the_first_months_leaves_those_grey() -> None:
    counts = {month: {"FR": {"2": 10}} for month in months.between("2023-03", "2025-12")}
    found = nowcast.nowcast(counts, CUTOFF)
    assert [found.incomplete(month) for month in ("2025-12", "2026-01", CUTOFF)] == [False, True, True]


def test_the_quick_do_not_hide_that_the_slow_are_still_to_come() -> None:
    """Two administrations with ladders of their own; the slow one has entered nothing of the newest months."""
    slow = {month: {"2": 10} for month in months.between("2023-03", "2025-12")}
    counts: dict[str, Any] = {
        month: {"FR": {"0": 10}, **({"DE": slow[month]} if month in slow else {})}
        for month in months.between("2023-03", CUTOFF)
    }
    found = nowcast.nowcast(counts, CUTOFF)
    assert found.own == 2
    assert [found.incomplete(month) for month in ("2025-12", "2026-01", CUTOFF)] == [False, True, True]


def test_the_panel_counts_months_without_a_case() -> None:
    """Ten cases a month, then none in every second: half as many."""
    world, number = World(), 0
    for place, month in enumerate(months.between("2023-03", CUTOFF)):
        if "2024-09" <= month <= "2025-08" and place % 2:
            continue
        for _ in range(10):
            number += 1
            world.hear(case(number, seized_on=f"{month}-05", published_at=f"{month}-08T10:00:00.000Z"))
    world.count()
    made = told(world, **{"from": "2024-09", "to": "2025-08", "administration": "FR"})
    assert all(row["complete"] for row in made["monthly"]["rows"])
    assert (made["panel"]["cases"], made["panel"]["cases_before"], made["panel"]["ratio"]) == (60, 120, 0.5)


def test_too_little_to_go_by_is_said_and_six_months_are_grey() -> None:
    few = {"2025-06": {"FR": {"0": 3}}}
    found = nowcast.nowcast(few, CUTOFF)
    assert (found.estimates, found.own) == ({}, 0)
    assert [found.incomplete(month) for month in ("2025-08", "2025-09", CUTOFF)] == [False, True, True]
    assert "expected" not in nowcast.rows(few, ["2025-06"], found)[0]


def test_those_who_report_seldom_share_a_ladder() -> None:
    counts = {month: {**lags, "BE": {"0": 1}, "NL": {"1": 1}} for month, lags in series().items()}
    found = nowcast.nowcast(counts, CUTOFF)
    assert found.own == 1
    assert found.estimates[CUTOFF].ultimate > 100


def test_only_who_reported_in_both_periods_is_compared() -> None:
    counts = {
        "2025-01": {"FR": 10, "DE": 5},
        "2025-02": {"FR": 10},
        "2026-01": {"FR": 20, "BR": 500},
        "2026-02": {"FR": 20},
    }
    found = panel.compare(counts, ["2026-01", "2026-02"], ["2025-01", "2025-02"])
    assert found["says"] == "1 of 3 reporters kept"
    assert (found["cases_before"], found["cases"], found["ratio"]) == (20, 40, 2.0)
    assert found["left_out"] == ["BR", "DE"]
    half = 1.959964 * math.sqrt(1 / 20 + 1 / 40)
    assert found["ratio_from"] == round(2 * math.exp(-half), 3)
    assert found["ratio_to"] == round(2 * math.exp(half), 3)
    assert found["changed"]
    assert "ratio" not in panel.compare(counts, ["2026-01"], ["2024-01"])


def test_months_that_vary_more_than_chance_widen_the_interval() -> None:
    calm, wild = panel.ratio_interval([50, 50], [40, 40]), panel.ratio_interval([95, 5], [75, 5])
    assert calm[0] == wild[0]
    assert wild[2] - wild[1] > calm[2] - calm[1]
    assert panel.overdispersion([10, 10, 10], [5, 5]) == 1
    assert panel.overdispersion([], [3]) == 1


def histogram(values: list[int]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for value in values:
        bins.add(made, bins.whole(value))
    return made


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=80), st.sampled_from([(1, 4), (1, 2), (3, 4), (9, 10)]))
def test_a_quantile_lies_where_it_is_said_to(values: list[int], share: tuple[int, int]) -> None:
    found = bins.quantile(histogram(values), *share)
    assert found is not None
    true = bins.whole(sorted(values)[-(-len(values) * share[0] // share[1]) - 1])
    assert found[0] <= true <= found[1]
    assert (found[0] == found[1]) == (len(values) <= bins.KEPT)
    if len(values) > bins.KEPT and true:
        assert found[1] <= found[0] * 1.28


SIZES = st.lists(st.integers(1, 1000), min_size=20, max_size=40)


@given(SIZES, SIZES)
@settings(max_examples=30)
def test_the_distance_of_sizes_is_never_larger_than_kolmogorov_s(one: list[int], other: list[int]) -> None:
    found = sizes.compare(histogram(one), histogram(other))
    shares = [
        (sum(x <= value for x in one) / len(one), sum(x <= value for x in other) / len(other)) for value in one + other
    ]
    assert found["distance"] <= max(abs(mine - theirs) for mine, theirs in shares) + 0.001
    same = sizes.compare(histogram(one), histogram(one))
    assert (same["distance"], same["shifted"]) == (0, False)


def test_sizes_have_shifted_or_are_too_few_to_tell() -> None:
    small, large = histogram([1, 2, 3] * 10), histogram([100, 200, 300] * 10)
    found = sizes.compare(large, small)
    assert (found["shifted"], found["distance"]) == (True, 1.0)
    assert "shifted" not in sizes.compare(histogram([1]), histogram([2]))
    assert sizes.compare(histogram([1]), {})["median_before"] is None


def test_the_bound_of_a_week_is_that_of_the_two_thirds_power() -> None:
    """Against the normal distribution of y^(2/3), computed apart."""
    baseline = [2, 0, 3, 5, 1, 4, 2, 3, 3, 1]
    found = weekly.bound(baseline, seasonal=True)
    mean = sum(baseline) / len(baseline)
    spread = max(1.0, stats.tvar(baseline) / mean) * (1 + 1 / len(baseline))
    deviation = 2 / 3 * mean ** (2 / 3) * math.sqrt(spread / mean)
    expected = stats.norm.ppf(1 - weekly.ALPHA, mean ** (2 / 3), deviation) ** 1.5
    assert found.most == pytest.approx(expected)
    assert weekly.bound([0, 0, 0], seasonal=False).most == 0


def test_a_quiet_series_of_years_without_an_outbreak_alarms_seldom() -> None:
    """Salmonella Agona in Great Britain, 1990 to 1995, of which no week is marked as an outbreak. The series rises, and
    no trend is taken out, so it may alarm more often than the one in two hundred of a steady one."""
    counts = PUBLISHED["salmonella_agona"]
    tested, alarms = 0, 0
    for week in counts:
        year, number = int(week[:4]), int(week[6:])
        if number <= 52:
            expected = weekly.expectation(counts, date.fromisocalendar(year, number, 1))
            tested += expected is not None
            alarms += expected is not None and counts[week] >= 3 and counts[week] > expected.most
    assert tested > 250
    assert alarms / tested < 0.04


def test_a_week_of_many_cases_is_found_and_chance_is_told() -> None:
    until = date(2026, 3, 20)
    last = weekly.newest_week(until)
    chance = random.Random(3)  # noqa: S311
    mondays = [date.fromordinal(last.toordinal() - 7 * back) for back in range(5 * 52)]
    calm = {weekly.name(monday): _poisson(chance, 4) for monday in mondays}
    found = weekly.look({("drugs", "FR"): {**calm, weekly.name(last): 30}, ("drugs", "DE"): calm}, until)
    assert found["weeks"][-1] == weekly.name(last)
    assert (found["tested"], found["expected_by_chance"]) == (8, 0.0)
    assert [(one["administration"], one["week"], one["seasonal"]) for one in found["found"]] == [
        ("FR", weekly.name(last), True)
    ]


def test_without_three_years_the_last_half_year_is_what_weeks_are_held_against() -> None:
    until = date(2026, 3, 20)
    last = weekly.newest_week(until)
    mondays = [date.fromordinal(last.toordinal() - 7 * back) for back in range(40)]
    counts = {weekly.name(monday): 1 for monday in mondays}
    expected = weekly.expectation(counts, last)
    assert expected is not None
    assert (expected.seasonal, expected.expected) == (False, 1)
    assert weekly.expectation({weekly.name(last): 3}, last) is None
    assert weekly.expectation({}, last) is None


def told(world: World, **query: str) -> dict[str, Any]:
    found: dict[str, Any] = world.call("GET", "trends", query=query).json
    return found


def test_what_is_new_is_told_with_its_cases_and_who_reported_them() -> None:
    world = World()
    old = [case(n, seized_on="2025-06-01", lines=[line("1", category="drugs", type="khat")]) for n in (1, 2)]
    new = [case(n, seized_on="2026-02-10", administration=code) for n, code in ((3, "FR"), (4, "DE"))]
    one_reporter = [case(n, seized_on="2026-02-11", conveyance={"mode": "4"}) for n in (5, 6)]
    again = [case(7, seized_on="2026-02-12", lines=[line("1", category="drugs", type="khat")])]
    world.hear(*old, *new, *one_reporter, *again)
    world.run()
    found = told(world)["emerging"]
    routes = [one for one in found["found"] if one["family"] == "route"]
    assert [(one["goods"], one["departure"], one["destination"]) for one in routes] == [("drugs.cocaine", "CO", "BE")]
    assert (routes[0]["cases"], routes[0]["administrations"]) == (4, ["DE", "FR"])
    assert new[0].id not in routes[0]["newest"] or len(routes[0]["newest"]) == 3
    assert not [one for one in found["found"] if one["goods"] == "drugs.khat"]
    assert not [one for one in found["found"] if one.get("mode") == "4"]
    assert found["since"] == "2025-12-30"
    assert told(world, category="tobacco")["emerging"]["found"] == []


def test_one_reporter_is_enough_for_something_large() -> None:
    known = histogram([1] * 30)
    seen = {"n": 2, "~first": "2026-02-01", "~last": "2026-02-02", "~who": ["FR"], "~new": [], "~most": {"KGM": 10**18}}
    tree = {"route": {"drugs.cocaine|CO|FR": seen}}
    found = emerging.emerging(tree, {"drugs": {"cocaine|KGM": known}}, date(2026, 3, 1), None)
    assert found["found"][0]["largest"] == [{"unit": "KGM", "amount": "1000"}]
    assert emerging.emerging(tree, {}, date(2026, 3, 1), None)["found"] == []
    many = {"route": {f"drugs.cocaine|CO|{n}": {**seen, "~who": ["FR", "DE"]} for n in range(60)}}
    assert emerging.emerging(many, {}, date(2026, 3, 1), None)["left_out"] == 10


@pytest.mark.parametrize(
    ("cases", "who", "own", "told"),
    [(3, ["DE", "FR"], 1, 1), (2, ["DE", "FR"], 1, 0), (9, ["FR"], 9, 0), (9, ["DE", "NL"], 0, 0)],
)
def test_a_combination_is_an_indicator_if_several_administrations_have_several_cases_of_it(
    cases: int, who: list[str], own: int, told: int
) -> None:
    seen = {"n": cases, "~first": "2026-02-01", "~last": "2026-02-02", "~who": who}
    mine = {"way": {"drugs.khat|4|KE": {"n": own}}} if own else {}
    assert supported.supported({"way": {"drugs.khat|4|KE": seen}}, mine)["count"] == told


def test_indicators_to_which_one_added_most_come_first_and_the_rest_are_counted() -> None:
    seen = {"n": 40, "~first": "2026-02-01", "~last": "2026-02-02", "~who": ["DE", "FR"]}
    routes = {f"drugs.cocaine|CO|{n}": {"n": n} for n in range(1, 31)}
    found = supported.supported({"route": dict.fromkeys(routes, seen)}, {"route": routes})
    assert (found["count"], [one["own_cases"] for one in found["found"]]) == (30, [*range(30, 20, -1)])


def test_no_fall_is_told_of_months_that_are_not_complete() -> None:
    world = World()
    world.hear(*[case(n, seized_on="2025-02-10", published_at="2025-02-20T00:00:00.000Z") for n in range(80)], case(99))
    world.run()
    found = told(world, **{"from": "2026-02", "to": "2026-02", "category": "drugs"})
    assert found["monthly"]["rows"][0]["complete"] is True  # nobody was ever late
    assert found["panel"]["cases"] == 1
    few = World()
    few.hear(case(1))
    few.run()
    grey = told(few, **{"from": "2026-02", "to": "2026-02"})
    assert grey["monthly"]["rows"] == [{"month": "2026-02", "cases": 1, "complete": False}]
    assert grey["panel"]["says"] == "No month of the period is complete: nothing is compared."
    for part in ("monthly", "panel", "sizes", "emerging", "weekly"):
        assert grey[part]["guard_rails"]


def test_sizes_are_compared_by_type_and_unit() -> None:
    world = World()
    world.hear(
        *[case(n, seized_on="2025-01-10", lines=[line("1")]) for n in range(25)],
        *[case(n, seized_on="2026-01-10", lines=[line("50")]) for n in range(100, 125)],
        case(200, seized_on="2026-01-10", lines=[line("50", "LTR")]),
    )
    world.run()
    (row,) = told(world, **{"from": "2025-09", "to": "2026-02"})["sizes"]["rows"]
    assert (row["goods"], row["unit"], row["cases_before"], row["cases"]) == ("drugs.cocaine", "KGM", 25, 25)
    assert (row["shifted"], row["median_before"], row["median"]) == (
        True,
        {"from": "1", "to": "1.25"},
        {"from": "50", "to": "63"},
    )


def test_the_window_of_trends_reaches_as_far_as_each_part_needs() -> None:
    window = answer.window(Asked("2026-01", "2026-03", "world"), date(2026, 3, 20))
    assert (window.cutoff, window.until) == ("2026-02", date(2026, 3, 20))
    assert window.look_back == ("2024-01", "2026-03")
    assert (window.series[0], window.series[-1], len(window.series)) == ("2021-03", "2026-03", 61)
    assert answer.window(Asked("2012-01", "2012-03", "world"), date(2026, 3, 20)).until == date(2012, 3, 31)
