"""Days as people and spreadsheets write them.

"3/4/2026" is March or April. The whole column decides: one value that can be read only one way ("14/3/2026") decides
for all; where none does, or where two contradict each other, such a day is refused instead of guessed.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from math import isfinite
from typing import Literal

from cen.codes.text import fold
from seizures.imports.numbers import Cell
from seizures.imports.wrong import Wrong

type Order = Literal["day_first", "month_first"]
type Precision = Literal["day", "month", "year"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv", "february feb fevrier fevr fev", "march mar mars", "april apr avril avr",
            "may mai", "june jun juin", "july jul juillet juil", "august aug aout", "september sep sept septembre",
            "october oct octobre", "november nov novembre", "december dec decembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_TIME = re.compile(r"[T ]+[0-9]{1,2}[:h][0-9]{2}.*\Z")
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})\Z")
_SLASHED = re.compile(r"([0-9]{1,2})\s*([-/. ])\s*([0-9]{1,2})\s*[-/. ]\s*([0-9]{4}|[0-9]{2})\Z")
_MONTH_OF_YEAR = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})\Z")
_YEAR_OF_MONTH = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})\Z")
_ORDINAL = re.compile(r"([0-9]{1,4})(?:st|nd|rd|th|er)?\Z")
# Days since the day that spreadsheets count from, for 1954 to 2119.
_FIRST, _SERIALS = date(1899, 12, 30), range(20_000, 80_000)
_YEARS = range(1900, 2200)
_CENTURY = 100
_LONGEST_MONTH = 31
_NOT_A_DAY = "Write a day such as 2026-03-14 or 14/03/2026."


def day(cell: Cell, order: Order | None, this_year: int) -> tuple[str, Precision]:
    """ISO 8601, and how precise it is: "March 2026" is the first of March, to the month. Raises `Wrong`."""
    if isinstance(cell, bool) or cell is None or (isinstance(cell, float) and not isfinite(cell)):
        raise Wrong("wrong_date", _NOT_A_DAY)
    if isinstance(cell, float | int):
        return _of_number(int(cell))
    text = _TIME.sub("", cell.strip())
    if text.isdigit():
        return _of_number(int(text))
    if found := _ISO.match(text):
        return _made(*map(int, found.groups())), "day"
    if found := _SLASHED.match(text):
        return _of_slashed(found, order, this_year), "day"
    if found := _MONTH_OF_YEAR.match(text):
        return _made(int(found[1]), int(found[2]), 1), "month"
    if found := _YEAR_OF_MONTH.match(text):
        return _made(int(found[2]), int(found[1]), 1), "month"
    return _of_words(fold(text).split(), this_year)


def shown_order(cells: Iterable[Cell]) -> Order | None:
    """What a column's values decide together; None where nothing does, or where they contradict each other."""
    shown: set[Order] = set()
    dotted = False
    for cell in cells:
        found = _SLASHED.match(_TIME.sub("", cell.strip())) if isinstance(cell, str) else None
        if found is None:
            continue
        first, second = int(found[1]), int(found[3])
        dotted = dotted or found[2] == "."
        if first > 12 >= second:
            shown.add("day_first")
        elif second > 12 >= first:
            shown.add("month_first")
    if not shown and dotted:
        return "day_first"  # nobody writes months first with points
    return shown.pop() if len(shown) == 1 else None


def _of_number(number: int) -> tuple[str, Precision]:
    if number in _SERIALS:
        return (_FIRST + timedelta(days=number)).isoformat(), "day"
    if number in _YEARS:
        return _made(number, 1, 1), "year"
    year, rest = divmod(number, 10_000)
    if year in _YEARS:
        return _made(year, *divmod(rest, 100)), "day"
    raise Wrong("wrong_date", _NOT_A_DAY)


def _of_slashed(found: re.Match[str], order: Order | None, this_year: int) -> str:
    first, second, year = int(found[1]), int(found[3]), _full(int(found[4]), this_year)
    if first > 12 >= second or first == second:
        return _made(year, second, first)
    if second > 12 >= first:
        return _made(year, first, second)
    if order is None:
        raise Wrong(
            "ambiguous_date",
            f"Is {found[0]} {_made(year, second, first)} or {_made(year, first, second)}? Nothing in the column tells. "
            "Write it so, or say in the mapping whether the day or the month comes first.",
        )
    return _made(year, second, first) if order == "day_first" else _made(year, first, second)


def _of_words(words: list[str], this_year: int) -> tuple[str, Precision]:
    """14 March 2026, March 14, 2026, 14-mars-26, 1er avril 2026, March 2026."""
    months = [word for word in words if word in _MONTHS]
    numbers = [int(found[1]) for word in words if (found := _ORDINAL.match(word))]
    if len(months) != 1 or len(months) + len(numbers) != len(words):
        raise Wrong("wrong_date", _NOT_A_DAY)
    month = _MONTHS[months[0]]
    if len(numbers) == 1:
        return _made(_full(numbers[0], this_year), month, 1), "month"
    if len(numbers) != 2:
        raise Wrong("wrong_date", _NOT_A_DAY)
    of_month, year = numbers if numbers[0] <= _LONGEST_MONTH else numbers[::-1]
    return _made(_full(year, this_year), month, of_month), "day"


def _full(year: int, this_year: int) -> int:
    """Two digits: of this century up to this year, else of the one before."""
    if year >= _CENTURY:
        return year
    full = this_year - this_year % _CENTURY + year
    return full if full <= this_year else full - _CENTURY


def _made(year: int, month: int, of_month: int) -> str:
    try:
        return date(year, month, of_month).isoformat()
    except ValueError:
        raise Wrong("wrong_date", f"There is no such day. {_NOT_A_DAY}") from None
