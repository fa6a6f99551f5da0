"""Hears of changed seizure records, which their pictures follow."""

from functools import cache

from cen.consumer import Consumer
from cen.events import SeizureChanged
from cen.patience import patiently
from cpdb.keeping import Follower
from cpdb.shelf import open_shelf
from cpdb.store import open_store
from cpdb.stores import open_seizures


@cache
def _follower() -> Follower:
    return Follower(open_store(), open_seizures(), open_shelf())


def _hear(event: SeizureChanged) -> None:
    patiently(lambda: _follower().seizure_changed(event.seizure_id))


handler = Consumer("cpdb", SeizureChanged, _hear)
