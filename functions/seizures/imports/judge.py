"""What is to be thought of one case of a file, before anything is looked up: a draft that may be entered, or what is
wrong with it, at the row and the column where it can be mended."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cen import jsontext
from cen.body import MAX_BYTES, model_of
from cen.problems import FieldError, Invalid
from seizures.imports.columns import LINE
from seizures.imports.convert import Converter, Said
from seizures.imports.merge import column_of, document
from seizures.imports.plan import Plan
from seizures.imports.together import Together, together
from seizures.imports.wrong import Fault
from seizures.model import Entry
from seizures.vetting import Vetted, vetted

_PERSONAL = "personal_data"
_REQUIRED = "This must be filled in."
_OTHER_ROW = "Another row of the same case is wrong; the case is entered when all of its rows are right."


@dataclass(slots=True)
class Judged:
    """`rows`: their numbers; `documents`: what JSON lines say. `draft`, `vetted`: where it may be entered. `same`: the
    row of the file that says the same without a reference. `digest`: of what the file says of the case."""

    rows: Sequence[int]
    content: Mapping[str, Any] = field(default_factory=dict)
    draft: Entry | None = None
    vetted: Vetted = field(default_factory=Vetted)
    digest: str = ""
    same: int | None = None
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    documents: Together | None = None

    @property
    def first(self) -> int:
        return self.rows[0]

    def place_of(self, path: str) -> tuple[int, str]:
        """The row, and the name of the column, or the path in a document, that a part of the record comes from."""
        if self.documents:
            return self.documents.place_of(path)
        line, name = column_of(path)
        return (self.rows[line] if line is not None and line < len(self.rows) else self.first), name


class Judge:
    """`administration`: whose records they become."""

    def __init__(self, plan: Plan, administration: str) -> None:
        self._convert = Converter(plan)
        self._documents = plan.kind == "documents"
        self._administration = administration
        self._today = date.fromisoformat(plan.today)

    def __call__(self, case: Mapping[str, Any]) -> Judged:
        """`case`: a line of a part."""
        rows: Sequence[Mapping[str, Any]] = case["rows"]
        judged = Judged([row["n"] for row in rows], same=rows[0].get("same"))
        if fault := case.get("fault"):
            judged.faults = [Fault(number, "", *fault) for number in judged.rows]
            return judged
        judged.faults = [Fault(row["n"], "", *row["f"]) for row in rows if "f" in row]
        if not judged.faults:
            self._read(judged, rows)
        faulty = {fault.row for fault in judged.faults}
        if faulty:
            judged.draft = None
            judged.faults += [Fault(n, "", "other_row", _OTHER_ROW) for n in judged.rows if n not in faulty]
        return judged

    def _read(self, judged: Judged, rows: Sequence[Mapping[str, Any]]) -> None:
        if self._documents:
            said: Sequence[Said] = ()
            judged.documents = together(rows)
            judged.content, judged.faults = judged.documents.content, list(judged.documents.faults)
        else:
            said = [self._convert(row["n"], row["c"]) for row in rows]
            judged.content, judged.faults = document(said)
            judged.faults += [fault for one in said for fault in one.faults]
        self._check(judged, said)

    def _check(self, judged: Judged, said: Sequence[Said]) -> None:
        text = jsontext.dumps(judged.content)
        if len(text) > MAX_BYTES // 4 and len(text.encode()) > MAX_BYTES:
            judged.faults.append(Fault(judged.first, "", "too_large", f"A record may have {MAX_BYTES:,} bytes."))
            return
        try:
            draft = model_of(Entry, text, judged.content, {"today": self._today})
            found = vetted(draft, self._administration, self._today, {})
        except Invalid as invalid:
            told = {(fault.row, fault.field) for fault in judged.faults}
            for error in invalid.errors:
                fault = self._fault(error, said, judged.documents)
                if (fault.row, fault.field) not in told:
                    told.add((fault.row, fault.field))
                    judged.faults.append(fault)
            return
        judged.draft, judged.vetted = draft, found
        judged.warnings = [self._fault(warning, said, judged.documents) for warning in found.warnings]
        # Of a table, columns are always read in one order; a document has that of its sender.
        said_text = draft.model_dump_json(exclude={"confirm"}) if self._documents else text
        judged.digest = hashlib.sha256(said_text.encode()).hexdigest()

    def _fault(self, error: FieldError, said: Sequence[Said], documents: Together | None) -> Fault:
        """At the row and the column that the value came from."""
        if documents is not None:
            shown = None if error.code == _PERSONAL else documents.shown(error.path)
            return _told(error, *documents.place_of(error.path), shown)
        line, name = column_of(error.path)
        one = said[line] if line is not None and line < len(said) else _speaker(said, name)
        shown = None
        if error.code != _PERSONAL and one.cells:
            name = self._convert.written_as(name)
            shown = self._convert.shown(name, one.cells)
        return _told(error, one.row, name, shown)


def _told(error: FieldError, row: int, name: str, shown: str | None) -> Fault:
    nearest = error.more.get("nearest", ())
    message = _REQUIRED if error.code == "required" else error.message
    return Fault(row, name, error.code, message, shown, nearest, error.more.get("message_fr"))


def _speaker(said: Sequence[Said], name: str) -> Said:
    """The row that says it, of a field of the case."""
    return next((one for one in said if name in one.case), said[0]) if not name.startswith(LINE) else said[0]
