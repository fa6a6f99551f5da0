"""Files as other readers see them."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest

from seizures.exports.model import ExportFormat
from seizures.exports.sheets import write_aitr, write_xlsx
from seizures.exports.writers import Writer, write_csv, write_jsonl
from tests.unit.seizures.exports.documents import Memory, about

WRITERS: dict[ExportFormat, Writer] = {
    ExportFormat.CSV: write_csv,
    ExportFormat.XLSX: write_xlsx,
    ExportFormat.JSONL: write_jsonl,
    ExportFormat.AITR: write_aitr,
}
EVERY = pytest.mark.parametrize("kind", list(ExportFormat))
FACTS = ["title", "filter", "moment", "asked_by", "counting_rule", "records", "rows", "highest_tlp", "handling"]
FORMULA_STARTS = tuple("=+-@\t\r")


def written(kind: ExportFormat, *documents: dict[str, Any], **search: str) -> bytes:
    sink = Memory()
    WRITERS[kind](about(kind, **search), iter(documents), sink)
    return sink.content


def facts(kind: ExportFormat, *documents: dict[str, Any], **search: str) -> dict[str, str]:
    content = written(kind, *documents, **search)
    if kind is ExportFormat.JSONL:
        lines = [json.loads(line) for line in content.splitlines()]
        return {**lines[0]["about"], **lines[-1]["end"]}
    if kind is ExportFormat.CSV:
        return {row[0][2:]: row[1] for row in table(content) if row[0].startswith("# ")}
    return {str(name): str(text) for name, text in book(content)["About"].values}


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))
