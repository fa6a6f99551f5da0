"""What somebody who typed a wrong code may have meant. For error messages: slower than a look-up, but bounded."""

import re
from string import ascii_uppercase, digits

from cen.codes.database import connection, key_of, size_of
from cen.codes.search import SAME_WORDS, hits
from cen.codes.text import distance, fold

LONGEST_GUESS = 60
LONGEST_COMPACT = 8  # beyond this, a code of a big list is not respelled letter by letter
SMALL_LIST = 700  # lists up to this size are compared code by code
SHORT_LIST = 20  # of lists up to this size a few codes are named even if none is near
WHOLE_LIST = 8  # and up to this size all


def nearest(list_id: str, code: str, limit: int = 3) -> list[str]:
    """Valid codes near a wrong one, likeliest first: the same word, then a similar spelling, then words that start so.

    "coke" among commodities answers `drugs.cocaine`, "FRLEX" among places `FRLEH`. At most `limit`, but where nothing
    is near, the whole of a list of up to eight codes.
    """
    wrong = code.strip()[:LONGEST_GUESS]
    found = _near(list_id, wrong, limit) if fold(wrong) else []
    size = size_of(list_id)
    if found or size > SHORT_LIST:
        return found
    query = "SELECT code FROM code WHERE list = ? ORDER BY sort LIMIT ?"
    named = size if size <= WHOLE_LIST else limit
    return [name for (name,) in connection().execute(query, (key_of(list_id), named))]


def _near(list_id: str, wrong: str, limit: int) -> list[str]:
    stem, _, last = wrong.rpartition(".")
    word = last.replace("_", " ") if stem.replace(".", "").isidentifier() else wrong
    found = [(hit.code.code, hit.rank) for hit in hits(list_id, word, limit=10 * limit)]
    found.sort(key=lambda pair: not pair[0].startswith(f"{stem}."))
    same = [name for name, rank in found if rank <= SAME_WORDS]
    spelled = _by_scan(list_id, wrong, limit) if size_of(list_id) <= SMALL_LIST else _by_edits(list_id, wrong, limit)
    return list(dict.fromkeys([*same, *spelled, *(name for name, _ in found)]))[:limit]


def _by_scan(list_id: str, wrong: str, limit: int) -> list[str]:
    guess, last = wrong.casefold(), wrong.casefold().rpartition(".")[2]
    most, most_last = max(1, len(guess) // 4), max(1, len(last) // 4)
    scored: list[tuple[int, int, str]] = []
    rows = connection().execute("SELECT code, sort FROM code WHERE list = ?", (key_of(list_id),))
    for code, sort in rows:
        whole = distance(guess, code.casefold(), most)
        tail = distance(last, code.casefold().rpartition(".")[2], most_last)
        if whole <= most or tail <= most_last:
            scored.append((2 * min(whole, tail + 1), sort, code))
    return [code for _, _, code in sorted(scored)[:limit]]


def _by_edits(list_id: str, wrong: str, limit: int) -> list[str]:
    compact = re.sub("[^A-Z0-9]", "", wrong.upper())
    guesses = {compact, *(compact[:n] for n in range(2, len(compact)))}
    if len(compact) <= LONGEST_COMPACT:
        guesses |= _one_edit_away(compact)
    marks = ",".join("?" * len(guesses))
    query = f"SELECT code, sort FROM code WHERE list = ? AND code IN ({marks})"  # noqa: S608
    rows = connection().execute(query, (key_of(list_id), *sorted(guesses))).fetchall()
    rows.sort(key=lambda row: (-_shared(compact, row[0]), -len(row[0]), row[1]))
    return [code for code, _ in rows[:limit]]


def _one_edit_away(word: str) -> set[str]:
    letters = digits if word.isdigit() else ascii_uppercase + digits
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    swaps = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    shorter = {a + b[1:] for a, b in splits if b}
    return swaps | shorter | {a + c + rest for a, b in splits for c in letters for rest in (b, b[1:])}


def _shared(a: str, b: str) -> int:
    """How many characters two codes have in common from the start."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
