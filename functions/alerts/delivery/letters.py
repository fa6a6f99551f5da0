"""Writes what is due as lines of a letter: of each item what this person may know of it at this moment, or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from alerts.delivery import words
from alerts.delivery.model import Item, What
from alerts.delivery.words import HEADS, Language, Line
from alerts.inbox.model import addressees, operation_of
from alerts.inbox.titles import title
from alerts.model import AlertStatus
from alerts.readers import Reader, may_read
from alerts.record import Record, as_of
from cen.clock import instant
from cen.doors import SeenSearch, SeenSeat
from cen.principal import Principal
from cen.tlp import Tlp

_OPEN = frozenset({Tlp.CLEAR, Tlp.GREEN})


class Alerts(Protocol):
    def read_many(self, ids: Sequence[str]) -> Sequence[Record]:
        """Those that there are."""


class Seizures(Protocol):
    def visible(self, ids: Sequence[str], to: Principal) -> list[str]: ...

    def searches(self, ids: Sequence[str]) -> list[SeenSearch]: ...


class Seats(Protocol):
    def seat(self, operation: str, of: Principal) -> SeenSeat | None:
        """Raises `Unavailable`."""


class Notices(Protocol):
    def settled(self, keys: Sequence[str]) -> set[str]:
        """Those of at most 100 notices that are settled."""


@dataclass(frozen=True, slots=True)
class Writer:
    alerts: Alerts
    seizures: Seizures
    notices: Notices
    seats: Seats

    def lines(self, items: Sequence[Item], to: Principal, language: Language, now: datetime) -> list[Line]:
        """Alerts first, then matches by search, then what is to be done."""
        of = {what: [item for item in items if item.what is what] for what in What}
        return [
            *self._alerts(of[What.ALERT], to, language, now),
            *self._matches(of[What.MATCH], to, language),
            *self._notices(of[What.NOTICE], to, now),
        ]

    def _alerts(self, items: Sequence[Item], to: Principal, language: Language, now: datetime) -> Iterator[Line]:
        if not items:
            return
        reader, today = Reader.of(to), now.date()
        for stored in self.alerts.read_many([item.id for item in items]):
            record = as_of(stored, instant(now))
            hidden = record.head.operation is not None or not may_read(record.head, reader, today)
            if record.status is not AlertStatus.PUBLISHED or hidden:
                continue
            yield Line(self._head(record, language), _said(record, language), f"alerts/{record.id}")

    def _head(self, record: Record, language: Language) -> str:
        return HEADS["named", "en"] if record.head.tlp is Tlp.RED else HEADS["alert", language]

    def _matches(self, items: Sequence[Item], to: Principal, language: Language) -> Iterator[Line]:
        if not items:
            return
        visible = set(self.seizures.visible([item.id for item in items], to))
        names = {one.id: one.name for one in self.seizures.searches(list({str(item.search) for item in items}))}
        for item in sorted(items, key=lambda one: (str(one.search), one.id)):
            if item.id in visible and item.search in names:
                head = HEADS["match", language].format(name=names[item.search])
                yield Line(head, words.match(item.id, language), f"seizures/{item.id}")

    def _notices(self, items: Sequence[Item], to: Principal, now: datetime) -> Iterator[Line]:
        """Only what is still to be done, and still by this person."""
        if not items:
            return
        settled = self.notices.settled([item.key for item in items])
        own = set(addressees(to))
        for item in sorted(items, key=lambda one: one.at):
            if item.key in settled or item.to not in own or not self._sits(item, to, now):
                continue
            english, french = (title(str(item.kind), one, must_act=True) for one in ("en", "fr"))
            due = f" ({item.due[:10]})" if item.due else ""
            yield Line(HEADS["notice", "en"], f"{english} / {french}{due}", str(item.subject))

    def _sits(self, item: Item, to: Principal, now: datetime) -> bool:
        """Whoever could sign in now has a seat in the operation that the notice points into, if it does."""
        operation = operation_of(str(item.subject), str(item.to))
        as_now = replace(to, signed_in_at=int(now.timestamp()))
        return operation is None or self.seats.seat(operation, as_now) is not None


def _said(record: Record, language: Language) -> str:
    if record.head.tlp not in _OPEN:
        return words.restricted_alert(record.head.tlp, language)
    fields = record.fields
    return words.open_alert(fields["kind"], fields["severity"], fields["title"], language)
