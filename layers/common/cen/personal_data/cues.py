"""Words that announce personal data. Written without accents, as `Text.plain` has none."""

import re
from collections.abc import Iterator

from cen.personal_data.text import Text


class Cue:
    """Phrases, and what must follow them: the group `value` of `then` is reported.

    A text in Latin letters is searched only if it has the first word of a phrase, which costs a set look-up.
    """

    def __init__(self, phrases: str, then: str) -> None:
        listed = [phrase.strip() for phrase in phrases.split("|")]
        self._first_words = frozenset(re.split(r"[\W\d_]+", phrase)[0] for phrase in listed)
        spelled = "|".join(
            re.escape(phrase).replace(r"\ ", r"[\s'-]{1,2}") for phrase in sorted(listed, key=len, reverse=True)
        )
        self._pattern = re.compile(rf"(?<![^\W_])(?:{spelled})(?![^\W\d_]){then}", re.IGNORECASE)

    def possible(self, text: Text) -> bool:
        return not text.latin or not self._first_words.isdisjoint(text.words)

    def matches(self, text: Text, *, dates: bool = False) -> Iterator[re.Match[str]]:
        """Dates are struck out unless asked for: they are no numbers of documents or telephones."""
        if self.possible(text):
            yield from self._pattern.finditer(text.plain if dates else text.undated)
