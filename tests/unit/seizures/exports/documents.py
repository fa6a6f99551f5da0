"""Published record documents, as the table holds them."""

import json
from typing import Any

from cen.body import model_of
from seizures.exports.about import About
from seizures.exports.model import ExportFormat
from seizures.model import Draft, Status
from seizures.record import Record, moved, new_record
from tests.unit.seizures.builders import FULL, NOW, record

AT = "2026-03-20T12:00:00.000Z"
IVORY: dict[str, Any] = {
    "category": "cites",
    "type": "ivory",
    "quantity": {"amount": "12.5", "unit": "KGM"},
    "value": {"amount": "9000", "currency": "EUR"},
    "details": {"taxon": "Loxodonta africana", "term": "TUS", "source": "W"},
}


def published(number: int, base: dict[str, Any] | None = None, administration: str = "FR", **changes: Any) -> Record:
    value = record(base or FULL, **{"national_reference": f"R-{number}", **changes})
    draft = model_of(Draft, json.dumps(value), value, {"today": NOW.date()})
    made = new_record(draft, id=f"{number:026d}", administration=administration, channel="web", at=AT, actor="a")
    return moved(made, at=AT, status=Status.PUBLISHED, rilo="WE", submitted_at=AT, published_at=AT)


def document(number: int = 1, base: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return published(number, base, **changes).fields


def about(kind: ExportFormat = ExportFormat.CSV, most_rows: int = 100_000, **search: str) -> About:
    return About(kind, search, NOW, "FR", most_rows)


class Memory:
    """A sink that keeps what it is given; `chunks` to see in how many parts."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.chunks.append(bytes(data))
        return len(data)

    @property
    def content(self) -> bytes:
        return b"".join(self.chunks)
