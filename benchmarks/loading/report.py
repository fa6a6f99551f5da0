"""The imports' part of what `make bench` prints."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.loading.measure import Loaded
from benchmarks.loading.memory import CEILING_MEGABYTES, Peaks

MOST_CALLS, MOST_CPU = 0.08, 4.0


@dataclass(frozen=True, slots=True)
class Report:
    """`drafts`, `handed_in`: the same rows, entered as drafts and handed in."""

    drafts: Loaded
    handed_in: Loaded
    memory: Peaks

    @property
    def within(self) -> bool:
        """Every row went in, with no more calls than allowed; times and memory are shown and judged by the reader."""
        return all(
            loaded.accepted == loaded.rows and loaded.calls_per_row <= MOST_CALLS
            for loaded in (self.drafts, self.handed_in)
        )

    def text(self) -> str:
        drafts = self.drafts
        lines = [f"Importing {drafts.rows:,} rows of a workbook"]
        for name, loaded in (("drafts", drafts), ("handed in", self.handed_in)):
            calls = ", ".join(f"{count} {operation}" for operation, count in sorted(loaded.calls.items()))
            lines.append(f"  {name:<10} {loaded.calls_per_row:.4f} calls of DynamoDB a row: {calls}")
        lines.append(f"  CPU of all workers: {_seconds(drafts.seconds)}")
        lines.append(f"  CPU of guarding, reading and validating alone: {_seconds(drafts.floor)}")
        memory = self.memory
        lines.append(
            f"  memory with {memory.rows:,} rows, whole processes: reader {memory.reader:.0f} MB"
            f" and, opening the workbook, {memory.child:.0f} MB; a worker of parts {memory.parts:.0f} MB"
        )
        return "\n".join([*lines, "", *self._targets()])

    def _targets(self) -> list[str]:
        calls = max(self.drafts.calls_per_row, self.handed_in.calls_per_row)
        ratio, most = self.drafts.ratio, self.memory.most
        return [
            "Targets of imports (only calls fail the run)",
            _target(f"calls a row ≤ {MOST_CALLS}", f"{calls:.4f}", calls <= MOST_CALLS),
            _target(f"CPU ≤ {MOST_CPU:g} × guarding, reading and validating", f"{ratio:.2f}", ratio <= MOST_CPU),
            _target(f"memory of a worker < {CEILING_MEGABYTES} MB", f"{most:.0f}", most < CEILING_MEGABYTES),
        ]


def _seconds(spent: Mapping[str, float]) -> str:
    steps = ", ".join(f"{name} {seconds:.2f}" for name, seconds in spent.items())
    return f"{sum(spent.values()):.2f} s ({steps})"


def _target(says: str, found: str, good: bool) -> str:
    return f"  {says} → {found} {'ok' if good else 'MISSED'}"
