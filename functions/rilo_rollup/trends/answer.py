"""Trends as they are answered: each beside the rules by which it may be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rilo_rollup.cells import months
from rilo_rollup.cells.fold import ALL, LARGE
from rilo_rollup.question import Asked
from rilo_rollup.trends import emerging, nowcast, panel, sizes, weekly

MOST_MONTHS = 36
_HISTORY = 61  # months that weekly counts look back on
_SIZES = 20

type Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Window:
    """Which months trends are made of. `cutoff`: the last month that is over; `until`: the last day looked at."""

    asked: Sequence[str]
    before: Sequence[str]
    cutoff: str
    until: date

    @property
    def weeks(self) -> list[str]:
        last = months.of_day(self.until)
        return [*months.between(months.shifted(last, 1 - _HISTORY), last)]

    @property
    def series(self) -> list[str]:
        """All months whose counts are needed one by one."""
        ladder = months.between(months.shifted(self.cutoff, 1 - nowcast.ORIGINS), self.cutoff)
        return sorted({*self.asked, *self.before, *ladder, *self.weeks})

    @property
    def look_back(self) -> tuple[str, str]:
        """Months in which combinations are looked for."""
        since = self.until - timedelta(days=emerging.RECENT_DAYS)
        return months.shifted(months.of_day(since), -emerging.LOOK_BACK), months.of_day(self.until)


def window(asked: Asked, today: date) -> Window:
    cutoff = months.shifted(months.of_day(today), -1)
    until = min(today, months.last_day(asked.last))
    return Window([*months.between(asked.first, asked.last)], [*months.between(*asked.before)], cutoff, until)


def trends(
    asked: Asked, window: Window, series: Mapping[str, Tree], counts: Sequence[Tree], combinations: Tree
) -> dict[str, Any]:
    """`series`: by month; `counts`: of the period and the one before; `combinations`: of the whole look-back."""
    block = asked.category or ALL
    lags = {month: tree.get(block, {}).get("lag", {}) for month, tree in series.items()}
    found = nowcast.nowcast(lags, window.cutoff)
    return {
        "cutoff": window.cutoff,
        "until": window.until.isoformat(),
        "monthly": {
            "guard_rails": list(nowcast.GUARD_RAILS),
            "administrations_with_a_ladder_of_their_own": found.own,
            "estimated": bool(found.estimates),
            "rows": nowcast.rows(lags, window.asked, found),
        },
        "panel": _panel(window, lags, found),
        "sizes": _sizes(asked, *counts),
        "emerging": _emerging(asked, window, counts, combinations),
        "weekly": {
            "guard_rails": list(weekly.GUARD_RAILS),
            **weekly.look(_weeks(asked, [series.get(month, {}) for month in window.weeks]), window.until),
        },
    }


def _panel(window: Window, lags: Mapping[str, Tree], found: nowcast.Nowcast) -> dict[str, Any]:
    complete = [place for place, month in enumerate(window.asked) if not found.incomplete(month)]
    counts = {
        month: {code: sum(by_lag.values()) for code, by_lag in by_code.items()} for month, by_code in lags.items()
    }
    now, before = ([some[place] for place in complete] for some in (window.asked, window.before))
    made: dict[str, Any] = {"guard_rails": list(panel.GUARD_RAILS)}
    if not complete:
        return {**made, "says": "No month of the period is complete: nothing is compared."}
    return {**made, **panel.compare(counts, now, before)}


def _sizes(asked: Asked, now: Tree, before: Tree) -> dict[str, Any]:
    rows = []
    for category in [asked.category] if asked.category else sorted((now.keys() | before.keys()) - {ALL, LARGE}):
        new, old = (tree.get(category, {}).get("size", {}) for tree in (now, before))
        for key in new.keys() & old.keys():
            kind, _, unit = key.partition("|")
            rows.append({"goods": f"{category}.{kind}", "unit": unit, **sizes.compare(new[key], old[key])})
    rows.sort(key=lambda row: (-row["cases"] - row["cases_before"], row["goods"], row["unit"]))
    made: dict[str, Any] = {"guard_rails": list(sizes.GUARD_RAILS), "rows": rows[:_SIZES]}
    if len(rows) > _SIZES:
        made["left_out"] = len(rows) - _SIZES
    return made


def _emerging(asked: Asked, window: Window, counts: Sequence[Tree], combinations: Tree) -> dict[str, Any]:
    known = emerging.histograms(counts[1], counts[1]) or emerging.histograms(counts[0], counts[0])
    found = emerging.emerging(combinations, known, window.until, asked.category)
    return {"guard_rails": list(emerging.GUARD_RAILS), **found}


def _weeks(asked: Asked, trees: Sequence[Tree]) -> dict[tuple[str, str], dict[str, int]]:
    """Prompt cases by week, of each category and administration."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for tree in trees:
        for category, block in tree.items():
            if category == ALL or (asked.category and category != asked.category):
                continue
            for code, counts in block.get("week", {}).items():
                series = found.setdefault((category, code), {})
                for week, number in counts.items():
                    series[week] = series.get(week, 0) + number
    return found
