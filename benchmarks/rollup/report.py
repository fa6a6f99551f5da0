"""The statistics' part of what `make bench` prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.rollup.measure import CORPUS, Change, FoldShare, Step

MOST_CALLS = 5
MOST_FOLD = 10.0
# On-demand prices of us-east-1 in US dollars, of a million units.
_READ_PRICE, _WRITE_PRICE = 0.125, 0.625


@dataclass(frozen=True, slots=True)
class Report:
    """`rebuild`: of the whole corpus; `fold`, `memory` (megabytes): by cases of a cell. `rebuilding` (megabytes): of
    the operators' command, by records."""

    rebuild: tuple[int, Step, Step]
    changes: Sequence[Change]
    tables: Mapping[str, Step]
    fold: Mapping[int, FoldShare]
    memory: Mapping[int, float]
    rebuilding: Mapping[int, float]

    @property
    def within(self) -> bool:
        """Calls and what is read; times and memory are shown and judged by the reader."""
        exact = all(one.cases_read == one.rows for one in self.changes)
        return exact and all(step.calls <= MOST_CALLS for step in self.tables.values())

    def text(self) -> str:
        return "\n".join([*self._runs(), "", *self._tables(), "", *self._rest()])

    def _runs(self) -> list[str]:
        cells, counting, merging = self.rebuild
        lines = [
            f"A run, after so many of {CORPUS:,} cases changed (merging: of regions, the world and years)",
            f"  {'changed':>8} {'cells':>6} {'cases read':>10} {'calls':>8} {'MB':>7} {'read':>9} {'write':>9}"
            f" {'merging: calls':>15} {'MB':>7} {'read':>9} {'write':>9} {'US dollars':>11}",
        ]
        lines += [
            _line(f"{one.changed:,}", one.cells, one.cases_read, one.counting, one.merging) for one in self.changes
        ]
        lines.append(_line("all", cells, CORPUS, counting, merging))
        return lines

    def _tables(self) -> list[str]:
        lines = ["Tables of 28 months of the world, for a reader of a region with its own administration"]
        for id, step in self.tables.items():
            lines.append(f"  {id:<4} {step.calls} calls, {step.read:g} read units, {step.bytes / 1e6:.2f} MB")
        return lines

    def _rest(self) -> list[str]:
        calls = max(step.calls for step in self.tables.values())
        dearest = max(share.fold for share in self.fold.values())
        exact = all(one.cases_read == one.rows for one in self.changes)
        lines = ["CPU of a case × parsing its record with json.loads: folded, and with writing and packing of the cell"]
        lines += [
            f"  cells of {size:>6,} cases: {share.fold:.1f}, {share.written:.1f}" for size, share in self.fold.items()
        ]
        lines += ["Memory of counting a cell"]
        lines += [f"  of {size:>6,} cases: {megabytes:.1f} MB" for size, megabytes in self.memory.items()]
        lines += ["Memory of rebuild-rollup, beside the tables"]
        lines += [f"  of {size:>7,} records: {megabytes:.1f} MB" for size, megabytes in self.rebuilding.items()]
        lines += [
            "Targets of the statistics (only calls and what is read fail the run)",
            _target("a run reads the cases of changed cells only", "", exact),
            _target(f"calls of a table ≤ {MOST_CALLS}", str(calls), calls <= MOST_CALLS),
            _target(f"CPU of folding a case ≤ {MOST_FOLD:g} × json.loads", f"{dearest:.1f}", dearest <= MOST_FOLD),
        ]
        return lines


def _line(name: str, cells: int, cases: int, counting: Step, merging: Step) -> str:
    dollars = sum(step.read * _READ_PRICE + step.write * _WRITE_PRICE for step in (counting, merging)) / 1e6
    return (
        f"  {name:>8} {cells:>6,} {cases:>10,} {counting.calls:>8,} {counting.bytes / 1e6:>7.2f} {counting.read:>9,.0f}"
        f" {counting.write:>9,} {merging.calls:>15,} {merging.bytes / 1e6:>7.2f} {merging.read:>9,.0f}"
        f" {merging.write:>9,} {dollars:>11.5f}"
    )


def _target(says: str, found: str, good: bool) -> str:
    return " ".join(filter(None, (f"  {says} →", found, "ok" if good else "MISSED")))
