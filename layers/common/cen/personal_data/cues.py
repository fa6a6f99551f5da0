"""Words that announce personal data."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property

from cen.personal_data.text import WORD, Text, normalise

# Chinese is written without blanks, so that its letters end no word.
_LETTER = r"[^\W\d_\u4e00-\u9fff]"
_LETTER_OR_DIGIT = r"[^\W_\u4e00-\u9fff]"


class Cue:
    """Phrases between `|`, and the pattern of what must follow them.

    A text in Latin letters is searched only if it has the longest word of a phrase, which costs a set look-up. Patterns
    are compiled when first needed, as all of them together take a tenth of a second.
    """

    def __init__(self, phrases: str, then: str) -> None:
        self._phrases = phrases
        self._then = then

    def matches(self, text: Text, *, dates: bool = False) -> Iterator[re.Match[str]]:
        """Dates are struck out unless asked for: they are no numbers of documents or telephones."""
        if not text.latin or not self.telling_words.isdisjoint(text.words):
            yield from self._pattern.finditer(text.plain if dates else text.undated)

    @cached_property
    def _listed(self) -> list[str]:
        return normalise(self._phrases).plain.split("|")

    @cached_property
    def telling_words(self) -> AbstractSet[str]:
        return frozenset(max(WORD.findall(phrase), key=len) for phrase in self._listed)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(map(re.escape, self._listed), key=len, reverse=True)
        spelled = "|".join(phrase.replace(r"\ ", r"[\s'-]{1,2}") for phrase in longest_first)
        return re.compile(rf"(?<!{_LETTER_OR_DIGIT})(?:{spelled})(?!{_LETTER}){self._then}", re.IGNORECASE)
