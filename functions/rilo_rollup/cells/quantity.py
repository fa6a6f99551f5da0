"""Quantities as whole numbers of a tiny part of a unit: their sums are exact, in any order.

An amount in a unit that is a plain multiple of its family's base unit (grams, tonnes, pounds) is counted in that base
unit; in any other unit (packs, assortments) it stays in its own, and nothing adds one unit to another.
"""

from decimal import Decimal
from functools import lru_cache

from cen import codes

# Digits after the point. Amounts have six, factors that are converted at most nine.
SCALE = 15
_FACTOR_DIGITS = 9
# The unit with factor 1 that each family is counted in.
BASES = {"mass": "KGM", "volume": "LTR", "count": "H87", "length": "MTR", "area": "MTK", "activity": "BQL"}
# Before the code of a currency, which may be that of a unit too.
MONEY = "money:"


@lru_cache(maxsize=2048)
def _conversion(unit: str) -> tuple[str, int, int]:
    """Base unit, factor as a whole number, and how many of its digits stand after the point."""
    found = codes.get("unit", unit)
    factor = Decimal(found.extra["factor"]) if found and "factor" in found.extra else None
    family = found.extra.get("family") if found else None
    digits = -int(factor.as_tuple().exponent) if factor is not None else 0
    if factor is None or family not in BASES or digits > _FACTOR_DIGITS:
        return unit, 1, 0
    return BASES[family], int(factor.scaleb(digits)), digits


def counted(amount: str, unit: str) -> tuple[str, int]:
    """What `amount` of `unit` counts as: base unit, and whole number of its 10⁻¹⁵ parts."""
    base, factor, digits = _conversion(unit)
    whole, _, fraction = amount.partition(".")
    number = int(whole + fraction) * factor
    return base, number * _POWERS[SCALE - digits - len(fraction)]


_POWERS = [10**exponent for exponent in range(SCALE + 1)]


def decimal(number: int) -> str:
    """The decimal number, without noughts at its end.

    >>> decimal(120_500_000_000_000_000)
    '120.5'
    """
    whole, fraction = divmod(number, _POWERS[SCALE])
    digits = f"{fraction:0{SCALE}d}".rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)


def scaled(text: str) -> int:
    """What `decimal` was given."""
    whole, _, fraction = text.partition(".")
    return int(whole + fraction.ljust(SCALE, "0"))
