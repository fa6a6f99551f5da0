"""`python -m benchmarks.duplicates`: only the duplicates' part of `make bench`. Ends with 1 if a budget is broken."""

import sys

from benchmarks.duplicates.report import report


def main() -> int:
    found = report()
    print(found.text())
    return 0 if found.within else 1


if __name__ == "__main__":
    sys.exit(main())
