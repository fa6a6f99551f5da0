"""Memory of the workers with the largest file: each function in a process of its own, with the file's parts on disk as
they are on S3."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import IMPORT_ROOTS
from benchmarks.loading import book

CEILING_MEGABYTES = 512
ROWS = 100_000
# Then the rest comes to nearly as many cells as a file may hold.
_WITHOUT = ("persons.", "grading.", "concealment.")

_PROGRAM = """
import json, resource, sys
sys.path[:0] = {roots!r}
from pathlib import Path
from benchmarks.loading.cloud import Disk
from benchmarks.loading.measure import Loading

def peak():
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024

loading = Loading(Path({workbook!r}).read_bytes(), Disk(Path({folder!r})))
rows, parts = loading.read()
reader, child = peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
loading.enter(1, min(parts, {parts}))
json.dump([rows, reader, child, peak()], sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Peaks:
    """Megabytes, of whole processes: the reader, the one that opens its workbook beside it, and a worker that was the
    reader before and entered some parts."""

    rows: int
    reader: float
    child: float
    parts: float

    @property
    def most(self) -> float:
        """Reader and child share one function's memory."""
        return max(self.reader + self.child, self.parts)


def peaks(rows: int = ROWS, parts: int = 10) -> Peaks:
    """`parts`: how many are entered; each is like the others."""
    with TemporaryDirectory() as folder:
        workbook = Path(folder) / "rows.xlsx"
        book.write(workbook, rows, without=_WITHOUT)
        program = _PROGRAM.format(roots=IMPORT_ROOTS, workbook=str(workbook), folder=folder, parts=parts)
        done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True)
    return Peaks(*json.loads(done.stdout))
