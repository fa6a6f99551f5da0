"""Every question asked of both worlds through the API's own handler."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks.cpu import medians
from benchmarks.gateway import Call, Context, silence
from benchmarks.samples import FULL, OFFICER, READER
from benchmarks.search.corpus import SEED, Profile, entries
from benchmarks.search.memory import Partitions, Seen, Wire, live, replayed
from benchmarks.search.queries import combinations
from cen import jsontext
from cen.dynamo import Table
from cen.http import Handler
from cen.paging import Cursors
from seizures.api import api
from seizures.search.index import SearchIndex
from seizures.store import SeizureStore
from seizures.stores import Stores, open_statistics

SIZES = (10_000, 100_000)
LIMIT = 50


def _now() -> datetime:
    return datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """`more`: the answer had a next page."""

    calls: int
    rows: int
    units: float
    shown: int
    more: bool
    bodies: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Question:
    """The same question at each size, and its CPU as a multiple of one Query of 50 rows of JSON, parsed."""

    name: str
    asked: Sequence[Asked]
    cpu: float


@dataclass(frozen=True, slots=True)
class Worst:
    calls: int
    rows: int
    units: float
    unfinished: int
    of: int


@dataclass
class World:
    """`handler`: the API on an index that holds `count` records."""

    wire: Wire
    partitions: Partitions
    handler: Handler[Any]

    def ask(self, call: Call) -> Asked:
        seen = Seen()
        live(self.wire, self.partitions, seen)
        with silence():
            answer = self.handler(call.event(), Context())
        if answer["statusCode"] != 200:
            raise RuntimeError(f"{call}: {answer['body']}")
        page = jsontext.loads(answer["body"])
        more = page.get("partial", page.get("next") is not None)
        return Asked(seen.calls, seen.rows, seen.units, _shown(page), more, seen.bodies)


def world(count: int, made: Sequence[Profile]) -> World:
    wire, partitions = Wire(), Partitions()
    partitions.fill(entries(count, made))
    records, figures = SeizureStore(Table(wire.client, "records")), Table(wire.client, "figures")
    stores = Stores(records, wire.index(), wire.index(), figures, open_statistics)  # nothing here opens it
    cursors = Cursors(lambda: b"a secret of thirty-two characters")
    return World(wire, partitions, Handler(api, lambda: stores, _Nobody(), cursors, _now))


class _Nobody:
    def find(self, _: str) -> None:
        return None


def _shown(page: Mapping[str, Any]) -> int:
    """Rows of a page, records counted, or similar cases."""
    return int(page["counted"]) if "counted" in page else len(page.get("items", page.get("similar", ())))


def questions(worlds: Sequence[World], asked_for: Mapping[str, Mapping[str, str]]) -> list[Question]:
    return [_question(worlds, name, page_of(query)) for name, query in asked_for.items()]


def others(worlds: Sequence[World]) -> list[Question]:
    """What is read besides pages."""
    draft = Call("POST", "/v1/seizures/checks", OFFICER, FULL)
    facets = Call("GET", "/v1/seizures/facets", READER, query={"category": "drugs"})
    return [
        _question(worlds, "cases like a draft (with its checks)", draft),
        _question(worlds, "counts of drugs by value", facets),
    ]


def _question(worlds: Sequence[World], name: str, call: Call) -> Question:
    asked = [one.ask(call) for one in worlds]
    return Question(name, asked, _cpu(worlds[-1], call, asked[-1]))


def worst(world: World, count: int) -> Worst:
    asked = [world.ask(page_of(query)) for query in combinations(count, SEED)]
    return Worst(
        max(one.calls for one in asked),
        max(one.rows for one in asked),
        max(one.units for one in asked),
        sum(one.more and one.shown < LIMIT for one in asked),
        count,
    )


def _cpu(world: World, call: Call, asked: Asked) -> float:
    """Of the whole request, with answers replayed, beside one Query of 50 rows whose JSON is parsed."""
    floor_wire = Wire()
    floor_index = floor_wire.index()
    seen = Seen()
    live(floor_wire, world.partitions, seen)
    floor_index.read("all", "0", "~", LIMIT)
    replayed(floor_wire, seen.bodies)
    replayed(world.wire, asked.bodies)
    event, context = call.event(), Context()
    runs = {"floor": lambda: _parsed(floor_index), "ours": lambda: world.handler(event, context)}
    with silence():
        spent = medians(runs)
    return spent["ours"] / spent["floor"]


def _parsed(index: SearchIndex) -> list[Any]:
    return [jsontext.loads(posting.row) for posting in index.read("all", "0", "~", LIMIT)[0]]


def page_of(query: Mapping[str, str]) -> Call:
    return Call("GET", "/v1/seizures", READER, query={**query, "limit": str(LIMIT)})
