"""Records that may be of the same case as one: read from its blocks, weighed, the likeliest first.

What a score says of how common a value is, it says of the records it was made from. So it is made from those alone that
everybody who gets it may read; and as many of these are met, whatever else stands between them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cen.tlp import Tlp
from seizures.duplicates.score import Background, Score, score
from seizures.duplicates.traits import Traits, days_around, looked_up_in, read_row, traits_of
from seizures.record import Record

if TYPE_CHECKING:
    from seizures.search.walk import Read

# Of a block, the newest first, not counting what is hidden. One that holds more is of common goods in a busy country;
# the quantities still tell.
MOST_MET = 150
_MOST_READ = 4  # pages of a block, where much is hidden
# From so many bits on people are asked; `python -m benchmarks.duplicates` shows what that finds and what it misses.
LIKELY = 13.0
# Pairs of one record, with open ones and with hidden ones apart; who finds more has a sheet that was loaded again and
# again.
MOST_PAIRS = 5


@dataclass(frozen=True, slots=True)
class Match:
    other: Traits
    score: Score


@dataclass(frozen=True, slots=True)
class Met:
    """Everybody met, and the likeliest of them. `full`: blocks that held more than was read."""

    matches: Sequence[Match]
    everybody: Sequence[Traits]
    background: Background
    full: int


def is_open(traits: Traits) -> bool:
    """Whether everybody of the database may read the record."""
    return traits.tlp in (Tlp.CLEAR, Tlp.GREEN)


def meet(
    read: "Read",
    traits: Traits,
    most: int = MOST_PAIRS,
    at_least: float = LIKELY,
    *,
    known: Callable[[Traits], bool] = is_open,
) -> Met:
    """One call for each block: three for a record of one line, nine at the most; more where much is hidden. `known`:
    whether whoever gets the scores may read a record. The others are weighed, and change nothing for these."""
    low, high = days_around(traits)
    met: dict[str, Traits] = {}
    full = 0
    for block in looked_up_in(traits):
        found, whole = _newest(read, block, low, f"{high}#~", known)
        full += not whole
        met |= {one.id: one for one in found if one.id != traits.id and one.id not in met}
    everybody = list(met.values())
    background = Background([one for one in everybody if known(one)])
    matches = [Match(other, score(traits, other, background)) for other in everybody]
    likely = [match for match in matches if match.score.bits >= at_least]
    likely.sort(key=lambda match: (-match.score.bits, match.other.id))
    shown, hidden = ([match for match in likely if known(match.other) is side] for side in (True, False))
    return Met([*shown[:most], *hidden[:most]], everybody, background, full)


def _newest(
    read: "Read", block: str, low: str, high: str, known: Callable[[Traits], bool]
) -> tuple[Sequence[Traits], bool]:
    """What stands in a block down to the last known one that is met; and whether that is all of it."""
    found: list[Traits] = []
    left = MOST_MET
    for _ in range(_MOST_READ):
        postings, ended = read(block, low, high, MOST_MET)
        fresh = [posting for posting in postings if posting.sort != high]
        for place, posting in enumerate(fresh, 1):
            found.append(read_row(posting.row))
            left -= known(found[-1])
            if left == 0:
                return found, ended and place == len(fresh)
        if ended or not fresh:
            return found, True
        high = fresh[-1].sort
    return found, False


def candidates_for(record: Record, read: "Read", visible: Callable[[Traits], bool]) -> Sequence[Match]:
    """For who is about to enter a record: published ones that it may repeat, as far as they may be told. A record that
    is hidden from them is left out without a word: who could ask at no price would find out what it says."""
    matches = meet(read, traits_of(record), known=visible).matches
    return [match for match in matches if visible(match.other)]
