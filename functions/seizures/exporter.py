"""Makes the files of exports: hears that one was asked for."""

from collections.abc import Mapping, Sequence
from functools import cache

from cen.clock import utc_now
from cen.consumer import Consumer
from cen.dynamo import table
from cen.events import ExportRequested
from cen.patience import patiently
from cen.principal import Principal
from cen.settings import settings
from seizures.exports.sink import ExportBucket
from seizures.exports.store import ExportStore
from seizures.exports.worker import Worker
from seizures.search.find import ids
from seizures.search.index import open_index


def _walk(
    caller: Principal, search: Mapping[str, str], after: Mapping[str, str] | None
) -> tuple[Sequence[str], Mapping[str, str] | None]:
    return patiently(lambda: ids(open_index().read, caller, utc_now().date(), search, after))


@cache
def _worker() -> Worker:
    return Worker(ExportStore(table(settings.table)), _walk, ExportBucket())


def _hear(event: ExportRequested) -> None:
    _worker()(event)


handler = Consumer("seizures", ExportRequested, _hear)
