"""Reads what was uploaded for an import."""

from functools import cache

from cen.dynamo import table
from cen.s3 import client
from cen.settings import settings
from cen.uploads import Quarantine, Receiver, Uploaded
from seizures.imports.files import ImportFiles
from seizures.imports.reader import Reader
from seizures.imports.store import ImportStore


@cache
def _reader() -> Reader:
    s3 = client()
    files = ImportFiles(s3, settings.imports_bucket)
    return Reader(ImportStore(table(settings.table)), Quarantine(s3, settings.uploads_bucket), files)


def _hear(uploaded: Uploaded) -> None:
    _reader()(uploaded)


handler = Receiver("seizures", _hear)
