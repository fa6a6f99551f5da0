"""A text made plain for detection, with the way back to the places of the original."""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache

_WORD = re.compile(r"[^\W\d_]+")
_DIGIT_RUN = re.compile(r"\d(?:[ ()./-]{0,3}\d){5}")
_LETTERS_AND_DIGITS = re.compile(r"[A-Za-z]{5}\d\d")  # codes of persons with few digits: RSSMRA85T10A562S, ACUPA7085R
# A date is no part of a telephone or identity number; 85.07.30-033.28 and 06.12.34.56.78 are no dates.
_DATE = re.compile(
    r"(?<![\d./-])(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?:T(?=\d)|(?![./-]?\d))",
    re.ASCII,
)
_ALIKE = {character: "-" for character in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58"} | {
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "\u2044": "/",
    "\u2028": "\n",
    "\u2029": "\n",
}
_LONGEST_EXPANSION = 4
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u2c00-\ud7ff\uf900-\ufdff]")


@dataclass(frozen=True)
class Text:
    """`plain` has ASCII digits, spaces and dashes, no accents and nothing invisible; `places[i]` is where `plain[i]` came
    from (None: at the same place)."""

    original: str
    plain: str
    places: tuple[int, ...] | None

    @cached_property
    def words(self) -> AbstractSet[str]:
        return frozenset(_WORD.findall(self.plain.lower()))

    @cached_property
    def latin(self) -> bool:
        return self.plain.isascii() or _OTHER_SCRIPT.search(self.plain) is None

    @cached_property
    def numbers_possible(self) -> bool:
        return (
            _DIGIT_RUN.search(self.plain) is not None and _DIGIT_RUN.search(self.undated) is not None
        ) or _LETTERS_AND_DIGITS.search(self.plain) is not None

    @cached_property
    def undated(self) -> str:
        """`plain` with every date struck out, at equal length."""
        return _DATE.sub(lambda match: "x" * len(match[0]), self.plain)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where `plain[start:end]` stands in the original, with the invisible characters and accents that follow it."""
        if self.places is None:
            return start, end
        after = self.places[end] if end < len(self.places) else len(self.original)
        return self.places[start], max(after, self.places[end - 1] + 1)


def normalise(text: str) -> Text:
    if text.isascii():
        return Text(text, text, None)
    folded = {ord(character): _fold(character) for character in set(text) if not character.isascii()}
    plain = text.translate(folded)
    if all(len(replacement) == 1 for replacement in folded.values()):
        return Text(text, plain, None)
    places = tuple(place for place, character in enumerate(text) for _ in folded.get(ord(character), character))
    return Text(text, plain, places)


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    if character in _ALIKE:
        return _ALIKE[character]
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs":
        return " "
    base = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    # Arabic letters lose their hamza, but Korean syllables are not taken apart.
    longest = 1 if category == "Lo" else _LONGEST_EXPANSION
    return base if 0 < len(base) <= longest else character
