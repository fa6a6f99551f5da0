"""Hears of changed records and keeps a row of each that counts: a whole batch by one question to the records' door."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import batched
from typing import Protocol

from cen import jsontext
from cen.clock import utc_now
from cen.consumer import BatchConsumer
from cen.doors import READ_AT_ONCE, SeenSeizure, seizures
from cen.dynamo import table
from cen.events import SeizureChanged
from cen.ids import new_id
from cen.patience import patiently
from cen.settings import settings
from rilo_rollup.cells.row import BEFORE_PUBLICATION, row_of
from rilo_rollup.keep.rows import Change, RowStore


class Records(Protocol):
    def read(self, ids: Sequence[str]) -> Sequence[SeenSeizure]: ...


def change_of(seen: SeenSeizure) -> Change:
    document = jsontext.loads(seen.document)
    row = row_of(seen, document)
    if row is None:
        return Change(seen.id, seen.version, None, None, forgettable=seen.status in BEFORE_PUBLICATION)
    return Change(seen.id, seen.version, (seen.administration, row["seized_on"][:7]), jsontext.dumps(row))


def keep(records: Records, rows: RowStore, ids: Sequence[str], *, force: bool = False) -> int:
    """Rows of these cases as they are now; answers how many changed."""
    changed = 0
    for some in batched(dict.fromkeys(ids), READ_AT_ONCE, strict=False):
        seen = patiently(lambda some=some: records.read(some))  # type: ignore[misc]
        changed += rows.keep([change_of(one) for one in seen], force=force)
    return changed


@cache
def _rows() -> RowStore:
    return RowStore(table(settings.cells_table), lambda: new_id(utc_now()))


def _hear(events: Mapping[str, SeizureChanged]) -> Sequence[str]:
    """All of them, or none: what was kept before a failure does no harm when it comes again."""
    keep(seizures(settings.seizures_door), _rows(), [event.seizure_id for event in events.values()])
    return ()


handler = BatchConsumer("rilo_rollup", SeizureChanged, _hear)
