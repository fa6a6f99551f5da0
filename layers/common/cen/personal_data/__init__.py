"""Finds personal data in free text, as the CEN database is non-nominal: nothing may say who a person is.

A help to the officer, not a proof: a name without a word such as "Mr" or "driver" before it is not found. Vessels
(IMO numbers) and aircraft are public and pass. phonenumbers and stdnum are loaded when a text first has a candidate.
"""

import re
from collections.abc import Iterable, Sequence

from cen.personal_data.contacts import announced_phones, emails, phones
from cen.personal_data.finding import Detector, Finding, Kind
from cen.personal_data.identities import identities
from cen.personal_data.numbers import accounts, documents
from cen.personal_data.people import births, names
from cen.personal_data.text import Text, normalise
from cen.personal_data.transport import containers, vehicles

__all__ = ["Finding", "Kind", "find", "mask"]

# Where two overlap, the first stands.
_DETECTORS: tuple[Detector, ...] = (
    emails, accounts, identities, documents, containers, vehicles, births, announced_phones, phones, names,
)  # fmt: skip
# All the others look for digits, and most texts have none.
_WITHOUT_DIGITS: tuple[Detector, ...] = (emails, names)
_DIGIT = re.compile("[0-9]")

_MARKS: dict[Kind, str] = {
    "email": "[e-mail]",
    "phone": "[telephone]",
    "identity_number": "[identity number]",
    "document_number": "[document number]",
    "bank_account": "[bank account]",
    "payment_card": "[payment card]",
    "device_number": "[device number]",
    "container_number": "[container]",
    "vehicle_number": "[vehicle]",
    "person_name": "[name]",
    "birth_date": "[date of birth]",
}


def find(text: str, countries: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Sorted by place, not overlapping. `countries`: alpha-2 codes whose own telephone and identity numbers count."""
    plain = normalise(text)
    hints = tuple(country.upper() for country in countries)
    detectors = _DETECTORS if _DIGIT.search(plain.plain) else _WITHOUT_DIGITS
    suspected = [finding for detector in detectors for finding in detector(plain, hints)]
    return _apart(plain, len(text), suspected) if suspected else ()


def _apart(plain: Text, length: int, suspected: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that do not overlap, in the places of the original; of two that do, what was suspected first."""
    taken = bytearray(length)
    found = []
    for finding in suspected:
        start, end = plain.origin(finding.start, finding.end)
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            found.append(Finding(finding.kind, start, end, finding.detail))
    return tuple(sorted(found, key=lambda finding: finding.start))


def mask(text: str, findings: Iterable[Finding]) -> str:
    """The text with a mark such as `[e-mail]` in place of each finding."""
    for finding in sorted(findings, key=lambda finding: finding.start, reverse=True):
        text = f"{text[: finding.start]}{_MARKS[finding.kind]}{text[finding.end :]}"
    return text
