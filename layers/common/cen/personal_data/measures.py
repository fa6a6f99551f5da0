"""Figures that are quantities, not numbers of something."""

import re

_UNIT = re.compile(
    r"\s?(?:[kmcd]?[glm]|[mt]t?|kgs?|gr|gramm?e?s?|tonn?e?s?|lit(?:re|er)s?|pcs|pieces?|units?|unites?|unidades?|piezas?|cartons?"
    r"|packs?|packets?|paquets?|boxes|cigarettes?|cigarrillos?|sticks?|tablets?|pills?|comprimes?|pastillas?"
    r"|eur|euros?|usd|gbp|chf|xof|xaf|dollars?|francs?|%|€|\$|£)(?!\w)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ .]\d{3})+")
_DECIMAL = re.compile(r"[+-]?\d{1,3}\.\d{3,}")


def measured(text: str, end: int) -> bool:
    """Whether the figure that ends at `end` is followed by a unit or a currency."""
    return _UNIT.match(text, end) is not None


def grouped(written: str) -> bool:
    """1 250 000, 1.250.000"""
    return _THOUSANDS.fullmatch(written) is not None


def decimal(written: str) -> bool:
    """48.8566, the form of a coordinate"""
    return _DECIMAL.fullmatch(written) is not None
