"""Reading the tables of `data/`: UTF-8, tab-separated, one header line.

A column named `x[]` holds values split by `|`, `x?` is yes or empty, `x#` a number. Empty cells are left out.
"""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def read(name: str, folder: Path = DATA) -> Iterator[dict[str, Any]]:
    """The rows of `<name>.tsv` or `<name>.tsv.gz`, column marks taken off."""
    plain = folder / f"{name}.tsv"
    with plain.open("rb") if plain.exists() else gzip.open(f"{plain}.gz", "rb") as binary:
        lines = binary.read().decode().rstrip("\n").split("\n")
    for number, row in enumerate(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), 2):
        if None in row or None in row.values():
            raise ValueError(f"{plain.name}, line {number}: not as many cells as the header has")
        yield {column.rstrip("[]?#"): _value(column, cell) for column, cell in row.items() if cell}


def _value(column: str, cell: str) -> Any:
    match column[-1]:
        case "]":
            return [part.strip() for part in cell.split("|")]
        case "?":
            return cell == "yes"
        case "#":
            return float(cell) if "." in cell else int(cell)
    return cell
