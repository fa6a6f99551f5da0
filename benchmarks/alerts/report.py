"""What lists, searches and publications of alerts cost, in calls and units, by the sizes of what was really read."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alerts.api import api
from alerts.census import Census
from alerts.citing import Sources
from alerts.readers import Reader
from alerts.search.postings import Postings
from alerts.shelf.store import ShelfStore
from alerts.store import AlertStore
from alerts.stores import Stores
from benchmarks.alerts.corpus import fill
from benchmarks.alerts.memory import MemoryTable
from benchmarks.alerts.readers import DAY, NAMED, READERS, RILO
from benchmarks.gateway import Call, Context, silence
from cen.clock import instant
from cen.http import Handler
from cen.paging import Cursors
from cen.principal import Principal

SIZES = (100, 10_000)
SUBSCRIBERS = 5_000
MOST_CALLS, MOST_UNITS = 1, 3.0


@dataclass(frozen=True, slots=True)
class Cost:
    calls: int
    read: float
    write: int
    bytes: int
    shown: int


@dataclass(frozen=True, slots=True)
class Line:
    """`costs`: at each size."""

    name: str
    costs: Sequence[Cost]
    budget: bool = False

    @property
    def within(self) -> bool:
        return not self.budget or all(one.calls <= MOST_CALLS and one.read <= MOST_UNITS for one in self.costs)


@dataclass(frozen=True, slots=True)
class Report:
    sizes: Sequence[int]
    lists: Sequence[Line]
    others: Sequence[Line]
    publications: Sequence[tuple[str, Cost]]

    @property
    def within(self) -> bool:
        return all(line.within for line in self.lists)

    def text(self) -> str:
        sizes = " / ".join(f"{size:,}" for size in self.sizes)
        lines = [f"Alerts: a page of 25 with {sizes} valid alerts in store"]
        lines += [f"  {'':44} {'calls':>9} {'read units':>13} {'bytes':>17} {'shown':>9}"]
        lines += [_said(line) for line in (*self.lists, *self.others)]
        lines += [f"Publishing (whoever subscribes, {SUBSCRIBERS:,} or none: fan-out is not the request's)"]
        for name, cost in self.publications:
            lines.append(f"  {name:44} {cost.calls:>9} calls, {cost.read:g} read units, {cost.write} write units")
        good = "ok" if self.within else "BROKEN"
        lines.append(f"Target: current alerts in {MOST_CALLS} call and at most {MOST_UNITS:g} read units → {good}")
        return "\n".join(lines)


def _said(line: Line) -> str:
    def both(name: str) -> str:
        return " / ".join(f"{getattr(one, name):,g}" for one in line.costs)

    return f"  {line.name:44} {both('calls'):>9} {both('read'):>13} {both('bytes'):>17} {both('shown'):>9}"


def measure(sizes: Sequence[int] = SIZES) -> Report:
    tables = [table_of(size) for size in sizes]

    def line(name: str, caller: Principal, *, budget: bool = False, **query: str) -> Line:
        return Line(name, [_ask(table, caller, query) for table in tables], budget)

    lists = [line(f"current, {name}", caller, budget=name != "one of two regions") for name, caller in READERS.items()]
    officer = READERS["an officer"]
    others = [
        line("current, of one category", officer, category="cites"),
        line("current, of one office", officer, publisher="rilo:WE"),
        line("current, of what nobody wrote", officer, kind="concealment_notice"),
        line("found by a rare word", officer, q="rare"),
        line("found by a usual word", officer, q="scanner"),
        line("found by three usual words", officer, q="scanner floor weld"),
    ]
    return Report(sizes, lists, others, [(label, publish(tables[-1], label)) for label in ("GREEN", "AMBER", "RED")])


def table_of(size: int) -> MemoryTable:
    table = MemoryTable()
    fill(table, size)
    AlertStore(table).keep_census(_census())
    return table


def _census() -> Census:
    """Some people of each of a hundred administrations."""
    from cen import members

    codes = [one.code for one in members.administrations()][:100]
    kinds = {
        Reader.in_groups("", "", [f"tier-{tier}", f"administration-{code}"]): SUBSCRIBERS // 300
        for code in codes
        for tier in ("limited", "read-only", "unrestricted")
    }
    return Census(instant(DAY), kinds)


class _People:
    def groups(self) -> Sequence[str]:
        return ()

    def members(self, _: str) -> Sequence[str]:
        return ()

    def find(self, username: str) -> Reader | None:
        return next((one for one in NAMED if one.name == username), None)


class _Nothing:
    def read(self, _: Sequence[str]) -> Sequence[Any]:
        return ()


def _nobody() -> Any:
    raise RuntimeError("no files here")


def _handler(table: MemoryTable) -> Callable[[Any, Any], dict[str, Any]]:
    alerts = AlertStore(table)
    sources = Sources(_Nothing(), _Nothing())
    stores = Stores(alerts, Postings(table), ShelfStore(alerts), sources, _People, _nobody, _nobody)
    return Handler(api, lambda: stores, _NoAccounts(), Cursors(lambda: b"a secret"), lambda: DAY)


class _NoAccounts:
    def find(self, _: str) -> None:
        return None


def _claims(caller: Principal) -> dict[str, str]:
    groups = " ".join(Reader.of(caller).groups)
    return {"sub": caller.id, "username": caller.name, "token_use": "access", "cognito:groups": f"[{groups}]"}


def _send(table: MemoryTable, call: Call) -> tuple[Cost, Any]:
    table.forget_costs()
    with silence():
        answer = _handler(table)(call.event(), Context())
    if answer["statusCode"] >= 300:
        raise RuntimeError(f"{call.method} {call.path}: {answer['statusCode']} {answer['body']}")
    body = json.loads(answer["body"])
    read, write = (sum(units) for units in zip(*table.units, strict=True))
    shown = len(body.get("items", ()))
    return Cost(len(table.calls), read, int(write), len(answer["body"].encode()), shown), body


def _ask(table: MemoryTable, caller: Principal, query: Mapping[str, str]) -> Cost:
    return _send(table, Call("GET", "/v1/alerts", _claims(caller), query=query))[0]


def publish(table: MemoryTable, label: str) -> Cost:
    body = {
        "kind": "alert",
        "title": "Cocaine in the cooling units of reefer containers",
        "text": "Behind the panel of the evaporator. " * 20,
        "severity": "high",
        "tlp": label,
        "valid_until": "2026-09-20T12:00:00Z",
        "categories": ["drugs"],
        "regions": ["WE"],
        **({"recipients": [one.name for one in NAMED[:5]]} if label == "RED" else {}),
        **({"acknowledge_by": "2026-07-01T12:00:00Z"} if label == "GREEN" else {}),
    }
    claims = _claims(RILO)
    _, drafted = _send(table, Call("POST", "/v1/alerts", claims, body))
    key = {"Idempotency-Key": f"publish-{label}"}
    return _send(table, Call("POST", f"/v1/alerts/{drafted['id']}/publish", claims, headers=key))[0]
