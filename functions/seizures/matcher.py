"""Finds records that may be of one case: hears of changed records and compares them with what they meet."""

from functools import cache

from cen.clock import utc_now
from cen.consumer import Consumer
from cen.events import SeizureChanged
from cen.patience import patiently
from seizures.duplicates.matching import Matcher
from seizures.duplicates.store import PairStore
from seizures.store import open_store
from seizures.stores import open_blocks


@cache
def _matcher() -> Matcher:
    return Matcher(PairStore(open_store()), open_blocks(), utc_now)


def _hear(event: SeizureChanged) -> None:
    patiently(lambda: _matcher().match(event.seizure_id))


handler = Consumer("seizures", SeizureChanged, _hear)
