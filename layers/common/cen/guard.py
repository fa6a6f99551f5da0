"""Free text is searched for personal data before anything is stored: who means it confirms it, with a reason that goes
to the audit."""

from collections.abc import Iterable, Mapping, Sequence

from cen import personal_data
from cen.problems import FieldError, Invalid


class PersonalDataFound(Invalid):
    """Each error names the field, the kind and the place. Remove it, or confirm with a reason."""

    code, title = "personal_data", "The text seems to hold personal data"


def findings(texts: Iterable[tuple[str, str]], countries: Sequence[str], known: Mapping[str, str]) -> list[FieldError]:
    """What looks personal in texts (dotted path, text) that are new or changed against `known`. The value itself is
    never repeated. `countries`: whose own telephone and identity numbers count."""
    return [
        _error(path, finding)
        for path, text in texts
        if known.get(path) != text
        for finding in personal_data.find(text, countries)
    ]


def _error(path: str, finding: personal_data.Finding) -> FieldError:
    place = {"kind": finding.kind, "start": finding.start, "end": finding.end}
    message = f"Characters {finding.start} to {finding.end} look like personal data: {finding.detail}."
    return FieldError(path, "personal_data", message, place)


def overrides(found: Sequence[FieldError], reason: str | None, countries: Sequence[str]) -> list[str]:
    """What the audit keeps of confirmed findings: kind and field. Raises `PersonalDataFound` if they are not confirmed,
    or if the reason itself names somebody, for which there is no confirmation."""
    if found and reason is None:
        raise PersonalDataFound(
            "The text seems to hold personal data. Remove it, or send confirm.personal_data with a reason.",
            errors=found,
        )
    if reason is not None and (told := findings([("confirm.personal_data", reason)], countries, {})):
        raise PersonalDataFound("Give a reason that holds no personal data itself.", errors=told)
    return [f"{error.more['kind']} in {error.path}" for error in found]
