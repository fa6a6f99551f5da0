"""From the text of a file to what is thought of its cases, without a cloud."""

import io
from typing import Any

from cen import jsontext
from seizures.imports.header import known_in
from seizures.imports.judge import Judge, Judged
from seizures.imports.mapping import Mapping
from seizures.imports.plan import Plan
from seizures.imports.reading.documents import Documents
from seizures.imports.reading.text import read_table
from seizures.imports.split import Split, parts, split
from tests.unit.seizures.builders import NOW

TODAY = NOW.date().isoformat()


def mapping_of(**fields: Any) -> Mapping:
    return Mapping.model_validate_json(jsontext.dumps(fields))


def cut(text: str, mapping: Mapping | None = None, category: str | None = None) -> tuple[Split, list[list[Any]]]:
    """And the parts: the plan, then cases."""
    mapping = mapping or Mapping()
    documents = text.startswith("{")
    content = text.encode()
    source = Documents(content) if documents else read_table(content, known_in(mapping).known)
    lines = io.BytesIO()
    found = split(source, lines, mapping=mapping, category=category, today=TODAY, documents=documents)
    return found, [[jsontext.loads(line) for line in part.splitlines()] for part in parts(found, lines)]


def judged(text: str, mapping: Mapping | None = None, category: str | None = None) -> list[Judged]:
    _, cut_parts = cut(text, mapping, category)
    found = []
    for plan, *cases in cut_parts:
        judge = Judge(Plan.model_validate_json(jsontext.dumps(plan)), "FR")
        found += [judge(case) for case in cases]
    return found


def faults(case: Judged) -> list[tuple[int, str, str, str | None]]:
    return [(fault.row, fault.field, fault.code, fault.value) for fault in case.faults]


def only(text: str, **more: Any) -> Judged:
    (found,) = judged(text, **more)
    return found


def content(case: Judged) -> dict[str, Any]:
    assert case.draft is not None, case.faults
    return case.draft.model_dump(mode="json", exclude_none=True)
