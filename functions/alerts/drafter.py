"""Hears that the statistics drafted a situation report, and files it for the RILO's people to edit and publish;
the run is told whether it was filed."""

from functools import cache

from alerts.situation import file_draft
from alerts.store import AlertStore, open_store
from cen.act import Act
from cen.clock import utc_now
from cen.consumer import Consumer
from cen.doors import Statistics, statistics
from cen.events import SituationDrafted
from cen.patience import patiently
from cen.principal import Principal
from cen.settings import settings

_MACHINE = Principal("statistics", "statistics", "service")


@cache
def _opened() -> tuple[Statistics, AlertStore]:
    return statistics(settings.rilo_rollup_door), open_store()


def _hear(event: SituationDrafted) -> None:
    door, store = _opened()
    document = patiently(lambda: door.draft(event.run_id, event.rilo))
    if document is not None:  # a later run may have taken its place
        filed = patiently(lambda: file_draft(store, Act(_MACHINE, utc_now(), event.run_id), document))
        patiently(lambda: door.filed(event.run_id, event.rilo, filed=filed))


handler = Consumer("alerts", SituationDrafted, _hear)
