"""The saved queries, asked of the files of a lake by DuckDB as Athena would ask them."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from rilo_rollup.keep.lake import key_of
from tests.unit.rilo_rollup.world import MemoryLake

_ROOT = Path(__file__).parents[3]
QUERIES, VIEW = _ROOT / "infra" / "queries", _ROOT / "examples" / "lake.sql"


def written(lake: MemoryLake, folder: Path) -> Path:
    for (scope, cell), data in lake.files.items():
        path = folder / key_of(scope, cell)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "lake"


def sql(
    table: str,
    period: tuple[str, str],
    before: tuple[str, str] | None = None,
    category: str | None = None,
    scopes: Sequence[str] = ("open",),
) -> str:
    """The saved query with other values in its marked lines."""
    text = (QUERIES / f"{table}.sql").read_text("utf-8")
    said = ", ".join(f"'{scope}'" for scope in scopes)
    text = re.sub(r"scope IN \(.*?\) -- scope", f"scope IN ({said}) -- scope", text)
    text = re.sub(r"BETWEEN .* -- period", f"BETWEEN '{period[0]}' AND '{period[1]}' -- period", text)
    if before:
        text = re.sub(r"BETWEEN .* -- before", f"BETWEEN '{before[0]}' AND '{before[1]}' -- before", text)
    return re.sub(r"SELECT '.*' AS wanted -- category", f"SELECT '{category or '*'}' AS wanted -- category", text)


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """All lines as the view of the example tells them, read once."""
    text = VIEW.read_text("utf-8").replace("'lake/", f"'{folder}/").replace("CREATE VIEW", "CREATE TABLE")
    connection = duckdb.connect(":memory:")
    connection.execute(text)
    return connection


def answers(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """Rows, by name."""
    found = connection.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def by_unit(found: Iterable[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """Rows of a table as those of a query: one for each unit, one without where there is no quantity."""
    made = []
    for row in found:
        units = sorted(name for name in row if name.startswith("quantity."))
        amounts = [(name.partition(".")[2], Decimal(row[name])) for name in units] or [(None, None)]
        made += [(*(row[name] for name in names), *one) for one in amounts]
    return made
