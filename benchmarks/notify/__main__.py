"""`python -m benchmarks.notify`: only this part. Ends with 1 if a budget is broken."""

import sys

from benchmarks.notify.report import measure

if __name__ == "__main__":
    found = measure()
    print(found.text())
    sys.exit(0 if found.within else 1)
