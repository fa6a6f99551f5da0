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
        """Of records when they are counted, and of rows of the file when it is written."""
        return 50_000 if self is ExportFormat.XLSX else 100_000


_CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
