"""Documents of one case put together: each field of the case from the first that says it, and the lines of goods of
all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cen import jsontext
from seizures.imports.wrong import Fault

_LINES = "lines"
_REFERENCE = "national_reference"


@dataclass(slots=True)
class Together:
    """`rows`: of the file, the first first. `content`: a record as the interface takes it, not yet checked."""

    rows: Sequence[int]
    content: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _speakers: dict[str, int] = field(default_factory=dict)
    _lines: list[tuple[int, int]] = field(default_factory=list)  # row, and place in its document

    def place_of(self, path: str) -> tuple[int, str]:
        """The row that a part of the record comes from, and its path in the document there."""
        name, *steps = path.split(".")
        if name == _LINES and steps and steps[0].isdigit() and int(steps[0]) < len(self._lines):
            row, at = self._lines[int(steps[0])]
            return row, ".".join((name, str(at), *steps[1:]))
        return self._speakers.get(name, self.rows[0]), path

    def shown(self, path: str) -> str | None:
        """What stands there."""
        found: Any = self.content
        for step in path.split("."):
            if isinstance(found, dict) and step in found:
                found = found[step]
            elif isinstance(found, list) and step.isdigit() and int(step) < len(found):
                found = found[int(step)]
            else:
                return None
        return found if isinstance(found, str) else jsontext.dumps(found)

    def add(self, row: int, document: Mapping[str, Any]) -> None:
        for name, value in document.items():
            if name == _LINES and isinstance(value, list) and isinstance(self.content.get(name, []), list):
                self.content[name] = [*self.content.get(name, []), *value]
                self._lines += [(row, at) for at in range(len(value))]
            # What put them together may be spelled in small letters or large.
            elif self.content.setdefault(name, value) != value and name != _REFERENCE:
                message = f"Line {self._speakers[name]} of the same case says something else."
                self.faults.append(Fault(row, name, "contradicts", message, jsontext.dumps(value)))
            self._speakers.setdefault(name, row)


def together(rows: Sequence[Mapping[str, Any]]) -> Together:
    """`rows`: of one case, as a part has them."""
    found = Together([row["n"] for row in rows])
    for row in rows:
        found.add(row["n"], row["d"])
    return found
