"""A text made plain for detection, with the way back to the places of the original."""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache

WORD = re.compile(r"[^\W\d_]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_BLANKS = {code: " " for code in range(128) if not chr(code).isalpha()}
# Seven digits, or a code of a person with fewer in a row: 85T10A562 (Italy), 6 digits and H or M (Mexico), 12 34 56 C
# (United Kingdom), 1234A (India), or the end of a vehicle identification number.
_NUMBER = re.compile(
    r"[0-9](?:(?:[ ()./_-]{0,3}[0-9]){6}|[0-9][A-Za-z][0-9]{2}[A-Za-z][0-9]{3}|[0-9]{5}[HMhm][A-Za-z]"
    r"|[0-9] ?[0-9]{2} ?[0-9]{2} ?[A-Da-d]\b|[0-9]{3}[A-Za-z]\b|[0-9]{3}\b(?<=[A-Za-z0-9]{17}))"
)
# A date is no part of a telephone or identity number; 85.07.30-033.28, 06.12.34.56.78 and +375 152 45-09-11 have none.
_DATE = re.compile(
    r"(?<![\d./-])(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|(?<!\d )\d{1,2}[./-]\d{1,2}[./-]\d\d|\d{4}[./-]\d{1,2}[./-]\d{1,2})"
    r"(?:T(?=\d)|(?![./-]?\d))",
    re.ASCII,
)
_ALIKE = (
    dict.fromkeys("‐‑‒–—―−﹘", "-")
    | dict.fromkeys("·•‧∙⋅・", ".")
    | {
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u2044": "/",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
_LONGEST_EXPANSION = 4
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u2c00-\ud7ff\uf900-\ufdff]")


@dataclass(frozen=True)
class Text:
    """`plain` has ASCII digits, spaces and dashes, no accents and nothing invisible.

    `places[i]` is where `plain[i]` stands in the original; None if all is where it was.
    """

    original: str
    plain: str
    places: tuple[int, ...] | None

    @cached_property
    def words(self) -> AbstractSet[str]:
        lowered = self.plain.lower()
        return frozenset(lowered.translate(_BLANKS).split() if lowered.isascii() else WORD.findall(lowered))

    @cached_property
    def latin(self) -> bool:
        return self.plain.isascii() or _OTHER_SCRIPT.search(self.plain) is None

    @cached_property
    def numbers_possible(self) -> bool:
        return _NUMBER.search(self.plain) is not None and _NUMBER.search(self.undated) is not None

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
    folded = {character: _fold(character) for character in _NOT_ASCII.findall(text)}
    plain = _NOT_ASCII.sub(lambda match: folded[match[0]], text)
    if all(len(replacement) == 1 for replacement in folded.values()):
        return Text(text, plain, None)
    places = tuple(place for place, character in enumerate(text) for _ in folded.get(character, character))
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
