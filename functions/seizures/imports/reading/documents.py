"""JSON lines: each a record as the interface takes it. A line that cannot be read is refused alone."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from cen.body import MAX_BYTES, parse
from cen.problems import Malformed
from seizures.imports.reading.rows import Notes, Row


@dataclass(slots=True)
class Documents:
    content: bytes
    notes: Notes = field(default_factory=lambda: Notes(encoding="utf-8"))

    def __iter__(self) -> Iterator[Row]:
        for number, line in enumerate(io.BytesIO(self.content), 1):
            plain = line.removeprefix(b"\xef\xbb\xbf").strip()
            if plain:
                yield document_row(number, plain)


def document_row(number: int, line: bytes) -> Row:
    if len(line) > MAX_BYTES:
        begins = [line[:500].decode("utf-8", "replace")]
        return Row(number, begins, fault=("row_too_long", f"A line may have {MAX_BYTES:,} bytes."))
    shown = [line.decode("utf-8", "replace")]
    try:
        document = parse(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Row(number, shown, fault=("mixed_encoding", "The line is not UTF-8."))
    except Malformed as malformed:
        return Row(number, shown, fault=("malformed", f"The line cannot be read as JSON. {malformed.detail}"))
    if not isinstance(document, dict):
        return Row(number, shown, fault=("malformed", "The line must be a JSON object: one record."))
    return Row(number, shown, document=document)
