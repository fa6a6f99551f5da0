"""Saved searches in memory, and what it costs to hold one published record against them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from benchmarks.alerts.memory import MemoryTable
from benchmarks.gateway import silence
from benchmarks.samples import FULL
from cen.audit import Entry
from cen.body import model_of
from cen.events import SeizureChanged
from cen.principal import Principal, Tier
from cen.requester import requester
from seizures import items
from seizures.model import Draft, Status
from seizures.record import Record, moved, new_record
from seizures.search.keys import entry_of
from seizures.search.question import Filter
from seizures.store import SeizureStore
from seizures.watches.match import Matcher
from seizures.watches.model import Saved, filing
from seizures.watches.store import SearchStore

MATCHING = 5
_AT = "2026-03-20T12:00:00.000Z"
_BEFORE = "2026-01-01T00:00:00.000Z"
_OWNER = Principal("reader", "reader", "person", Tier.READ_ONLY, "GB")
_VALUES = {
    "category": ["drugs", "tobacco", "cites", "medicines", "weapons"],
    "departure": ["CO", "NL", "TR", "CN", "TH", "COCTG"],
    "destination": ["FR", "BE", "DE", "GB", "ES"],
    "country": ["FR", "BE", "NL", "DE"],
    "mode": ["1", "3", "4", "5"],
    "direction": ["import", "export", "transit"],
    "hs": ["29", "2402", "0305", "3004"],
    "concealment": ["container.structure.floor", "baggage.lining", "container.cargo"],
    "q": ["welded", "scanner floor", "shark fin", "perfume", "hidden cavity"],
}


@dataclass(frozen=True, slots=True)
class Cost:
    calls: int
    read: float
    write: int


def matching(number: int) -> Cost:
    """Of one record, which `MATCHING` of so many saved searches find."""
    table, record = MemoryTable(), published()
    table.hold(f"CASE#{record.id}", "HEAD", {k: v for k, v in items.head(record).items() if k not in ("pk", "sk")})
    store = SearchStore(table)
    for position, search in enumerate(_searches(number, record)):
        saved = _saved(position, search)
        entry = Entry("saved", _BEFORE, 1, _OWNER.id, "person", "GB", "r")
        store.create(saved, entry, store.count(saved))
    table.forget_costs()
    matcher = Matcher(SeizureStore(table), store)
    event = SeizureChanged(seizure_id=record.id, version=record.version, action="published", administration="FR")
    with silence():
        found = matcher(event)
    if found != MATCHING:
        raise RuntimeError(f"{found} matches")
    read, write = (sum(units) for units in zip(*table.units, strict=True))
    return Cost(len(table.calls), read, int(write))


def published() -> Record:
    from cen import jsontext

    draft = model_of(Draft, jsontext.dumps(FULL), FULL, {"today": date(2026, 3, 20)})
    id = "01K00000000000000000000000"
    entered = new_record(draft, id=id, administration="FR", channel="web", at=_AT, actor="x")
    return moved(entered, at=_AT, status=Status.PUBLISHED, published_at=_AT, rilo="WE")


def _searches(number: int, record: Record) -> Sequence[dict[str, str]]:
    """`MATCHING` that find the record, the rest as people ask, none of which does."""
    random, keys = Random(20261124), entry_of(record).keys  # noqa: S311 - the same every time
    place = record.fields["place"]["country"]
    found: list[dict[str, str]] = [{"country": place, "category": "drugs", "direction": "import"}] * MATCHING
    while len(found) < number:
        names = random.sample(sorted(_VALUES), random.randint(2, 4))
        asked = {name: random.choice(_VALUES[name]) for name in names}
        if not Filter.model_validate(asked).finds(keys, record.seized_on):
            found.append(asked)
    return found


def _saved(position: int, search: dict[str, str]) -> Saved:
    filed, rest = filing(search)
    owner: Any = requester(_OWNER).model_copy(update={"id": f"reader-{position}"})
    return Saved(
        id=f"01K1{position:022d}",
        name="A search",
        search=search,
        owner=owner,
        filed=filed,
        rest=rest,
        created_at=_BEFORE,
    )
