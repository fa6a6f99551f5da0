"""Keeps the search up to date: hears of changed records and posts them as they are now."""

from collections.abc import Callable
from datetime import date
from functools import cache
from time import sleep

from cen.clock import utc_now
from cen.consumer import Consumer
from cen.events import SeizureChanged
from cen.patience import patiently
from seizures.search.index import SearchIndex, open_index
from seizures.search.project import Records, project
from seizures.store import SeizureStore, open_store


@cache
def _stores() -> tuple[SeizureStore, SearchIndex]:
    return open_store(), open_index()


def bring_up(
    records: Records, index: SearchIndex, id: str, today: date, pause: Callable[[float], None] = sleep
) -> bool:
    """Whether the index changed. Two changes of a record that are heard at once get into each other's way for a moment;
    left to the queue, the later one would come again after minutes."""
    return patiently(lambda: project(records, index, id, today), pause)


def _hear(event: SeizureChanged) -> None:
    records, index = _stores()
    bring_up(records, index, event.seizure_id, utc_now().date())


handler = Consumer("seizures", SeizureChanged, _hear)
