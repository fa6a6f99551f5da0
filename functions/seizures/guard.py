"""The CEN database is non-nominal: free text is searched for personal data before anything is stored."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cen import guard
from cen.fields import Model, free_fields
from cen.problems import FieldError
from seizures.lines import DETAILS
from seizures.model import Confirmation, Draft

# Letters, a year, a serial number: how most administrations count their cases.
_SERIAL = re.compile(r"[A-Za-z]{1,8}[-/_. ]?(?:19|20)[0-9]{2}[-/_. ][0-9]{1,8}")


def free_texts(draft: Draft) -> Iterator[tuple[str, str]]:
    """Dotted path and text of every field in which a person can write what they like."""
    if draft.national_reference and not _SERIAL.fullmatch(draft.national_reference):
        yield "national_reference", draft.national_reference
    if draft.narrative:
        yield "narrative", draft.narrative
    if draft.concealment and draft.concealment.description:
        yield "concealment.description", draft.concealment.description
    for position, line in enumerate(draft.lines):
        for path, part in (("quantity.reported", line.quantity.reported), ("details", line.details)):
            if part is not None:
                yield from _written_in(part, f"lines.{position}.{path}")


def _written_in(part: Model, path: str) -> Iterator[tuple[str, str]]:
    for name in free_fields(type(part)):
        value = getattr(part, name)
        if isinstance(value, str):
            yield f"{path}.{name}", value


def written_texts(fields: Mapping[str, Any]) -> Iterator[str]:
    """The same of a stored document, but for the reference, in which nobody looks for words."""
    concealment = fields.get("concealment") or {}
    texts = [fields.get("narrative"), concealment.get("description")]
    for line in fields["lines"]:
        details = line.get("details") or {}
        texts += [details.get(name) for name in free_fields(DETAILS[line["category"]])]
    return (text for text in texts if isinstance(text, str))


def findings(texts: Iterator[tuple[str, str]], administration: str, known: Mapping[str, str]) -> list[FieldError]:
    return guard.findings(texts, (administration,), known)


def overrides(found: list[FieldError], confirmation: Confirmation | None, administration: str) -> list[str]:
    reason = confirmation.personal_data if confirmation else None
    return guard.overrides(found, reason, (administration,))


def known_texts(fields: Mapping[str, Any], draft: Draft) -> dict[str, str]:
    """The texts of the stored document at the paths that the draft has."""
    found = {}
    for path, _ in free_texts(draft):
        value: Any = fields
        for step in path.split("."):
            if isinstance(value, list):
                value = value[int(step)] if int(step) < len(value) else None
            else:
                value = value.get(step) if isinstance(value, Mapping) else None
        if isinstance(value, str):
            found[path] = value
    return found
