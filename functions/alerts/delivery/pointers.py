"""Systems that are told of what comes into their owners' inboxes: ids and codes, never a word of what is written there.

Whose a notice is, is decided when it is told of, and the topic hands it to those subscriptions alone: no word that a
filter could hold says who sits in an operation at this moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from alerts.delivery.handing import once
from alerts.delivery.letters import Seats
from alerts.delivery.model import What
from alerts.delivery.outside import Announcements
from alerts.delivery.store import DeliveryStore
from alerts.inbox.model import addressees, operation_of
from alerts.subscriptions.model import Kept
from alerts.subscriptions.policy import attributes_of_notice
from alerts.subscriptions.store import SubscriptionStore
from cen.clock import instant
from cen.events import NoticeRaised


@dataclass(frozen=True, slots=True)
class Pointers:
    subscriptions: SubscriptionStore
    store: DeliveryStore
    seats: Seats
    topic: Announcements

    def tell(self, event: NoticeRaised, now: datetime) -> None:
        """Of each message of an operation, where people's inboxes hold one notice for a whole day."""
        wanted = [kept.id for kept in self._wanted(event, now)]
        if not wanted:
            return
        key = f"notice:{event.key}:{_last(event.subject)}:{event.to}"
        once(self.store, key, now, lambda: self.topic.publish(_message(key, event), attributes_of_notice(wanted)))
        self.store.delivered(wanted, key, instant(now))

    def _wanted(self, event: NoticeRaised, now: datetime) -> Iterator[Kept]:
        operation = operation_of(event.subject, event.to)
        for kept in self.subscriptions.of_notices():
            owner = kept.owner.principal
            if event.to not in addressees(owner):
                continue
            as_now = replace(owner, signed_in_at=int(now.timestamp()))
            if operation is None or self.seats.seat(operation, as_now) is not None:
                yield kept


def _message(key: str, event: NoticeRaised) -> dict[str, Any]:
    message = {
        "key": key,
        "what": What.NOTICE,
        "id": _last(event.subject),
        "kind": event.kind,
        "to": event.to,
        "must_act": event.must_act,
        "subject": event.subject,
    }
    return message | ({"due": event.due} if event.due else {})


def _last(subject: str) -> str:
    return subject.rpartition("/")[2]
