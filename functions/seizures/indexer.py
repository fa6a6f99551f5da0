"""Keeps the search up to date: hears of changed records and posts them as they are now."""

from functools import cache

from cen.clock import utc_now
from cen.consumer import Consumer
from cen.events import SeizureChanged
from seizures.search.index import SearchIndex, open_index
from seizures.search.project import project
from seizures.store import SeizureStore, open_store


@cache
def _stores() -> tuple[SeizureStore, SearchIndex]:
    return open_store(), open_index()


def _hear(event: SeizureChanged) -> None:
    records, index = _stores()
    project(records, index, event.seizure_id, utc_now().date())


handler = Consumer("seizures", SeizureChanged, _hear)
