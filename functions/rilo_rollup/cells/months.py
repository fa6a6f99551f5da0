"""Months as text, `2026-03`, and what can be done with them."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date


def number(month: str) -> int:
    """Consecutive months have consecutive numbers."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def of_day(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def shifted(start: str, by: int) -> str:
    return month(number(start) + by)


def between(first: str, last: str) -> Iterator[str]:
    """Both included."""
    return (month(one) for one in range(number(first), number(last) + 1))


def last_day(month: str) -> date:
    year, of_year = int(month[:4]), int(month[5:7])
    return date(year, of_year, monthrange(year, of_year)[1])
