"""The operations' part of what `make bench` prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.comm.measure import Cost, Cpu

MOST_CPU = 2.0


@dataclass(frozen=True, slots=True)
class Report:
    """`gaps`: numbers that are missing, over all operations."""

    messages: int
    operations: int
    members: int
    costs: Sequence[Cost]
    cpu: Sequence[Cpu]
    gaps: int

    @property
    def within(self) -> bool:
        """Budgets of calls, and numbers without gaps; times are shown and judged by the reader."""
        return all(cost.within for cost in self.costs) and self.gaps == 0 and self._steady

    @property
    def _steady(self) -> bool:
        first, _, last, *_ = self.costs
        return len(first.calls) == len(last.calls) and last.units <= first.units * 1.1

    def text(self) -> str:
        head = f"Operations: {self.messages:,} messages in {self.operations} operations of {self.members} members"
        lines = [head, f"  {'':28} {'calls':>5} {'of the vault':>13} {'read units':>11} {'shown':>6}"]
        for cost in self.costs:
            ok = "" if cost.within else "  BROKEN"
            line = f"  {cost.name:<28} {len(cost.calls):>5} {cost.opened:>13} {cost.units:>11g} {cost.items:>6}{ok}"
            lines.append(line)
        lines.append(f"  numbers missing: {self.gaps}")
        lines.append("CPU of a page of 50, beside one Query of 50 rows of JSON and 50 openings")
        for one in self.cpu:
            verdict = "ok" if one.ratio <= MOST_CPU else "MISSED"
            lines.append(
                f"  {one.name:<8} {one.ours:.0f} µs / {one.floor:.0f} µs → {one.ratio:.2f} (≤ {MOST_CPU:g}) {verdict}"
            )
        return "\n".join(lines)

    def document(self) -> dict[str, Any]:
        return {
            "messages": self.messages,
            "costs": [
                {"name": one.name, "calls": list(one.calls), "read_units": one.units, "within_budget": one.within}
                for one in self.costs
            ],
            "cpu": [{"page": one.name, "ratio": round(one.ratio, 2)} for one in self.cpu],
        }
