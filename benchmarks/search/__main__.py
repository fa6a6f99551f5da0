"""`python -m benchmarks.search`: only the search's part of `make bench`. Ends with 1 if a budget is broken."""

import sys

from benchmarks.search.corpus import profiles
from benchmarks.search.exports import peaks
from benchmarks.search.keeping import keeping
from benchmarks.search.measure import SIZES, others, questions, world, worst
from benchmarks.search.queries import RARER, TYPICAL
from benchmarks.search.report import Report


def report() -> Report:
    made = profiles()
    worlds = [world(count, made) for count in SIZES]
    return Report(
        questions(worlds, TYPICAL),
        questions(worlds, RARER),
        others(worlds),
        [worst(one, 1000) for one in worlds],
        keeping(made),
        peaks(),
    )


def main() -> int:
    found = report()
    print(found.text())
    return 0 if found.within else 1


if __name__ == "__main__":
    sys.exit(main())
