"""What is looked at before the content of a record is written, whichever way it came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cen.problems import FieldError
from seizures import guard, plausibility
from seizures.errors import Implausible
from seizures.model import Confirmation, Entry


@dataclass(frozen=True, slots=True)
class Vetted:
    """What was found and does not refuse the record: personal data that the caller confirmed (as the audit keeps it),
    and what asks for a second look."""

    overrides: Sequence[str] = ()
    warnings: Sequence[FieldError] = ()

    @property
    def warned(self) -> list[str]:
        """Ids of the rules."""
        return list(dict.fromkeys(warning.code for warning in self.warnings))


def vetted(draft: Entry, administration: str, today: date, known: dict[str, str]) -> Vetted:
    """`known`: texts that stand already. Raises `Implausible` or `PersonalDataFound`."""
    found = plausibility.found(draft, administration, today)
    if found.errors:
        raise Implausible("The record says what cannot be.", errors=found.errors)
    personal = guard.findings(guard.free_texts(draft), administration, known)
    return Vetted(guard.overrides(personal, draft.confirm, administration), found.warnings)


def told(confirm: Confirmation | None, found: Vetted) -> dict[str, Any]:
    """For the audit: the checks that were overridden with the caller's reason, and those that ask for a second look."""
    overridden = {"overrides": found.overrides, "override_reason": confirm.personal_data} if confirm else {}
    return {"warnings": found.warned, **(overridden if found.overrides else {})}


def checked_text(path: str, text: str | None, confirm: Confirmation | None, administration: str) -> dict[str, Any]:
    """What the audit says of a text beside a record, sent in the field `path`. Raises `PersonalDataFound`."""
    found = guard.findings(iter([(path, text)] if text else []), administration, {})
    return told(confirm, Vetted(guard.overrides(found, confirm, administration)))
