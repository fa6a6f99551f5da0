"""An operation at rest: what every request needs of it, in one small item. Name and purpose are sealed elsewhere."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cen.fields import Model
from comm.model import Consent, State


class Facts(Model):
    """`opener`: who opened it; `writers`, `observers`: administrations with an active member who may write, or may only
    read."""

    rilo: str
    consent: Consent
    opened_by: str
    opener: str
    opened_at: str
    starts_on: str
    ends_on: str
    retain_until: str
    regions: tuple[str, ...]
    categories: tuple[str, ...]
    form: str
    writers: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    closed_at: str | None = None
    archived_at: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """`version`: of what is decided about the operation; messages do not raise it. `last`: number of the newest
    message. `changes`: how many were changed or withdrawn. `generation`: of the key that new messages are sealed with.
    """

    id: str
    version: int
    state: State
    last: int
    changes: int
    generation: int
    facts: Facts

    @property
    def members(self) -> tuple[str, ...]:
        return (*self.facts.writers, *self.facts.observers)

    @property
    def known(self) -> bool:
        """Whether a RILO stands behind it, so that others may be let in."""
        return self.facts.consent is Consent.GIVEN

    def changed(self, **facts: Any) -> "Head":
        return replace(self, version=self.version + 1, facts=self.facts.model_copy(update=facts))

    def moved(self, state: State, **facts: Any) -> "Head":
        return replace(self.changed(**facts), state=state)


def begun(head: Head, today: date) -> bool:
    return date.fromisoformat(head.facts.starts_on) <= today


@dataclass(frozen=True, slots=True)
class Description:
    """What an operation is called and is for, sealed. `version` is the head's when it was written."""

    version: int
    sealed: str
