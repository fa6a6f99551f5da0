"""`python -m benchmarks.rollup`: only the statistics' part of `make bench`. Ends with 1 if a budget is broken."""

import sys

from benchmarks.rollup.measure import CORPUS, changes, filled, fold_share, peak_of_counting, run, tables
from benchmarks.rollup.rebuilding import peak_of_rebuild
from benchmarks.rollup.report import Report


def report(corpus: int = CORPUS) -> Report:
    world, seen = filled(corpus)
    cells, _, counting, merging = run(world)
    return Report(
        (cells, counting, merging),
        changes(world, seen),
        tables(world),
        {size: fold_share(size) for size in (10, max(1, corpus // cells), 1000)},
        {size: peak_of_counting(size) for size in (100, 10_000)},
        {size: peak_of_rebuild(size) for size in (corpus // 10, corpus)},
    )


def main() -> int:
    found = report()
    print(found.text())
    return 0 if found.within else 1


if __name__ == "__main__":
    sys.exit(main())
