"""The life of an alert: which step leads from where to where, and whose step it is.

draft ──publish──────────────────► published ──supersede──► superseded
  │                                 │  ▲  └──── expire ───► expired ──renew──► published
  └─propose─► proposed ──publish────┘  └── renew              └──close──► (its author has seen it)
  ▲             │
  └─ returned ◄─┘                  any of them ──withdraw──► withdrawn
"""

from dataclasses import dataclass
from enum import Enum

from alerts.errors import NotTheOffice, WrongState
from alerts.model import AlertStatus
from alerts.readers import Reader
from alerts.record import Record

_S = AlertStatus


class Party(Enum):
    OFFICE = "the office that wrote the alert"
    RILO = "the RILO that the proposal waits with"


@dataclass(frozen=True, slots=True)
class Step:
    action: str
    sources: frozenset[AlertStatus]
    party: Party = Party.OFFICE

    def check(self, record: Record, reader: Reader) -> None:
        """Raises `NotTheOffice` or `WrongState`."""
        whose = f"rilo:{record.head.rilo}" if self.party is Party.RILO else record.head.publisher
        if self.party is Party.RILO and record.status is not _S.PROPOSED:
            raise self._not_from(record.status)
        if whose not in reader.offices:
            raise NotTheOffice(f"Only {self.party.value} can do this.")
        if record.status not in self.sources:
            raise self._not_from(record.status)

    def _not_from(self, status: AlertStatus) -> WrongState:
        return WrongState(f"An alert that is {status} cannot be {self.action}.", current_status=status)


_UNSENT = frozenset({_S.DRAFT, _S.RETURNED})
CHANGE = Step("changed", _UNSENT | {_S.PUBLISHED})
PROPOSE = Step("proposed", _UNSENT)
RETURN = Step("returned", frozenset({_S.PROPOSED}), Party.RILO)
ACCEPT = Step("published", frozenset({_S.PROPOSED}), Party.RILO)
PUBLISH = Step("published", _UNSENT)
RENEW = Step("renewed", frozenset({_S.PUBLISHED, _S.EXPIRED}))
SUPERSEDE = Step("superseded", frozenset({_S.PUBLISHED, _S.EXPIRED}))
WITHDRAW = Step("withdrawn", frozenset(_S) - {_S.WITHDRAWN})
CLOSE = Step("closed", frozenset({_S.EXPIRED}))
EXPIRE = "expired"
