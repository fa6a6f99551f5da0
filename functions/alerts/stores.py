"""What the routes of this context work on, each part opened at its first use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alerts.census import People
from alerts.citing import Seen, Sources
from alerts.people import open_people
from alerts.search.postings import Postings
from alerts.store import AlertStore
from cen.dynamo import table
from cen.settings import settings


@dataclass(frozen=True, slots=True)
class Stores:
    alerts: AlertStore
    postings: Postings
    sources: Sources
    people: Callable[[], People]


class SeizuresBehindTheDoor:
    """Seizure records, asked for at their context's door."""

    def read(self, ids: Sequence[str]) -> Sequence[Seen]:
        from cen.doors import seizures  # only who cites one goes through the door

        return seizures(settings.seizures_door).read(ids)


def open_stores() -> Stores:
    own = table(settings.table)
    return Stores(AlertStore(own), Postings(own), Sources(SeizuresBehindTheDoor()), open_people)
