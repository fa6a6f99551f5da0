"""Enters what imports bring, part by part."""

from functools import cache

from cen.consumer import Consumer
from cen.dynamo import table
from cen.events import ImportPartReady
from cen.s3 import client
from cen.settings import settings
from seizures.imports.files import ImportFiles
from seizures.imports.parts import Parts
from seizures.imports.store import ImportStore


@cache
def _parts() -> Parts:
    return Parts(ImportStore(table(settings.table)), ImportFiles(client(), settings.imports_bucket))


def _hear(event: ImportPartReady) -> None:
    _parts()(event)


handler = Consumer("seizures", ImportPartReady, _hear)
