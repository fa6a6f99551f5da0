"""The rollup of a world in memory: records as others see them, rows, cells, runs, and a lake."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from benchmarks.rollup.memory import MemoryTable
from cen import jsontext
from cen.act import Act
from cen.doors import SeenSeizure
from cen.http import Handler
from cen.ids import new_id
from cen.paging import Cursors
from cen.principal import Principal, Tier
from rilo_rollup.api import api
from rilo_rollup.consumer import keep
from rilo_rollup.desk import Desk
from rilo_rollup.keep.cells import CellStore
from rilo_rollup.keep.nodes import NodeStore
from rilo_rollup.keep.rows import RowStore
from rilo_rollup.keep.runs import RunStore
from rilo_rollup.keep.workbooks import Made
from rilo_rollup.model import Run
from rilo_rollup.question import TableQuestion
from rilo_rollup.runs.conduct import Conductor
from rilo_rollup.runs.counting import Counting
from rilo_rollup.runs.merging import Merging
from rilo_rollup.service import table
from rilo_rollup.stores import Stores
from rilo_rollup.tables.answer import Table
from rilo_rollup.worker import work
from tests.answer import Answer
from tests.unit.seizures.gateway import Accounts, claims

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
READER = Principal("reader", "reader", "person", Tier.READ_ONLY, "GB")
OUTSIDER = Principal("outsider", "outsider", "person", Tier.READ_ONLY, "CO")
OFFICER_FR = Principal("officer-fr", "officer-fr", "person", Tier.UNRESTRICTED, "FR")
RILO_WE = Principal("rilo-we", "rilo-we", "person", Tier.UNRESTRICTED, None, frozenset({"WE"}))
CENMAT = Principal("cenmat", "cenmat", "person", Tier.UNRESTRICTED, None, roles=frozenset({"cenmat"}))
LIMITED = Principal("limited", "limited", "person", Tier.LIMITED, "DE")

COCAINE = {"category": "drugs", "type": "cocaine", "subtype": "powder"}


def case(number: int = 1, *, version: int = 1, **changes: Any) -> SeenSeizure:
    """A published case; `changes`: of the record, and of what stands beside its document."""
    beside = {
        name: changes.pop(name)
        for name in ("status", "verification", "administration", "rilo", "tlp", "merged_into")
        if name in changes
    }
    administration = beside.get("administration", "FR")
    document: dict[str, Any] = {
        "form": "full",
        "channel": "web",
        "seized_on": "2026-02-14",
        "date_precision": "day",
        "published_at": "2026-02-20T10:00:00.000Z",
        "place": {"country": administration, "location_type": "seaport"},
        "direction": "import",
        "conveyance": {"mode": "1"},
        "route": {
            "departure": {"country": "CO", "certainty": "declared"},
            "transit": [{"country": "PA", "certainty": "suspected"}],
            "destination": {"country": "BE", "certainty": "known"},
        },
        "lines": [line()],
        "detection": {"method": "risk_profile"},
        "concealment": {"place": "container.structure.floor", "method": "built_cavity"},
        "quality": {"score": 80, "missing": ["narrative"]},
        **changes,
    }
    return SeenSeizure(
        id=f"01KM{number:022d}",
        version=version,
        document=jsontext.dumps(document),
        **{
            "status": "published",
            "verification": "unverified",
            "administration": administration,
            "rilo": "WE",
            "tlp": "GREEN",
            "merged_into": None,
            **beside,
        },
    )


def line(amount: str = "10", unit: str = "KGM", **goods: Any) -> dict[str, Any]:
    return {**(goods or COCAINE), "quantity": {"amount": amount, "unit": unit}}


@dataclass
class MemoryLake:
    files: dict[tuple[str, tuple[str, str]], bytes] = field(default_factory=dict)
    writes: int = 0

    def write(self, cell: tuple[str, str], files: dict[str, bytes]) -> None:
        self.writes += 1
        for scope in ("open", "amber", "strict"):
            self.files.pop((scope, cell), None)
        self.files |= {(scope, cell): data for scope, data in files.items()}


@dataclass
class Records:
    """What the door to the records would answer. `asked`: how many at a time."""

    seen: dict[str, SeenSeizure] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)

    def read(self, ids: Sequence[str]) -> list[SeenSeizure]:
        self.asked.append(len(ids))
        return [self.seen[id] for id in ids if id in self.seen]


@dataclass
class MemoryWorkbooks:
    files: dict[str, bytes] = field(default_factory=dict)

    def put(self, name: str, data: bytes) -> Made:
        self.files[name] = data
        return Made(f"https://files.example/{name}", len(data), hashlib.sha256(data).hexdigest())


@dataclass
class World:
    records: Records = field(default_factory=Records)
    cells_table: Any = field(default_factory=MemoryTable)
    runs_table: Any = field(default_factory=MemoryTable)
    lake: MemoryLake = field(default_factory=MemoryLake)
    workbooks: MemoryWorkbooks = field(default_factory=MemoryWorkbooks)
    messages: list[dict[str, Any]] = field(default_factory=list)
    now: datetime = NOW

    def clock(self) -> datetime:
        return self.now

    @property
    def rows(self) -> RowStore:
        return RowStore(self.cells_table, lambda: new_id(self.now))

    @property
    def cells(self) -> CellStore:
        return CellStore(self.cells_table)

    @property
    def nodes(self) -> NodeStore:
        return NodeStore(self.cells_table)

    @property
    def runs(self) -> RunStore:
        return RunStore(self.runs_table)

    @property
    def desk(self) -> Desk:
        return Desk(self.nodes)

    @property
    def counting(self) -> Counting:
        return Counting(self.cells, self.nodes, self.lake, 600, self.clock)

    @property
    def merging(self) -> Merging:
        return Merging(self.cells, self.nodes, self.clock)

    @property
    def conductor(self) -> Conductor:
        return Conductor(self.runs, self.counting, self.merging, self.desk, self.messages.extend, self.clock)

    def hear(self, *cases: SeenSeizure, force: bool = False) -> int:
        """The cases are so now, and somebody says that they have changed."""
        self.records.seen |= {one.id: one for one in cases}
        return keep(self.records, self.rows, [one.id for one in cases], force=force)

    def run(self, rilo: str | None = None, act: Act | None = None) -> Run:
        started = self.conductor.start(rilo, act)
        self.work()
        found = self.runs.read(started.id)
        assert found is not None
        return found

    def count(self) -> None:
        """What a run does before it drafts."""
        outcome = self.counting.count(list(self.cells.dirty()))
        assert {cell.outcome for cell in outcome.cells} <= {"counted", "unchanged"}, outcome
        for year in self.merging.years():
            self.merging.merge(year)

    def work(self) -> None:
        while self.messages:
            work(self.conductor, self.messages.pop(0), 1)

    def act(self, caller: Principal = READER) -> Act:
        return Act(caller, self.now, "req-1")

    def call(
        self,
        method: str,
        path: str,
        caller: Principal | None = READER,
        body: Any = None,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        event = {
            "httpMethod": method,
            "path": f"/v1/statistics/{path}",
            "headers": {"Content-Type": "application/json", **(headers or {})},
            "queryStringParameters": query,
            "body": None if body is None else json.dumps(body),
            "requestContext": {"requestId": "req-1", "authorizer": {"claims": claims(caller)} if caller else {}},
        }
        stores = Stores(self.desk, self.runs, self.conductor, lambda: self.workbooks)  # type: ignore[arg-type,return-value]
        handler = Handler(api, lambda: stores, Accounts(), Cursors(lambda: b"secret"), self.clock)
        answer = handler(event, None)
        return Answer(answer["statusCode"], answer["headers"], answer["body"])

    def table(self, id: str, caller: Principal = READER, **asked: str) -> Table:
        """`first`, `last` for the months."""
        renamed = {{"first": "from", "last": "to"}.get(name, name): value for name, value in asked.items()}
        return table(self.desk, self.act(caller), id, TableQuestion.model_validate(renamed))

    def counted(self) -> dict[tuple[str, str], Any]:
        """All that is counted and merged, with the lake: what a rebuild must give again to the byte."""
        items = {
            (pk, sk): {name: value for name, value in item.items() if name not in ("changes", "as_of")}
            for pk, standing in self.cells_table.items.items()
            if pk.startswith("AREA#")
            for sk, item in standing.items()
            if item.get("digest") != ""
        }
        return {**items, **{("lake", str(key)): data for key, data in self.lake.files.items()}}

    def anew(self) -> "World":
        """A world that knows nothing but the records as they are now."""
        other = World(records=self.records, now=self.now)
        keep(other.records, other.rows, list(self.records.seen), force=True)
        other.count()
        return other


def rows(made: Table, section: str) -> list[dict[str, Any]]:
    (found,) = (one for one in made.sections if one.id == section)
    return [dict(row) for row in found.rows]


def changed(seen: SeenSeizure, **beside: Any) -> SeenSeizure:
    """The next version, with other things beside its document."""
    return replace(seen, version=seen.version + 1, **beside)


def rewritten(seen: SeenSeizure, **document: Any) -> SeenSeizure:
    """The next version, with other content."""
    fields = {**jsontext.loads(seen.document), **document}
    return replace(seen, version=seen.version + 1, document=jsontext.dumps(fields))
