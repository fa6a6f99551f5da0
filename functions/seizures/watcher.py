"""Tells saved searches of records that come to match them: hears of changed records."""

from functools import cache

from cen.consumer import Consumer
from cen.dynamo import table
from cen.events import SeizureChanged
from cen.patience import patiently
from cen.settings import settings
from seizures.store import SeizureStore
from seizures.watches.match import Matcher
from seizures.watches.store import SearchStore


@cache
def _watcher() -> Matcher:
    own = table(settings.table)
    return Matcher(SeizureStore(own), SearchStore(own))


def _hear(event: SeizureChanged) -> None:
    patiently(lambda: _watcher()(event))


handler = Consumer("seizures", SeizureChanged, _hear)
