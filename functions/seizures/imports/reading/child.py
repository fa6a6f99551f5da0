"""The process that opens a workbook: it has limits of its own, and if it dies, only this file fails.

python -m seizures.imports.reading.child <workbook> <target> [sheet]

Writes the rows of the sheet to the target, one JSON list a line (days as ISO 8601, empty lines for empty rows), and one
JSON object to its output: what it found, or why the workbook cannot be read. Nothing in the file is run: of formulas,
the values that were last calculated are read.
"""

import json
import resource
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pydantic_core import to_json
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from seizures.imports.failures import Failure, Unreadable
from seizures.imports.reading import limits
from seizures.imports.reading.guard import look_through

# Names of the sheet in the templates.
_OURS = ("Seizures", "Saisies")
_MOST_MERGED = 20_000

type _Ranges = Sequence[tuple[tuple[int, int], tuple[int, int]]]


def read(workbook: Path, target: Path, wanted: str | None) -> dict[str, Any]:
    """Raises `Unreadable`."""
    with workbook.open("rb") as file:
        found = look_through(file)
    try:
        book = CalamineWorkbook.from_path(str(workbook))
        name = _sheet(book, wanted)
        sheet = book.get_sheet_by_name(name)
    except CalamineError as error:
        raise Unreadable(Failure.BROKEN_WORKBOOK, "a part of it is missing or wrong") from error
    merged = sheet.merged_cell_ranges or []
    if len(merged) > _MOST_MERGED:
        raise Unreadable(Failure.TOO_MANY_CELLS, f"{_MOST_MERGED:,} merged")
    _write(sheet, merged, target)
    return {
        "sheet": name,
        "formulas": found.formulas,
        "merged": len(merged),
        "failed": sorted(found.failed_rows(name)),
    }


def _sheet(book: CalamineWorkbook, wanted: str | None) -> str:
    """The one that was asked for, that of the template, or the first that is not hidden."""
    if wanted is not None:
        if wanted not in book.sheet_names:
            raise Unreadable(Failure.NO_SUCH_SHEET, wanted)
        return wanted
    ours = next((name for name in _OURS if name in book.sheet_names), None)
    shown = [one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible]
    if ours is None and not shown:
        raise Unreadable(Failure.BROKEN_WORKBOOK, "it has no sheet")
    return ours or shown[0]


def _write(sheet: CalamineSheet, merged: _Ranges, target: Path) -> None:
    left = (sheet.start or (0, 0))[1]
    with target.open("wb") as lines:
        for cells in _filled(_rows(sheet, left), merged):
            while cells and cells[-1] in ("", None):
                cells.pop()
            lines.write(to_json(cells) + b"\n" if cells else b"\n")


def _rows(sheet: CalamineSheet, left: int) -> Iterator[list[Any]]:
    before: list[Any] = [""] * left
    for cells in sheet.iter_rows():
        yield before + [cell if cell.__class__ in (str, float) else _plain(cell) for cell in cells]


def _plain(cell: Any) -> Any:
    match cell:
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
    return cell


def _filled(rows: Iterator[list[Any]], merged: _Ranges) -> Iterator[list[Any]]:
    """A merged cell says the same in every row and column that it covers."""
    waiting = sorted(merged, reverse=True)
    covering: list[tuple[int, int, int, Any]] = []
    for number, cells in enumerate(rows):
        while waiting and waiting[-1][0][0] <= number:
            (_, left), (last, right) = waiting.pop()
            covering.append((last, left, right, cells[left] if left < len(cells) else ""))
        if covering:
            covering = [one for one in covering if one[0] >= number]
            for _, left, right, value in covering:
                cells[left : right + 1] = [value] * (min(right, len(cells) - 1) - left + 1)
        yield cells


def main(workbook: str, target: str, sheet: str | None = None) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (limits.READER_BYTES, limits.READER_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.READER_SECONDS, limits.READER_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = read(Path(workbook), Path(target), sheet)
    except Unreadable as unreadable:
        answer = {"failure": unreadable.failure, "what": unreadable.what}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
