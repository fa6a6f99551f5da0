"""What an output for everybody (TLP:CLEAR) may tell of a number: nothing of what rests on fewer than `K` cases, and of
all else only within which limits it lies, so that no difference of two outputs is the number of few cases."""

from rilo_rollup.cells.quantity import SCALE

K = 5
_ONE: int = 10**SCALE
_STEPS = {1: 2, 2: 5, 5: 10}

ROUNDING = (
    f"Counts are cut off to a multiple of {K} ({K} stands for {K} to {2 * K - 1}); quantities after two digits, below "
    "100 to a multiple of 5, below 10 to 1, 2 or 5 (or tenths of these, and so on). Percentages, changes and intervals "
    f"are made of what is cut off. Quantiles are ranges, told where {K} cases lie on either side."
)
SHIELDING = (
    f"For everybody: only cases that everybody with access to the database may see are counted, and what rests on "
    f"fewer than {K} cases is left out or empty. Tables are of one month, one quarter or whole years. Several tables "
    "that overlap can still tell within which limits a small number lies, and one large case can be most of a quantity."
)


def count(number: int) -> int:
    """Cut off to a multiple of `K`; nought for what is fewer.

    >>> count(4), count(9), count(10)
    (0, 5, 10)
    """
    return number - number % K


def amount(number: int) -> int:
    """A quantity as a scaled number, cut off so that at least five whole numbers come to the same."""
    if number < 10 * _ONE:
        return span(number)[0]
    step = 5 * _ONE if number < 100 * _ONE else 10 ** (len(str(number)) - 2)
    return number - number % step


def span(number: int) -> tuple[int, int]:
    """From (included) and to (not included) 1, 2 or 5 times a power of ten: the range in which a number lies."""
    if not number:
        return 0, 1
    power = 10 ** (len(str(number)) - 1)
    step = max(step for step in _STEPS if step * power <= number)
    return step * power, _STEPS[step] * power


def is_broad(total: int, numerator: int, denominator: int) -> bool:
    """Of so many cases: whether `K` of them lie on either side of that quantile, the case at it among both."""
    rank = -(-total * numerator // denominator)
    return rank >= K and total - rank + 1 >= K
