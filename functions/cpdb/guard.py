"""The catalogue is non-nominal: every text is searched for personal data before anything is stored. File names are not
even taken."""

from collections.abc import Iterator, Mapping
from typing import Any

from cen import guard
from cpdb.model import Draft, PictureConfirmation


def free_texts(draft: Draft) -> Iterator[tuple[str, str]]:
    """Dotted path and text of every field in which a person can write what they like."""
    for language, text in draft.caption.items():
        yield f"caption.{language}", text
    for position, note in enumerate(draft.notes):
        for language, text in note.text.items():
            yield f"notes.{position}.text.{language}", text


def written_texts(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The same of what is stored."""
    for language, text in content.get("caption", {}).items():
        yield f"caption.{language}", text
    for position, note in enumerate(content.get("notes", ())):
        for language, text in note["text"].items():
            yield f"notes.{position}.text.{language}", text


def checked(
    texts: Iterator[tuple[str, str]], confirm: PictureConfirmation | None, administration: str, known: Mapping[str, str]
) -> dict[str, Any]:
    """For the audit: what was found in texts that are not `known`, and the reason why it stays. Raises
    `PersonalDataFound` without one."""
    countries = (administration,)
    reason = confirm.personal_data if confirm else None
    overrides = guard.overrides(guard.findings(texts, countries, known), reason, countries)
    return {"overrides": overrides, "override_reason": reason} if overrides else {}
