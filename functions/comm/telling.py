"""Events that an audit item brings: written with it as they will be published, so that the outbox only hands them on.

They hold ids, codes and numbers, never a word of what was written or what an operation is called.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel

from cen import jsontext
from cen.events import CaseOwed, MessageSent, NoticeRaised, NoticeSettled

type Told = MessageSent | CaseOwed | NoticeRaised | NoticeSettled

_KINDS: dict[str, type[BaseModel]] = {
    kind.__name__: kind for kind in (MessageSent, CaseOwed, NoticeRaised, NoticeSettled)
}


def written(events: Iterable[Told]) -> str:
    return jsontext.dumps([{"event": type(event).__name__, **event.model_dump(exclude_none=True)} for event in events])


def read(text: str) -> Sequence[BaseModel]:
    """Raises `LookupError` or `ValueError` for what is none."""
    return [_event(told) for told in jsontext.loads(text)]


def _event(told: dict[str, Any]) -> BaseModel:
    fields = dict(told)
    return _KINDS[fields.pop("event")].model_validate(fields)


def news_key(operation: str, day: str) -> str:
    """One notice per operation, addressee and day (UTC), however many messages come: what is raised once under a key
    is not raised again."""
    return f"operation:{operation}:news:{day}"


def urgent_key(operation: str, number: int) -> str:
    return f"operation:{operation}:message:{number}"


def warning_key(operation: str, number: int, addressee: str, asked: int) -> str:
    """`asked`: how often; each time is another notice, which takes the place of the one before."""
    return f"operation:{operation}:warning:{number}:{addressee}:{asked}"


def case_key(operation: str, number: int, version: int) -> str:
    """`version`: of the message. Each has one outcome."""
    return f"operation:{operation}:case:{number}:{version}"


def consent_key(operation: str) -> str:
    return f"operation:{operation}:consent"


def subject(operation: str, number: int | None = None) -> str:
    return f"operations/{operation}" + (f"/messages/{number}" if number else "")
