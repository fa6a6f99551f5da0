"""Drawing a 12-megapixel JPEG, beside what Pillow alone takes to decode it, write it anew and make one thumbnail; and
the memory of the whole worker."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median
from time import process_time

from PIL import Image

from benchmarks import IMPORT_ROOTS
from benchmarks.pictures.samples import THIRTY, TWELVE, large, written
from cpdb.images.workshop import Workshop

MOST_RATIO, MOST_MEGABYTES = 1.5, 512
_ROUNDS, _TIMES = 5, 4
_TICK = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Milliseconds of CPU: of all processes of ours, and of Pillow alone."""

    name: str
    bytes: int
    ours: float
    alone: float

    @property
    def ratio(self) -> float:
        return self.ours / self.alone


def drawn() -> list[Drawn]:
    with Workshop() as workshop:
        return [
            _drawn(workshop, name, written(large(TWELVE, grain)))
            for name, grain in (("smooth", 0.03), ("as from a phone", 0.1), ("grainy", 0.2))
        ]


def _drawn(workshop: Workshop, name: str, data: bytes) -> Drawn:
    def ours() -> object:
        return workshop.publish(data, "image/jpeg", [])

    ours()
    rounds = [(_cpu(workshop, ours), _cpu(workshop, lambda: _alone(data))) for _ in range(_ROUNDS)]
    return Drawn(name, len(data), *(median(found) for found in zip(*rounds, strict=True)))


def _alone(data: bytes) -> None:
    """Decode, write anew, one thumbnail."""
    picture = Image.open(BytesIO(data))
    picture.load()
    picture.save(BytesIO(), "JPEG", quality=85)
    picture.thumbnail((320, 320))
    picture.save(BytesIO(), "JPEG", quality=85)


def _cpu(workshop: Workshop, run: Callable[[], object]) -> float:
    """Milliseconds of this process and of the workshop's, with all that it forked."""
    before = process_time() + _spent(workshop)
    for _ in range(_TIMES):
        run()
    return (process_time() + _spent(workshop) - before) / _TIMES * 1000


def _spent(workshop: Workshop) -> float:
    if workshop.pid is None:
        return 0.0
    fields = Path(f"/proc/{workshop.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) * _TICK


_PARENT = """
import boto3, cpdb.receiver
for name in ("s3", "dynamodb", "lambda"):
    boto3.client(name, region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
"""
_CHILD = """
from cpdb.images import child, decode, render
from cpdb.images.signs import HEIC, kind_of
render.warm()
data = Path(FILE).read_bytes()
if kind_of(data) == HEIC:
    decode.load_heif()
child.give_up_everything()
assert b"renditions" in child.outcome({"task": "publish", "declared": kind_of(data), "redactions": []}, data)
"""
_PROGRAM = """
import sys
from pathlib import Path
sys.path[:0] = {roots!r}
FILE = {file!r}
status = open("/proc/self/status")  # before the process gives up opening files
{program}
print(next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM")))
"""


def memory() -> dict[str, float]:
    """Megabytes at the peak, of the function's process and the one that decodes together, by picture."""
    parent = _peak(_PARENT)
    return {name: parent + _peak(_CHILD, data) for name, data in _files().items()}


def _files() -> dict[str, bytes]:
    from pillow_heif import from_pillow

    twelve, heic = large(TWELVE), BytesIO()
    from_pillow(twelve).save(heic, quality=50)
    return {
        "12 megapixels, JPEG": written(twelve),
        "12 megapixels, PNG": written(twelve, "PNG"),
        "12 megapixels, WebP": written(twelve, "WEBP"),
        "12 megapixels, HEIC": heic.getvalue(),
        "30 megapixels, JPEG": written(large(THIRTY)),
    }


def _peak(program: str, data: bytes = b"") -> float:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        text = _PROGRAM.format(roots=IMPORT_ROOTS, file=file.name, program=program)
        done = subprocess.run([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)
