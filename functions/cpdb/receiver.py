"""Hears of uploads: pictures to publish, and pictures to search with."""

from collections.abc import Callable
from functools import cache

from cen.dynamo import table
from cen.ids import is_id
from cen.settings import settings
from cen.uploads import Receiver, Uploaded
from cpdb.images.workshop import Workshop
from cpdb.looks.hashing import Hasher
from cpdb.looks.store import LookStore
from cpdb.processing import Processor
from cpdb.shelf import new_place, open_shelf
from cpdb.store import open_store
from cpdb.stores import open_quarantine, open_seizures
from cpdb.uploads import LOOKS, PICTURES


@cache
def _workers() -> dict[str, Callable[[str, Uploaded], None]]:
    """By where uploads lie."""
    workshop, quarantine = Workshop(), open_quarantine()
    processor = Processor(open_store(), quarantine, workshop, open_shelf(), open_seizures(), new_place)
    hasher = Hasher(LookStore(table(settings.table)), quarantine, workshop)
    return {PICTURES: processor, LOOKS: hasher}


def _hear(uploaded: Uploaded) -> None:
    kind, _, id = uploaded.key.rpartition("/")
    work = _workers().get(kind)
    if work is not None and is_id(id):
        work(id, uploaded)


handler = Receiver("cpdb", _hear)
