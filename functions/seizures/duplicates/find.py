"""Records that may be of the same case as one: read from its blocks, weighed, the likeliest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seizures.duplicates.score import Background, Score, score
from seizures.duplicates.traits import Traits, days_around, looked_up_in, read_row, traits_of
from seizures.record import Record

if TYPE_CHECKING:
    from seizures.search.walk import Read

# Of a block, the newest first. One that holds more is of common goods in a busy country; the quantities still tell.
MOST_MET = 150
# From so many bits on people are asked; `python -m benchmarks.duplicates` shows what that finds and what it misses.
LIKELY = 13.0
# Pairs of one record; who finds more has a sheet that was loaded again and again.
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
    full: int


def meet(read: "Read", traits: Traits, most: int = MOST_PAIRS, at_least: float = LIKELY) -> Met:
    """One call for each block: three for a record of one line, nine at the most."""
    low, high = days_around(traits)
    met: dict[str, Traits] = {}
    full = 0
    for block in looked_up_in(traits):
        postings, ended = read(block, low, f"{high}#~", MOST_MET)
        full += not ended
        met |= {one.id: read_row(one.row) for one in postings if one.id != traits.id and one.id not in met}
    everybody = list(met.values())
    background = Background([traits, *everybody])
    matches = [Match(other, score(traits, other, background)) for other in everybody]
    likely = [match for match in matches if match.score.bits >= at_least]
    likely.sort(key=lambda match: (-match.score.bits, match.other.id))
    return Met(likely[:most], everybody, full)


def weigh(traits: Traits, other: Traits, met: Met) -> Score:
    """Of two that need not have met."""
    return score(traits, other, Background([traits, other, *met.everybody]))


def candidates_for(record: Record, read: "Read", visible: Callable[[Traits], bool]) -> Sequence[Match]:
    """For who is about to enter a record: published ones that it may repeat, as far as they may be told. A record that
    is hidden from them is left out without a word: who could ask at no price would find out what it says."""
    matches = meet(read, traits_of(record), most=MOST_MET).matches
    return [match for match in matches if visible(match.other)][:MOST_PAIRS]
