"""The words an alert is found by: those of its texts, and the names of its codes in any language. Pure.

They are folded, so that case and accents do not count. Of very long texts the first `MOST` different words count.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from alerts.model import AlertStatus
from alerts.record import Record
from cen import codes
from cen.codes.text import words

MOST = 300
_LONGEST = 40
_FOUND = frozenset({AlertStatus.PUBLISHED, AlertStatus.EXPIRED, AlertStatus.SUPERSEDED})
_CODES = (("place", "concealment_place"), ("method", "concealment_method"), ("mode", "transport_mode"))


def words_of(record: Record) -> list[str]:
    """Nothing for what is not to be found by others: drafts, proposals, what was withdrawn."""
    if record.status not in _FOUND:
        return []
    folded = (word[:_LONGEST] for text in _texts(record.fields) for word in words(text))
    return list(dict.fromkeys(folded))[:MOST]


def asked_for(q: str) -> list[str]:
    return list(dict.fromkeys(word[:_LONGEST] for word in words(q)))


def _texts(fields: Mapping[str, Any]) -> Iterator[str]:
    yield fields["title"]
    yield fields["kind"]
    for category in fields.get("categories", ()):
        yield from codes.names("commodity", category)
    for region in fields.get("regions", ()):
        yield from codes.names("rilo", region)
    notice = fields.get("concealment", {})
    for name, list_id in _CODES:
        yield from codes.names(list_id, notice[name]) if name in notice else ()
    yield from (notice[name] for name in ("what", "how_found", "how_to_spot", "safety") if name in notice)
    yield fields["text"]
