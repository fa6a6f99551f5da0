from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from cen.clock import instant, utc_now

HOUR = timedelta(hours=1)
ZONES = st.integers(-14, 14).map(lambda hours: timezone(hours * HOUR))
MOMENTS = st.builds(
    lambda microseconds, zone: (datetime(1900, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)).astimezone(
        zone
    ),
    st.integers(0, 18_934_214_400_000_000),  # 600 years
    ZONES,
)


def test_an_instant_is_utc_with_milliseconds() -> None:
    paris = timezone(HOUR)
    assert instant(datetime(2026, 1, 1, 0, 30, 0, 1999, tzinfo=paris)) == "2025-12-31T23:30:00.001Z"


@given(MOMENTS)
def test_an_instant_reads_back_to_the_millisecond(moment: datetime) -> None:
    assert timedelta(0) <= moment - datetime.fromisoformat(instant(moment)) < timedelta(milliseconds=1)


@given(MOMENTS, MOMENTS)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    if one <= other:
        assert instant(one) <= instant(other)


def test_now_is_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= utc_now() <= datetime.now(UTC)
    assert utc_now().tzinfo is UTC
