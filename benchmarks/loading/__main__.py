"""`python -m benchmarks.loading`: only the imports' part of `make bench`. Ends with 1 if a budget is broken."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.loading import book
from benchmarks.loading.measure import best, load
from benchmarks.loading.memory import peaks
from benchmarks.loading.report import Report

ROWS = 10_000


def report() -> Report:
    with TemporaryDirectory() as folder:
        workbook = Path(folder) / "rows.xlsx"
        book.write(workbook, ROWS)
        return Report(best(workbook), load(workbook, submit=True), peaks())


def main() -> int:
    found = report()
    print(found.text())
    return 0 if found.within else 1


if __name__ == "__main__":
    sys.exit(main())
