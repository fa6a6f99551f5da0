"""Writes the reports of imports."""

from functools import cache

from cen.consumer import Consumer
from cen.dynamo import table
from cen.events import ImportClosed
from cen.s3 import client
from cen.settings import settings
from seizures.imports.files import ImportFiles
from seizures.imports.report import Reporter
from seizures.imports.store import ImportStore


@cache
def _reporter() -> Reporter:
    return Reporter(ImportStore(table(settings.table)), ImportFiles(client(), settings.imports_bucket))


def _hear(event: ImportClosed) -> None:
    _reporter()(event)


handler = Consumer("seizures", ImportClosed, _hear)
