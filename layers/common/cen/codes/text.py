"""Words as people type them: without case, accents and punctuation; and how far two spellings are apart."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
# Letters that no Unicode decomposition takes apart.
_LETTERS = str.maketrans(
    {"ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
)


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    if text.isascii():
        return _WORD.findall(text.lower())
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return _WORD.findall(letters.translate(_LETTERS))


def fold(text: str) -> str:
    """The folded words joined by one space: "Côte d'Ivoire" is "cote d ivoire"."""
    return " ".join(words(text))


def distance(a: str, b: str, limit: int) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours between two spellings; `limit + 1` if more."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
