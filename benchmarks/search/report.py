"""The search's part of what `make bench` prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.search.exports import CEILING_MEGABYTES, RECORDS
from benchmarks.search.keeping import YEAR, Keeping, model
from benchmarks.search.measure import LIMIT, SIZES, Question, Worst

MOST_CALLS, MOST_GROWTH, MOST_CPU = 3, 1.10, 2.5
# A partition for each meaning of a word (four at most), three reads, and as many for each of two scopes.
BUDGET_CALLS, BUDGET_UNITS = 15, 100.0


@dataclass(frozen=True, slots=True)
class Report:
    typical: Sequence[Question]
    rarer: Sequence[Question]
    others: Sequence[Question]
    worst: Sequence[Worst]
    kept: Keeping
    memory: Mapping[str, tuple[float, float, int]]

    @property
    def within(self) -> bool:
        """Budgets of calls and units; times and memory are shown and judged by the reader."""
        calls = all(max(one.calls for one in question.asked) <= MOST_CALLS for question in self.typical)
        return calls and all(map(_steady, self.typical)) and all(map(_bounded, self.worst))

    def text(self) -> str:
        parts = (self._questions(), self._worst(), self._keeping(), self._memory(), self._targets())
        return "\n\n".join(parts)

    def _questions(self) -> str:
        sizes = " / ".join(f"{size:,}" for size in SIZES)
        head = f"Finding: a page of {LIMIT} at {sizes} records (× CPU: of one Query of {LIMIT} rows of JSON, parsed)"
        lines = [head, f"  {'':46} {'calls':>9} {'read units':>13} {'rows read':>11} {'shown':>9} {'× CPU':>6}"]
        lines += map(_line, self.typical)
        lines += ["  fewer matches than a page, or vague:", *map(_line, self.rarer)]
        lines += ["  besides pages:", *map(_line, self.others)]
        return "\n".join(lines)

    def _worst(self) -> str:
        lines = ["The worst of 1,000 random combinations of filters (fixed budget, `next` where it was spent)"]
        for size, worst in zip(SIZES, self.worst, strict=True):
            lines.append(
                f"  {size:>9,} records: {worst.calls} calls, {worst.units:g} read units, {worst.rows} rows;"
                f" {worst.unfinished} of {worst.of} short pages said that there may be more"
            )
        return "\n".join(lines)

    def _keeping(self) -> str:
        kept = self.kept
        lines = ["Keeping records findable"]
        lines.append(f"  a record: {kept.postings:.0f} postings, {kept.bytes / 1000:.0f} KB")
        lines.append(f"  {kept.publication:.0f} write units when published, {kept.change:.0f} at each later change")
        lines.append(f"  {kept.wordiest:,.0f} write units at most, with as many words as are kept")
        lines.append(f"  a year of {YEAR:,} cases, each verified once: {kept.year / 1e6:.1f} million write units")
        for count, postings, whole, largest in model(kept):
            size = f"{postings:,.0f} million postings, {whole:,.0f} GB, the largest partition {largest:,.1f} GB"
            lines.append(f"  {count:>11,} records: {size}")
        return "\n".join(lines)

    def _memory(self) -> str:
        lines = [f"Memory of an export's writer, whole process (100 records → {RECORDS:,})"]
        for name, (few, many, size) in self.memory.items():
            lines.append(f"  {name:<6} {few:.0f} → {many:.0f} MB for a file of {size / 1e6:.1f} MB")
        return "\n".join(lines)

    def _targets(self) -> str:
        calls = max(one.calls for question in self.typical for one in question.asked)
        growth = max(question.asked[-1].units / question.asked[0].units for question in self.typical)
        cpu = max(question.cpu for question in self.typical)
        memory = max(many for _, many, _ in self.memory.values())
        return "\n".join(
            [
                "Targets of the search (only calls and units fail the run)",
                _target(f"calls of a typical page ≤ {MOST_CALLS}", str(calls), calls <= MOST_CALLS),
                _target("read units at 100,000 ≤ 1.1 × those at 10,000", f"{growth:.2f}", growth <= MOST_GROWTH),
                _target(f"CPU of a typical page ≤ {MOST_CPU} × one Query of {LIMIT}", f"{cpu:.2f}", cpu <= MOST_CPU),
                _target("the worst stays in its budget", "", all(map(_bounded, self.worst))),
                _target(f"memory of an export < {CEILING_MEGABYTES} MB", f"{memory:.0f}", memory < CEILING_MEGABYTES),
            ]
        )


def _line(question: Question) -> str:
    def both(name: str) -> str:
        return " / ".join(f"{getattr(one, name):g}" for one in question.asked)

    more = "+" if question.asked[-1].more else " "
    return (
        f"  {question.name:46} {both('calls'):>9} {both('units'):>13} {both('rows'):>11} {both('shown'):>8}{more}"
        f" {question.cpu:>6.2f}"
    )


def _steady(question: Question) -> bool:
    return question.asked[-1].units <= MOST_GROWTH * question.asked[0].units


def _bounded(worst: Worst) -> bool:
    return worst.calls <= BUDGET_CALLS and worst.units <= BUDGET_UNITS


def _target(says: str, found: str, good: bool) -> str:
    return f"  {says} → {found} {'ok' if good else 'MISSED'}".replace("  ok", " ok")
