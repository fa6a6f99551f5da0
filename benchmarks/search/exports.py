"""Memory of writing 10,000 records in each format, in a process of its own."""

import json
import subprocess
import sys

from benchmarks import IMPORT_ROOTS

RECORDS = 10_000
CEILING_MEGABYTES = 256

_PROGRAM = """
import json, sys
from pathlib import Path
sys.path[:0] = ROOTS
from datetime import UTC, datetime
from benchmarks.samples import FULL
from seizures.exports.about import About
from seizures.exports.model import MOST_ROWS, ExportFormat
from seizures.exports.worker import WRITERS

class Sink:
    size = 0
    def write(self, data):
        self.size += len(data)
        return len(data)

server = {"id": "01K00000000000000000000000", "version": 2, "status": "published", "verification": "unverified",
          "administration": "FR", "rilo": "WE", "form": "full", "quality": {"score": 80, "missing": []},
          "date_precision": "day", "channel": "api", "created_at": "2026-03-20T12:00:00.000Z",
          "updated_at": "2026-03-20T12:00:00.000Z"}
line = dict(FULL["lines"][0])
if FORMAT == "aitr":
    line = {"category": "cites", "type": "ivory", "quantity": line["quantity"], "details": {"term": "IVC"}}
text = json.dumps({**server, **FULL, "lines": [line]})
sink = Sink()
about = About(ExportFormat(FORMAT), {}, datetime(2026, 3, 20, tzinfo=UTC), "FR", MOST_ROWS[ExportFormat(FORMAT)])
WRITERS[ExportFormat(FORMAT)](about, (json.loads(text) for _ in range(COUNT)), sink)
(peak,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(json.dumps([int(peak.split()[1]) / 1024, sink.size]))
"""


def peaks() -> dict[str, tuple[float, float, int]]:
    """By format: megabytes of a whole process that writes 100 records, and 10,000; and the bytes of the larger file."""
    found = {}
    for name in ("csv", "jsonl", "xlsx", "aitr"):
        few, many = _run(name, 100), _run(name, RECORDS)
        found[name] = (few[0], many[0], int(many[1]))
    return found


def _run(name: str, count: int) -> list[float]:
    head = f"ROOTS = {IMPORT_ROOTS!r}\nFORMAT = {name!r}\nCOUNT = {count}\n"
    done = subprocess.run([sys.executable, "-c", head + _PROGRAM], stdout=subprocess.PIPE, text=True, check=True)
    figures: list[float] = json.loads(done.stdout)
    return figures
