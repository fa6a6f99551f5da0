"""Figures that are quantities, not numbers of something."""

import re

_UNIT = re.compile(
    r"\s?(?:[kmcd]?[glm]|[mt]t?|kgs?|gr|gramm?e?s?|tonn?e?s?|lit(?:re|er)s?|pcs|pieces?|units?|unites?|unidades?|piezas?|cartons?"
    r"|packs?|packets?|paquets?|boxes|cigarettes?|cigarrillos?|sticks?|tablets?|pills?|comprimes?|pastillas?"
    r"|eur|euros?|usd|gbp|chf|xof|xaf|dollars?|francs?|%|€|\$|£)(?!\w)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ .]\d{3})+")
_DECIMAL = re.compile(r"[+-]?\d{1,3}\.\d{3,}|\d{4,}\.\d{1,2}")
_TARIFF = re.compile(
    r"(?<!\w)(?:hs|sh|nc|cn|sa|htsus?|taric|tariff|tarif|heading|headings|position tarifaire|arancel\w*|partida"
    r"|subpartida)(?!\w)[^.;\n]*$",
    re.IGNORECASE,
)
_TARIFF_REACH = 60


def measured(text: str, end: int) -> bool:
    """Whether the figure that ends at `end` is followed by a unit or a currency."""
    return _UNIT.match(text, end) is not None


def grouped(written: str) -> bool:
    """1 250 000, 1.250.000"""
    return _THOUSANDS.fullmatch(written) is not None


def decimal(written: str) -> bool:
    """48.8566, 927611728.0"""
    return _DECIMAL.fullmatch(written) is not None


def tariff(text: str, start: int) -> bool:
    """Whether the figure at `start` stands in a list of tariff codes."""
    return _TARIFF.search(text, max(0, start - _TARIFF_REACH), start) is not None
