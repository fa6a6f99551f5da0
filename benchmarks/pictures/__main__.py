"""`python -m benchmarks.pictures`: only the pictures' part of `make bench`. Ends with 1 if a budget is broken."""

import sys

from benchmarks.pictures.alike import looks
from benchmarks.pictures.drawing import drawn, memory
from benchmarks.pictures.pages import pages, postings_of_one
from benchmarks.pictures.report import Report
from benchmarks.pictures.robustness import moved


def report() -> Report:
    return Report(drawn(), memory(), looks(), pages(), postings_of_one(), moved())


def main() -> int:
    found = report()
    print(found.text())
    return 0 if found.within else 1


if __name__ == "__main__":
    sys.exit(main())
