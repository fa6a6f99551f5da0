"""What is wrong with a cell, a row or a record of a file, in words for the clerk who can mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Of an offending value, so much is repeated.
LONGEST_VALUE = 200


class Wrong(Exception):
    """A cell that says nothing that can be understood."""

    def __init__(self, code: str, message: str, nearest: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class Fault:
    """`row`: as the spreadsheet counts it. `field`: name of a column (see `columns.py`), empty for the whole row.
    `value`: what stood there; None where it may be personal."""

    row: int
    field: str
    code: str
    message: str
    value: str | None = None
    nearest: Sequence[str] = ()
    message_fr: str | None = None

    def document(self, headers: Mapping[str, str]) -> dict[str, Any]:
        """`column`: what the file calls the field."""
        shown = {
            "field": self.field or None,
            "column": headers.get(self.field),
            "code": self.code,
            "message": self.message,
            "message_fr": self.message_fr,
            "value": None if self.value is None else self.value[:LONGEST_VALUE],
            "nearest": list(self.nearest) or None,
        }
        return {name: value for name, value in shown.items() if value is not None}
