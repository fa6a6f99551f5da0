"""The kinds of file an export can be, and the hard maxima of each."""

from enum import StrEnum


class ExportFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    AITR = "aitr"

    @property
    def extension(self) -> str:
        return "xlsx" if self is ExportFormat.AITR else self.value

    @property
    def content_type(self) -> str:
        return _CONTENT_TYPES[self.extension]

    @property
    def most_rows(self) -> int:
        return MOST_ROWS[self]


# Of records when they are counted, and of rows of the file when it is written.
MOST_ROWS = {
    ExportFormat.CSV: 100_000,
    ExportFormat.XLSX: 50_000,
    ExportFormat.JSONL: 100_000,
    ExportFormat.AITR: 100_000,
}
_CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
