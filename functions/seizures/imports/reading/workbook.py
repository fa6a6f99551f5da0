"""A workbook, read by a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from seizures.imports.failures import Failure, Unreadable
from seizures.imports.reading import limits
from seizures.imports.reading.rows import Notes, Row, longest

_MODULE = "seizures.imports.reading.child"
_FAILED = (
    "formula_error",
    "A cell of this row shows an error, or holds a formula that was never calculated. Replace it by its value.",
)


@dataclass(slots=True)
class Workbook:
    """`lines`: the rows as the child wrote them. `failed`: numbers of rows with a cell that has no value."""

    lines: Path
    notes: Notes
    failed: frozenset[int]

    def __iter__(self) -> Iterator[Row]:
        with self.lines.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line == b"\n":
                    continue
                cells = from_json(line)
                fault = _FAILED if number in self.failed else None
                if len(line) > limits.LONGEST_ROW and longest(cells) > limits.LONGEST_ROW:
                    fault = ("row_too_long", f"A row may have {limits.LONGEST_ROW:,} characters.")
                yield Row(number, cells, fault=fault, text=line[:-1].decode())


def read_workbook(workbook: Path, target: Path, sheet: str | None, seconds: float | None = None) -> Workbook:
    """Raises `Unreadable`, whatever the file does to its reader. `seconds`: as long as it may take."""
    answer = _ask([str(workbook), str(target), *([sheet] if sheet else [])], seconds or limits.READER_SECONDS)
    if "failure" in answer:
        raise Unreadable(Failure(answer["failure"]), answer["what"])
    notes = Notes(sheet=answer["sheet"], formulas=answer["formulas"], merged=answer["merged"])
    return Workbook(target, notes, frozenset(answer["failed"]))


def _ask(arguments: list[str], seconds: float) -> dict[str, Any]:
    # No credentials and no settings of ours: what is read has nothing to find.
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ.get("PATH", "")}
    try:
        done = subprocess.run(
            [sys.executable, "-m", _MODULE, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(Failure.UNREADABLE) from error
    if done.returncode != 0:
        raise Unreadable(Failure.UNREADABLE)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
