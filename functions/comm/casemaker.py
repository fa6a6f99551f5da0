"""Makes cases of reported seizures: hears that one is owed."""

from functools import cache

from cen.consumer import Consumer
from cen.doors import seizures
from cen.events import CaseOwed
from cen.patience import patiently
from cen.settings import settings
from comm.making import CaseMaker
from comm.stores import open_rooms


@cache
def _maker() -> CaseMaker:
    return CaseMaker(open_rooms(), seizures(settings.seizures_door))


def _hear(event: CaseOwed) -> None:
    patiently(lambda: _maker()(event))


handler = Consumer("comm", CaseOwed, _hear)
