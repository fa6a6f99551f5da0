"""`python -m benchmarks.alerts`: only the alerts' part. Ends with 1 if a budget is broken."""

import sys

from benchmarks.alerts.report import measure

if __name__ == "__main__":
    found = measure()
    print(found.text())
    sys.exit(0 if found.within else 1)
