"""What people are to hear of a step: kept with its audit entry, so that it leaves by the outbox with it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cen.events import NoticeRaised, NoticeSettled


@dataclass(frozen=True, slots=True)
class Notice:
    """For one addressee, or for each of several: then each has a key of its own, with the addressee at its end."""

    key: str
    to: str | tuple[str, ...]
    kind: str
    subject: str
    must_act: bool = False
    due: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """`to`: the addressees, where each has a key of its own."""

    key: str
    to: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    raised: Sequence[Notice] = field(default_factory=tuple)
    settled: Sequence[Settled] = field(default_factory=tuple)

    def __add__(self, other: "Told") -> "Told":
        return Told([*self.raised, *other.raised], [*self.settled, *other.settled])

    def document(self) -> dict[str, Any]:
        """As it is stored: one entry for all who are told the same."""
        raised = [[one.key, one.to, one.kind, one.subject, one.must_act, one.due] for one in self.raised]
        return {"raised": raised, "settled": [[one.key, one.to] for one in self.settled]}


def events(document: dict[str, Any]) -> Iterator[NoticeRaised | NoticeSettled]:
    """Settled before raised: what is asked anew is not taken back by what it replaces."""
    for key, to in document["settled"]:
        for one in _keys(key, to):
            yield NoticeSettled(key=one)
    for key, to, kind, subject, must_act, due in document["raised"]:
        for one, addressee in zip(_keys(key, to), [to] if isinstance(to, str) else to, strict=True):
            yield NoticeRaised(key=one, to=addressee, kind=kind, must_act=must_act, subject=subject, due=due)


def _keys(key: str, to: str | Sequence[str] | None) -> list[str]:
    return [key] if to is None or isinstance(to, str) else [f"{key}:{one}" for one in to]
