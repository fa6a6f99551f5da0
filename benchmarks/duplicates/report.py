"""The duplicates' part of what `make bench` prints."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.duplicates.judging import THRESHOLDS, Judged, judge, real_pairs
from benchmarks.duplicates.labelled import NOISE, SEED
from benchmarks.duplicates.measure import MOST_CALLS, MOST_UNITS, Cost, costs, kept
from seizures.duplicates.find import LIKELY

# Who looks at pairs should find two of three right; below that, people stop looking.
PRECISION = 2 / 3


@dataclass(frozen=True, slots=True)
class Report:
    """`chosen`: the draw on which the threshold was chosen; `held`: another, which it was not."""

    chosen: Judged
    held: Judged
    real: tuple[int, int, int, int]
    costs: Sequence[Cost]
    kept: tuple[float, int]

    @property
    def within(self) -> bool:
        """Budgets of looking; and that the threshold is what it is said to be."""
        right = self.chosen.at(LIKELY)[1] >= PRECISION > self.chosen.at(LIKELY - 1)[1]
        return right and all(cost.most_calls <= MOST_CALLS and cost.most_units <= MOST_UNITS for cost in self.costs)

    def text(self) -> str:
        return "\n\n".join((self._table(), self._by_noise(), self._real(), self._costs()))

    def _table(self) -> str:
        head = (
            f"Duplicates among {self.chosen.cases} cases entered twice (a draw for choosing / another for checking);"
            f" {len(self.chosen.met):,} pairs met, of one case {self.chosen.met_of_one_case:.1%} /"
            f" {self.held.met_of_one_case:.1%}"
        )
        lines = [head, f"  {'bits':>5} {'pairs shown':>14} {'precision':>16} {'recall':>16}"]
        for bits in THRESHOLDS:
            one, other = self.chosen.at(bits), self.held.at(bits)
            mark = "  ← chosen: the lowest of which two of three are right" if bits == LIKELY else ""
            lines.append(
                f"  {bits:>5g} {one[0]:>6,} / {other[0]:<6,} {one[1]:>7.1%} / {other[1]:<6.1%} {one[2]:>7.1%} /"
                f" {other[2]:<6.1%}{mark}"
            )
        return "\n".join(lines)

    def _by_noise(self) -> str:
        lines = [f"At {LIKELY:g} bits, recall by how the case came to be entered twice"]
        for how in NOISE:
            one, other = self.chosen.recall_of(how, LIKELY), self.held.recall_of(how, LIKELY)
            lines.append(f"  {how:<40} {one:>7.1%} / {other:.1%}")
        wrong = self.chosen.wrong_next_cases(LIKELY), self.held.wrong_next_cases(LIKELY)
        lines.append(f"  wrong pairs that are the next case of the same route: {wrong[0]} / {wrong[1]}")
        return "\n".join(lines)

    def _real(self) -> str:
        right, shown, wrong, wrongly = self.real
        return (
            "Real pairs of rows, judged by eye (UNODC)\n"
            f"  {shown} of {right} of one case are shown, and {wrongly} of {wrong} that are of two"
        )

    def _costs(self) -> str:
        bytes_, units = self.kept
        lines = ["What a published record may repeat: cost of looking (read units strongly consistent; mean, most)"]
        lines += map(_line, self.costs)
        lines.append(f"  kept for it: {bytes_:,.0f} bytes, {units} write units; in a budget of {MOST_CALLS} calls")
        return "\n".join(lines)


def _line(cost: Cost) -> str:
    return (
        f"  {cost.size:>9,} records: {cost.calls:.1f} calls ({cost.most_calls}), {cost.units:.1f} read units"
        f" ({cost.most_units:g}), {cost.met:.0f} met ({cost.most_met}), {cost.full} blocks full,"
        f" {cost.milliseconds:.1f} ms CPU"
    )


def report() -> Report:
    return Report(judge(SEED), judge(SEED + 1), real_pairs(SEED), costs(), kept())
