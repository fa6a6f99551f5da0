"""Precision and recall of the pairs that are shown, by the score from which on they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.duplicates.labelled import NOISE, Labelled, labelled, published_twice
from benchmarks.search.memory import Partitions
from seizures.duplicates.find import LIKELY, meet
from seizures.duplicates.score import score
from seizures.duplicates.traits import Traits, entry_of, posted_in, traits_of
from seizures.search.walk import Posting

THRESHOLDS = (6.0, 8.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 18.0, 20.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """`bits` of every two that met, with whether they are of one case and how the second came about."""

    met: Mapping[tuple[str, str], tuple[float, bool, str]]
    cases: int
    by_noise: Mapping[str, int]

    def at(self, threshold: float) -> tuple[int, float, float]:
        """Pairs shown, precision, recall."""
        shown = [same for bits, same, _ in self.met.values() if bits >= threshold]
        right = sum(shown)
        return len(shown), right / max(1, len(shown)), right / self.cases

    def recall_of(self, how: str, threshold: float) -> float:
        found = sum(bits >= threshold for bits, same, came in self.met.values() if same and came == how)
        return found / self.by_noise[how]

    def wrong_next_cases(self, threshold: float) -> int:
        return sum(bits >= threshold for bits, same, came in self.met.values() if not same and came == "the next case")

    @property
    def met_of_one_case(self) -> float:
        return sum(same for _, same, _ in self.met.values()) / self.cases


class _Blocks:
    def __init__(self, everybody: Sequence[Traits]) -> None:
        self._partitions = Partitions()
        ordered = sorted(everybody, key=lambda one: (one.seized_on, one.id))
        self._partitions.fill((entry_of(one), posted_in(one)) for one in ordered)

    def read(self, partition: str, low: str, high: str, limit: int) -> tuple[Sequence[Posting], bool]:
        page, more = self._partitions.query(partition, low, high, limit)
        return [Posting(one.sort, one.row, one.keys) for one in page], not more


def judge(seed: int) -> Judged:
    """Every record is compared with what it meets, as when it is published last."""
    marked: dict[str, Labelled] = {one.record.id: one for one in labelled(seed)}
    traits = {id: traits_of(one.record) for id, one in marked.items()}
    blocks = _Blocks(list(traits.values()))
    met: dict[tuple[str, str], tuple[float, bool, str]] = {}
    for id, mine in traits.items():
        for match in meet(blocks.read, mine, most=10_000, at_least=-1000).matches:
            other = match.other.id
            first, second = sorted((id, other))
            same = marked[id].case == marked[other].case
            how = marked[second].how
            known = met.get((first, second))
            met[first, second] = (max(match.score.bits, known[0]) if known else match.score.bits, same, how)
    seconds = [one.how for one in marked.values() if one.how in NOISE]
    return Judged(met, len(seconds), {how: seconds.count(how) for how in NOISE})


def real_pairs(seed: int) -> tuple[int, int, int, int]:
    """Of the real pairs: those of one case, how many of these are shown; others, how many of these are."""
    base = [traits_of(one.record) for one in labelled(seed) if not one.how]
    right, shown, wrong, wrongly = 0, 0, 0, 0
    for one, other, same in published_twice():
        mine, theirs = traits_of(one), traits_of(other)
        bits = score(mine, theirs, meet(_Blocks([*base, mine, theirs]).read, mine).background).bits
        right, wrong = right + same, wrong + (not same)
        shown, wrongly = shown + (same and bits >= LIKELY), wrongly + (not same and bits >= LIKELY)
    return right, shown, wrong, wrongly
