"""Keeps the figures of each administration: hears of changed records, and of alerts that cite them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import RootModel

from cen.act import Act
from cen.clock import utc_now
from cen.consumer import Consumer
from cen.dynamo import table
from cen.events import NoticeRaised, SeizureChanged
from cen.patience import patiently
from cen.principal import Principal, Tier
from cen.settings import settings
from seizures.payback.store import FigureStore
from seizures.payback.tallying import Tally
from seizures.record import Record
from seizures.search.index import open_index
from seizures.search.keys import entry_of
from seizures.search.similar import similar
from seizures.store import open_store

# Who reads what everybody of the database may read, and nothing else.
_ANYBODY = Principal(id="", name="", kind="service", tier=Tier.READ_ONLY)


class Heard(RootModel[SeizureChanged | NoticeRaised]):
    """What the queue brings."""


def _similar(record: Record) -> Sequence[dict[str, Any]]:
    found = similar(open_index().read, Act(_ANYBODY, utc_now(), ""), entry_of(record).keys, record.id)
    return [one["seizure"] for one in found]


@cache
def _tally() -> Tally:
    return Tally(open_store(), FigureStore(table(settings.figures_table)), _similar, utc_now)


def _hear(heard: Heard) -> None:
    match heard.root:
        case SeizureChanged() as event:
            patiently(lambda: _tally().changed(event))
        case NoticeRaised() as notice:
            patiently(lambda: _tally().cited(notice))


handler = Consumer("seizures", Heard, _hear)
