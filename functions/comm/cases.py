"""Hears of changed seizure records, and brings the boards up to those that were reported in an operation."""

from functools import cache

from cen.consumer import Consumer
from cen.doors import seizures
from cen.events import SeizureChanged
from cen.patience import patiently
from cen.settings import settings
from comm.following import Follower
from comm.store import open_store


@cache
def _follower() -> Follower:
    return Follower(open_store(), seizures(settings.seizures_door))


def _hear(event: SeizureChanged) -> None:
    patiently(lambda: _follower()(event.seizure_id))


handler = Consumer("comm", SeizureChanged, _hear)
