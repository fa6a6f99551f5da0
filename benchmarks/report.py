"""What was measured, as figures beside their targets, and as text."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.capacity import Units
from benchmarks.usecases import Budget, UseCase

OURS, FLOOR, WORK, BARE = "ours", "floor", "work alone", "bare Python"
FASTAPI, FASTAPI_FASTEST = "FastAPI + Mangum", "FastAPI at its fastest"
COOKBOOK, RESOLVER = "cookbook style", "powertools resolver"
PEERS = (FASTAPI, FASTAPI_FASTEST, COOKBOOK, RESOLVER)

POST_SHARE = 0.5
IMPORT_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Row:
    """`cpu`: microseconds per request by contestant, the floor among them."""

    use_case: UseCase
    calls: int
    units: Units
    response_bytes: int
    cpu: Mapping[str, float]

    @property
    def within(self) -> bool:
        budget = self.use_case.budget
        return self.calls <= budget.calls and self.units.read <= budget.read and self.units.write <= budget.write

    def document(self) -> dict[str, Any]:
        return {
            "use_case": self.use_case.name,
            "calls": self.calls,
            "read_units": self.units.read,
            "write_units": self.units.write,
            "budget": asdict(self.use_case.budget),
            "within_budget": self.within,
            "response_bytes": self.response_bytes,
            "cpu_microseconds": {name: round(value, 1) for name, value in self.cpu.items()},
        }


@dataclass(frozen=True, slots=True)
class Report:
    """`imports`: milliseconds of CPU by program."""

    rows: Sequence[Row]
    imports: Mapping[str, float]

    @property
    def within(self) -> bool:
        return all(row.within for row in self.rows)

    def document(self) -> dict[str, Any]:
        return {
            "use_cases": [row.document() for row in self.rows],
            "import_milliseconds": {name: round(value, 1) for name, value in self.imports.items()},
        }

    def text(self) -> str:
        return "\n\n".join(
            [_costs(self.rows), _cpu(self.rows), _fronts(self.rows), _imports(self.imports), _targets(self)]
        )


def _costs(rows: Sequence[Row]) -> str:
    cells = [["", "AWS calls", "read units", "write units", "response bytes", "budget"]]
    for row in rows:
        measured = [f"{row.calls}", f"{row.units.read:g}", f"{row.units.write}", f"{row.response_bytes:,}"]
        cells.append([row.use_case.name, *measured, "ok" if row.within else f"BROKEN: {_said(row.use_case.budget)}"])
    return "What a request costs (units from item sizes)\n" + table(cells)


def _said(budget: Budget) -> str:
    return f"{budget.calls} calls, {budget.read:g} read, {budget.write} write"


def _cpu(rows: Sequence[Row]) -> str:
    cells = [["", "floor µs", "ours µs", "× floor", *PEERS]]
    for row in rows:
        cpu, ours = row.cpu, row.cpu[OURS]
        shares = [f"{ours / cpu[name]:.2f}" for name in PEERS]
        cells.append([row.use_case.name, f"{cpu[FLOOR]:.0f}", f"{ours:.0f}", f"{ours / cpu[FLOOR]:.1f}", *shares])
    return "CPU per request without I/O (floor: json.loads, dict, json.dumps), and ours as a share of\n" + table(cells)


def _fronts(rows: Sequence[Row]) -> str:
    cells = [["", WORK, OURS, *PEERS]]
    for row in rows:
        added = [f"{row.cpu[name] - row.cpu[WORK]:+.0f}" for name in (OURS, *PEERS)]
        cells.append([row.use_case.name, f"{row.cpu[WORK]:.0f}", *added])
    return "The same in µs: the work that all share (model, use case, store), and what each front adds to it\n" + table(
        cells
    )


def _imports(imports: Mapping[str, float]) -> str:
    cells = [["", "ms", "× bare Python"]]
    cells += [[name, f"{value:.0f}", f"{value / imports[BARE]:.1f}"] for name, value in imports.items()]
    return "Cold import (CPU of a fresh process)\n" + table(cells)


def _targets(report: Report) -> str:
    lines = [
        _target(
            f"CPU of {row.use_case.name!r} ≤ {POST_SHARE} × {FASTAPI}", row.cpu[OURS] / row.cpu[FASTAPI], POST_SHARE
        )
        for row in report.rows
        if row.use_case.name.startswith("enter")
    ]
    share = report.imports[OURS] / report.imports[COOKBOOK]
    lines.append(_target(f"cold import ≤ {IMPORT_SHARE} × {COOKBOOK}", share, IMPORT_SHARE))
    lines.append(f"calls and units within every budget → {'ok' if report.within else 'BROKEN'}")
    return "Targets (only calls and units fail the run)\n" + "\n".join(f"  {line}" for line in lines)


def _target(what: str, measured: float, most: float) -> str:
    return f"{what} → {measured:.2f} {'ok' if measured <= most else 'MISSED'}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, the others to the right."""
    first, *others = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, *cells in rows:
        lines.append("  ".join(["", name.ljust(first), *map(str.rjust, cells, others)]))
    return "\n".join(lines)
