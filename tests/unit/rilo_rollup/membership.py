"""Memberships of administrations as another release of the code would have them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import patch

from cen import members
from cen.members import Administration, Membership
from rilo_rollup.cells import areas

# WCO region, RILO and the first day of each period, oldest first.
type Periods = Sequence[tuple[str, str | None, date]]


@contextmanager
def belonging(moved: Mapping[str, Periods]) -> Iterator[None]:
    """As long as it lasts, these administrations have had these memberships and no others."""
    known = dict(members._administrations())
    for code, periods in moved.items():
        known[code] = _with(known[code], periods)
    with ExitStack() as stack:
        stack.callback(_forget)
        stack.enter_context(patch.object(members, "_administrations", lambda: known))
        _forget()
        yield


def _with(one: Administration, periods: Periods) -> Administration:
    ends = [start - timedelta(days=1) for _, _, start in periods[1:]] + [None]
    made = [
        Membership(region, rilo, start, end, "", to_be_confirmed=False)
        for (region, rilo, start), end in zip(periods, ends, strict=True)
    ]
    return replace(one, memberships=tuple(made))


def _forget() -> None:
    for remembered in (areas.regions_of, areas.members_in, areas.parts_of):
        remembered.cache_clear()
