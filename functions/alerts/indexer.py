"""Hears that alerts changed, and brings the words up to date under which they are found."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from alerts.search.postings import Postings
from alerts.search.words import words_of
from alerts.store import AlertStore
from cen.consumer import Consumer
from cen.dynamo import table
from cen.events import AlertChanged
from cen.settings import settings

_TRIES = 3


class Overtaken(RuntimeError):
    """The alert changes faster than it is indexed: the message comes again."""


@dataclass(frozen=True, slots=True)
class Indexer:
    open: Callable[[], tuple[AlertStore, Postings]]

    def __call__(self, changed: AlertChanged) -> None:
        """By the alert as it is now, whatever the event says."""
        alerts, postings = self.open()
        for _ in range(_TRIES):
            record = alerts.read(changed.alert_id)
            if record is None or postings.bring_up_to(record, words_of(record)):
                return
        raise Overtaken(changed.alert_id)


@cache
def _open() -> tuple[AlertStore, Postings]:
    own = table(settings.table)
    return AlertStore(own), Postings(own)


handler = Consumer("alerts", AlertChanged, Indexer(_open))
