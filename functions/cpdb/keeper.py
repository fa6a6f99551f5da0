"""Hears of changed pictures."""

from functools import cache

from cen.consumer import Consumer
from cen.events import PictureChanged
from cen.patience import patiently
from cpdb.catalogue.index import open_catalogue
from cpdb.keeping import Follower, Keeper
from cpdb.shelf import open_shelf
from cpdb.store import open_store
from cpdb.stores import open_seizures


@cache
def _keeper() -> Keeper:
    store, shelf = open_store(), open_shelf()
    return Keeper(store, open_catalogue(), shelf, Follower(store, open_seizures(), shelf))


def _hear(event: PictureChanged) -> None:
    """Two changes that are heard at once get into each other's way for a moment."""
    patiently(lambda: _keeper()(event.picture_id))


handler = Consumer("cpdb", PictureChanged, _hear)
