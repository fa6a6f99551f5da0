"""What each use case costs, beside a floor and beside peers: `python -m benchmarks`."""

import sys
from pathlib import Path

_PROJECT = Path(__file__).parent.parent

IMPORT_ROOTS = [str(_PROJECT / "functions"), str(_PROJECT / "layers/common"), str(_PROJECT)]

sys.path[:0] = [root for root in IMPORT_ROOTS if root not in sys.path]
