"""Seeds the running local cloud: `python -m local.seed`."""

import json
from pathlib import Path

from local.seed.run import seed

STACK = Path(__file__).resolve().parents[2] / ".local" / "stack.json"

if __name__ == "__main__":
    seed(json.loads(STACK.read_text("utf-8")))
