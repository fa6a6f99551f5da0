"""Hears that files for the library arrived in quarantine."""

from functools import cache

from alerts.library.receiving import Librarian
from alerts.shelf.files import open_files
from alerts.shelf.store import ShelfStore
from alerts.store import open_store
from cen.s3 import client
from cen.settings import settings
from cen.uploads import Quarantine, Receiver, Uploaded


@cache
def _librarian() -> Librarian:
    quarantine = Quarantine(client(), settings.uploads_bucket)
    return Librarian(ShelfStore(open_store()), quarantine, open_files(settings.library_bucket))


def _hear(uploaded: Uploaded) -> None:
    _librarian().hear(uploaded)


handler = Receiver("alerts", _hear)
