"""The saved queries, asked of the files of a lake by DuckDB as Athena would ask them."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from rilo_rollup.keep.lake import key_of
from tests.unit.rilo_rollup.world import MemoryLake

QUERIES = Path(__file__).parents[3] / "infra" / "queries"


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
    if category:
        return re.sub(r"AND category = .* -- category", f"AND category = '{category}' -- category", text)
    return re.sub(r"^ +AND category = .* -- category.*\n", "", text, flags=re.MULTILINE)


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """All lines, read once and as the emulator of Athena reads them: the types of columns are guessed, those of folders
    are texts."""
    types = "{'scope': VARCHAR, 'month': VARCHAR}"
    files = f"read_json_auto('{folder}/**/*.jsonl.gz', union_by_name = true, hive_partitioning = true, "
    connection = duckdb.connect(":memory:")
    connection.execute(f"CREATE TABLE seizure_lines AS SELECT * FROM {files} hive_types = {types})")  # noqa: S608
    return connection


def answers(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """Rows, by name."""
    found = connection.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
