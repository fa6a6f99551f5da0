"""What goes by the clock: digests at seven in the morning wherever people live, and systems every hour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.delivery.clockwork import LONGEST, QUARTER, begins_at_seven, quarters
from alerts.subscriptions.model import WhyNot
from cen.clock import instant
from cen.problems import Unavailable
from tests.unit.alerts.delivery.mill import Mill
from tests.unit.alerts.delivery.test_announcing import due
from tests.unit.alerts.delivery.world import COLLEAGUE, NCP, OFFICER, RILO_WE
from tests.unit.alerts.subscriptions.conftest import QUEUE

ZONES = ["UTC", "Europe/Paris", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "Pacific/Apia"]


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type]


@given(st.sampled_from(ZONES), st.integers(0, 364), st.integers(0, 95))
@settings(max_examples=200)
def test_every_day_has_one_quarter_at_seven_everywhere(zone: str, day: int, first: int) -> None:
    start = at(2026, 1, 1) + timedelta(days=day) + first * QUARTER
    days = [start + number * QUARTER for number in range(96 * 3)]
    sevens = [quarter for quarter in days if begins_at_seven(zone, quarter)[0]]
    local = {quarter.astimezone(ZoneInfo(zone)).date() for quarter in sevens}
    assert len(sevens) == len(local)
    assert len(sevens) in (3, 4) or (len(sevens) == 2 and zone != "UTC")


def test_weeks_begin_on_monday_where_the_reader_lives() -> None:
    monday_there = at(2026, 3, 22, 18, 0)  # in Samoa, a day ahead
    assert begins_at_seven("Pacific/Apia", monday_there) == (True, True)
    assert begins_at_seven("UTC", at(2026, 3, 22, 7, 0)) == (True, False)
    assert begins_at_seven("Asia/Kathmandu", at(2026, 3, 23, 1, 15)) == (True, True)


def test_quarters_that_were_missed_are_made_up_for_within_a_day() -> None:
    now = at(2026, 3, 20, 12, 7)
    assert quarters(None, now) == [at(2026, 3, 20, 12, 0)]
    assert quarters(instant(at(2026, 3, 20, 12, 0)), now) == []
    assert quarters(instant(at(2026, 3, 20, 11, 30)), now) == [at(2026, 3, 20, 11, 45), at(2026, 3, 20, 12, 0)]
    assert len(quarters(instant(at(2026, 3, 1)), now)) == LONGEST // QUARTER + 1


def boxes(mill: Mill, *when: int) -> set[str]:
    mill.clock.now = at(*when)
    mill.queue.waiting.clear()
    mill.clockwork.tick()
    return {str(one["box"]) for one in mill.queue.waiting}


def test_digests_are_due_at_seven_daily_or_on_mondays(mill: Mill) -> None:
    paris = mill.subscribe(timezone="Europe/Paris")
    weekly = mill.subscribe(COLLEAGUE, timezone="Europe/Paris", cadence="weekly")
    utc = mill.subscribe(NCP)
    mill.subscribe(RILO_WE, cadence="immediate", timezone="Europe/Paris")
    assert boxes(mill, 2026, 3, 20, 5, 50) == set()
    assert boxes(mill, 2026, 3, 20, 6, 1) == {paris.id}
    assert boxes(mill, 2026, 3, 20, 6, 20) == set()
    assert boxes(mill, 2026, 3, 20, 7, 2) == {utc.id}
    assert boxes(mill, 2026, 3, 20, 23, 0) == set()
    assert boxes(mill, 2026, 3, 23, 6, 1) == {paris.id, weekly.id, utc.id}  # the clock stood still for two days
    assert boxes(mill, 2026, 3, 23, 6, 3) == set()


def test_a_tick_that_fails_is_made_again(mill: Mill) -> None:
    kept = mill.subscribe()
    boxes(mill, 2026, 3, 20, 6, 50)

    class Down:
        def send(self, errands: Any) -> int:
            list(errands)
            raise Unavailable

    mill.clock.now = at(2026, 3, 20, 7, 1)
    with pytest.raises(Unavailable):
        replace(mill.clockwork, errands=Down()).tick()
    assert boxes(mill, 2026, 3, 20, 7, 20) == {kept.id}


def test_an_ended_digest_is_not_due(mill: Mill) -> None:
    from alerts.subscriptions.changing import Changing

    kept = mill.subscribe()
    Changing(mill.subscriptions).end(kept, WhyNot.REMOVED, mill.clock.now)
    assert boxes(mill, 2026, 3, 21, 7, 1) == set()


def test_rights_of_all_mail_subscribers_are_looked_at_once_a_day(mill: Mill) -> None:
    ids = {mill.subscribe(one).id for one in (OFFICER, COLLEAGUE)}
    mill.subscribe(NCP, channel="sqs", endpoint=QUEUE)
    assert mill.clockwork.check_rights() == {"subscriptions_checked": 2}
    assert {one["check"] for one in mill.queue.waiting} == ids
    mill.run()
    assert due(mill, ids.pop()) == []
