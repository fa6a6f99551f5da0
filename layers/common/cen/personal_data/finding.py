"""What the guard reports: where personal data stands in a text and what kind it is, never the value."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cen.personal_data.text import Text

Kind = Literal[
    "email",
    "phone",
    "identity_number",
    "document_number",
    "bank_account",
    "payment_card",
    "device_number",
    "container_number",
    "vehicle_number",
    "person_name",
    "birth_date",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """`start` and `end` count code points of the text given; `detail` completes "looks like personal data: …"."""

    kind: Kind
    start: int
    end: int
    detail: str


# Reports places in `Text.plain`, which `find` turns into places of the original. Hints are upper-case alpha-2.
Detector = Callable[[Text, Sequence[str]], Iterator[Finding]]
