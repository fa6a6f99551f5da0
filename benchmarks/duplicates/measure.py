"""What it costs to find what a published record may repeat, at two sizes of the database."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import mean
from time import process_time

from benchmarks.search.corpus import DAYS, SEED, TODAY, records
from benchmarks.search.memory import Partitions, stored_size
from cen.dynamo.units import item_size, read_units, write_units
from seizures.duplicates.find import MOST_MET, meet
from seizures.duplicates.traits import MOST_GOODS, Amount, Traits, digits, entry_of, posted_in, traits_of
from seizures.search.index import posting_text
from seizures.search.walk import Posting

SIZES = (10_000, 100_000)
_PROFILES = 2000
_ASKED = 300


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one record, on average and at the most: calls, read units (strongly consistent), records met, CPU."""

    size: int
    calls: float
    most_calls: int
    units: float
    most_units: float
    met: float
    most_met: int
    full: int
    milliseconds: float


@dataclass(slots=True)
class _Counting:
    partitions: Partitions
    calls: int = 0
    units: float = 0.0

    def read(self, partition: str, low: str, high: str, limit: int) -> tuple[Sequence[Posting], bool]:
        page, more = self.partitions.query(partition, low, high, limit)
        self.calls += 1
        self.units += read_units(sum(map(stored_size, page)) + len(partition) * len(page))
        return [Posting(one.sort, one.row, one.keys) for one in page], not more


def costs() -> list[Cost]:
    draw = random.Random(SEED)  # noqa: S311 - the same world every time
    profiles = [traits_of(one) for one in records(_PROFILES)]
    return [_cost(size, profiles, draw) for size in SIZES]


def _cost(size: int, profiles: Sequence[Traits], draw: random.Random) -> Cost:
    world = sorted((_some(number, profiles, draw) for number in range(size)), key=lambda one: (one.seized_on, one.id))
    partitions = Partitions()
    partitions.fill((entry_of(one), posted_in(one)) for one in world)
    calls, units, met, full = [], [], [], 0
    begun = process_time()
    for one in draw.sample(world, _ASKED):
        reader = _Counting(partitions)
        found = meet(reader.read, one)
        calls.append(reader.calls)
        units.append(reader.units)
        met.append(len(found.everybody))
        full += found.full
    spent = (process_time() - begun) * 1000 / _ASKED
    return Cost(size, mean(calls), max(calls), mean(units), max(units), mean(met), max(met), full, spent)


def _some(number: int, profiles: Sequence[Traits], draw: random.Random) -> Traits:
    """Quantities as people write them: over six powers of ten, half of them with one or two digits."""
    profile = draw.choice(profiles)
    amounts = [_amount(draw, amount) for amount in profile.amounts]
    day = TODAY - timedelta(days=draw.randrange(DAYS))
    return replace(profile, id=f"01K{number:023d}", seized_on=day, amounts=amounts)


def _amount(draw: random.Random, like: Amount) -> Amount:
    base = float(f"{10 ** draw.uniform(-2, 4):.{draw.choice((1, 2, 3, 4))}g}")
    written = f"{base:f}"
    return replace(like, base=base, digits=digits(written), written=written)


def kept() -> tuple[float, int]:
    """Bytes of a record's postings, and write units of putting it into its blocks: a transaction with their list."""
    traits = traits_of(records(1)[0])
    entry, blocks = entry_of(traits), posted_in(traits)
    text = posting_text(entry)
    sizes = [item_size({"pk": block, "sk": entry.sort, "text": text}) for block in blocks]
    return sum(sizes), write_units([*sizes, 200])


MOST_CALLS = 3 * MOST_GOODS
MOST_UNITS = MOST_CALLS * read_units(MOST_MET * 1500)
