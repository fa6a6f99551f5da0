"""The report of an import of JSON lines, sent again: records as JSON behind the columns of the report."""

from collections.abc import Iterator
from dataclasses import dataclass

from seizures.imports.reading.documents import document_row
from seizures.imports.reading.rows import Notes, Row, Source

# Columns that reports put before the sender's own begin so; a file that is sent again may still have them.
OURS = "cen."
# What the report has above a record; a record that is longer than a cell goes on in the cells after it.
RECORD = "record"


@dataclass(slots=True)
class Returned:
    """`first`: the number of the header; `at`: where records begin."""

    source: Source
    first: int
    at: int

    @property
    def notes(self) -> Notes:
        return self.source.notes

    def __iter__(self) -> Iterator[Row]:
        for row in self.source:
            if row.number > self.first:
                # A record may be longer than a row of a table: how long, is asked there.
                text = "".join(str(cell) for cell in row.cells[self.at :] if cell is not None)
                yield document_row(row.number, text.strip().encode("utf-8", "replace"))


def returned(source: Source) -> Returned | None:
    """None if it is not such a report."""
    head = next(iter(source), None)
    names = [str(cell) for cell in head.cells] if head else []
    at = names.index(RECORD) if RECORD in names else 0
    ours = at > 0 and all(name.startswith(OURS) for name in names[:at]) and not any(names[at + 1 :])
    return Returned(source, head.number, at) if head and ours else None
