"""Numbers as people and spreadsheets write them: with a decimal comma or point, and marks between thousands.

One mark with three digits behind it ("1,234") can be either. What other numbers of the same file show decides; where
nothing does, such a number is refused instead of guessed: a factor of a thousand is at stake.
"""

import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Literal

from seizures.imports.wrong import Wrong

type Mark = Literal[",", "."]
type Cell = str | float | int | bool | None

_BLANKS = re.compile("[ \u00a0\u2009\u202f'\u2019]")
_DIGITS = re.compile(r"[0-9.,]*[0-9][0-9.,]*\Z")
_POWER = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]{1,2}\Z")
_THOUSANDS = {",": re.compile(r"[0-9]{1,3}(,[0-9]{3})+\Z"), ".": re.compile(r"[0-9]{1,3}(\.[0-9]{3})+\Z")}
_OTHER: dict[str, Mark] = {",": ".", ".": ","}
# What one mark stands for where its group has this many digits; three is what thousands have.
_GROUP = 3
_PLACES = 6
# Whole numbers below this are exact in a spreadsheet, and need no arithmetic.
_EXACT, _SHORT = 10**15, 15


def number(cell: Cell, mark: Mark | None = None, *, rounded: bool = False) -> str:
    """The number as the interface writes it: "1234.5". `mark`: the file's decimal mark, where it is known. `rounded`:
    to the six decimals that the interface takes. Raises `Wrong`."""
    if isinstance(cell, bool) or cell is None:
        raise Wrong("not_a_number", "Write a number.")
    if isinstance(cell, float | int):
        if 0 <= cell < _EXACT and cell == int(cell):
            return str(int(cell))
        # A spreadsheet keeps fifteen digits; what is behind them is noise of the binary form.
        return _plain(Decimal(format(cell, ".15g")), rounded=rounded)
    text = _BLANKS.sub("", cell).removeprefix("+")
    if text.isascii() and text.isdigit() and len(text) <= _SHORT:
        return str(int(text))
    if _DIGITS.match(text):
        return _plain(Decimal(_pointed(text, mark)), rounded=rounded)
    if _POWER.match(text):
        return _plain(Decimal(text.replace(",", ".")), rounded=rounded)
    if text.startswith(("-", "\u2212")):
        raise Wrong("not_positive", "Write a number above zero.")
    raise Wrong("not_a_number", "Write the number alone; a unit or a currency has a column of its own.")


def shown_mark(cell: Cell) -> Mark | None:
    """The decimal mark that a text cannot but be written with; None where it does not tell."""
    if not isinstance(cell, str) or not ("," in cell or "." in cell):
        return None
    text = _BLANKS.sub("", cell).removeprefix("+")
    if not _DIGITS.match(text):
        return None
    comma, point = text.count(","), text.count(".")
    if comma and point:
        return "," if text.rindex(",") > text.rindex(".") else "."
    one: Mark = "," if comma else "."
    if comma + point > 1:
        return _OTHER[one] if _THOUSANDS[one].match(text) else None
    return None if _either(text, one) else one


def whole(cell: Cell, mark: Mark | None = None) -> int:
    text = number(cell, mark)
    if "." in text:
        raise Wrong("not_whole", "Write a whole number.")
    return int(text)


def _pointed(text: str, mark: Mark | None) -> str:
    """The text with a decimal point and no other mark. Raises `Wrong`."""
    if text.isdigit():
        return text
    decimal = shown_mark(text)
    if decimal is None:
        one: Mark = "," if "," in text else "."
        if not _either(text, one):
            raise Wrong("not_a_number", "The marks in this number do not go together.")
        if mark is None:
            raise Wrong(
                "ambiguous_number",
                f"{text} can be read in two ways. Write {text.replace(one, '')} or {text.replace(one, '.')}0, or say "
                "in the mapping which mark is the decimal one.",
            )
        decimal = mark
    other = _OTHER[decimal]
    integer, _, fraction = text.partition(decimal)
    if other in integer and not _THOUSANDS[other].match(integer):
        raise Wrong("not_a_number", "The marks in this number do not go together.")
    if not fraction.isdigit() and fraction:
        raise Wrong("not_a_number", "The marks in this number do not go together.")
    return f"{integer.replace(other, '') or '0'}.{fraction or '0'}"


def _either(text: str, one: Mark) -> bool:
    """Whether its only mark can stand between thousands: one to three digits before, no zero first, three behind."""
    before, _, behind = text.partition(one)
    return len(behind) == _GROUP and behind.isdigit() and 0 < len(before) <= _GROUP and before[0] != "0"


def _plain(exact: Decimal, *, rounded: bool) -> str:
    if not exact.is_finite():
        raise Wrong("not_a_number", "Write a number.")
    if exact < 0:
        raise Wrong("not_positive", "Write a number above zero.")
    try:
        quantized = exact.quantize(Decimal(1).scaleb(-_PLACES), ROUND_HALF_EVEN)
    except InvalidOperation:
        raise Wrong("too_large", "This number is larger than any amount can be.") from None
    if quantized != exact and not rounded:
        raise Wrong("too_fine", "Write at most six decimals.")
    text = f"{quantized:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
