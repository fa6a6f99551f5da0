"""The texts of an alert in which people can write what they like, searched for personal data."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from alerts.model import AlertConfirmation, AlertContent
from alerts.readers import Reader
from cen import guard

_NOTICE = ("what", "how_found", "how_to_spot", "safety")


def texts(content: AlertContent) -> Iterator[tuple[str, str]]:
    """Dotted path and text."""
    yield "title", content.title
    yield "text", content.text
    for name in _NOTICE if content.concealment else ():
        if value := getattr(content.concealment, name):
            yield f"concealment.{name}", value


def written(fields: Mapping[str, Any]) -> dict[str, str]:
    """The same of a stored document."""
    found = {name: fields[name] for name in ("title", "text")}
    notice = fields.get("concealment", {})
    return found | {f"concealment.{name}": notice[name] for name in _NOTICE if name in notice}


def checked(
    content: AlertContent, confirm: AlertConfirmation | None, reader: Reader, known: Mapping[str, str]
) -> dict[str, Any]:
    """For the audit: what was overridden and why. Raises `PersonalDataFound`."""
    return overridden(texts(content), confirm, reader, known)


def overridden(
    found: Iterable[tuple[str, str]], confirm: AlertConfirmation | None, reader: Reader, known: Mapping[str, str]
) -> dict[str, Any]:
    countries = [reader.administration] if reader.administration else []
    reason = confirm.personal_data if confirm else None
    told = guard.overrides(guard.findings(found, countries, known), reason, countries)
    return {"overrides": told, "override_reason": reason} if told else {}
