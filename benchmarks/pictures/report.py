"""The pictures' part of what `make bench` prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.pictures.alike import MOST_UNITS, PICTURES, Look
from benchmarks.pictures.drawing import MOST_MEGABYTES, MOST_RATIO, Drawn
from benchmarks.pictures.pages import MOST_CALLS, Page
from benchmarks.pictures.robustness import Moved


@dataclass(frozen=True, slots=True)
class Report:
    """`postings`: of one picture, and places of its hashes."""

    drawn: Sequence[Drawn]
    memory: Mapping[str, float]
    looks: Sequence[Look]
    pages: Sequence[Page]
    postings: tuple[int, int]
    moved: Sequence[Moved]

    @property
    def within(self) -> bool:
        """Budgets of calls and units; times and memory are shown and judged by the reader."""
        few_calls = all(page.calls <= MOST_CALLS for page in self.pages)
        return few_calls and all(look.most + look.rows <= MOST_UNITS for look in self.looks)

    def text(self) -> str:
        parts = (self._drawing(), self._memory(), self._looks(), self._pages(), self._moved(), self._targets())
        return "\n\n".join(parts)

    def _drawing(self) -> str:
        lines = ["Drawing a 12-megapixel JPEG, CPU of all processes (Pillow alone: decode, write anew, one thumbnail)"]
        for one in self.drawn:
            figures = f"{one.ours:.0f} ms beside {one.alone:.0f} ms, {one.ratio:.2f} times"
            lines.append(f"  {one.name:<18} {one.bytes / 1e6:.1f} MB: {figures}")
        return "\n".join(lines)

    def _memory(self) -> str:
        lines = ["Memory of the worker at its peak, with the process that decodes"]
        lines += [f"  {name:<24} {peak:.0f} MB" for name, peak in self.memory.items()]
        return "\n".join(lines)

    def _looks(self) -> str:
        lines = [f"Looking for what is alike among {PICTURES:,} pictures, each with its windows"]
        for look in self.looks:
            units = f"{look.usual:g} read units, {look.most:g} at most, and {look.rows:g} for as many as are shown"
            lines.append(f"  {look.name:<18} {look.calls} calls, {units}; the fullest bucket held {look.fullest:,}")
        return "\n".join(lines)

    def _pages(self) -> str:
        lines = ["A page of 25 of the catalogue, for a member of an administration"]
        for page in self.pages:
            shown = f"{page.shown} shown{', more' if page.more else ''}"
            lines.append(f"  {page.question:<24} {page.calls} calls, {page.units:g} read units, {shown}")
        lines.append(f"  a picture has {self.postings[0]} postings and {self.postings[1]} places for its hashes")
        return "\n".join(lines)

    def _moved(self) -> str:
        lines = ["Bits that a hash moves by (from the whole; from the nearest window), and whether it is found"]
        for one in self.moved:
            bits = f"{_listed(one.whole):>12} → {_listed(one.nearest):<10}"
            lines.append(f"  {one.change:<38} {bits} {one.found} of {len(one.nearest)}")
        return "\n".join(lines)

    def _targets(self) -> str:
        ratio = max(one.ratio for one in self.drawn)
        peak = max(peak for name, peak in self.memory.items() if name.startswith("12 megapixels"))
        calls = max(page.calls for page in self.pages)
        units = max(look.most + look.rows for look in self.looks)
        return "\n".join(
            [
                "Targets of pictures (only calls and units fail the run)",
                _target(f"CPU of drawing ≤ {MOST_RATIO} × Pillow alone", f"{ratio:.2f}", ratio <= MOST_RATIO),
                _target(f"memory of the worker < {MOST_MEGABYTES} MB", f"{peak:.0f}", peak < MOST_MEGABYTES),
                _target(f"a look for what is alike ≤ {MOST_UNITS:g} read units", f"{units:g}", units <= MOST_UNITS),
                _target(f"a page of the catalogue ≤ {MOST_CALLS} calls", str(calls), calls <= MOST_CALLS),
            ]
        )


def _listed(bits: Sequence[int]) -> str:
    return " ".join(map(str, bits))


def _target(says: str, found: str, good: bool) -> str:
    return f"  {says} → {found} {'ok' if good else 'MISSED'}"
