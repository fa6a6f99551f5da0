"""What the routes of this context work on, each part opened at its first use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from alerts.census import People
from alerts.citing import Seen, Sources
from alerts.people import open_people
from alerts.search.postings import Postings
from alerts.seating import Seats
from alerts.shelf.files import open_files
from alerts.shelf.store import ShelfStore
from alerts.store import AlertStore
from cen.dynamo import table
from cen.settings import settings
from cen.uploads import Quarantine

if TYPE_CHECKING:
    from cen.doors import Operations, SeenMembers, SeenSeat
    from cen.principal import Principal


class Files(Protocol):
    """Checked files of the library."""

    def link(self, id: str, content_type: str, title: str) -> str:
        """An address that is good for five minutes."""

    def remove(self, id: str) -> None:
        """For good; doing it again changes nothing."""


class OperationsBehindTheDoor:
    """Seats in joint operations, asked for at their context's door."""

    def seat(self, operation: str, of: "Principal") -> "SeenSeat | None":
        return self._door().seat(operation, of)

    def members(self, operation: str, of: "Principal") -> "SeenMembers | None":
        return self._door().members(operation, of)

    def _door(self) -> "Operations":
        from cen.doors import operations  # only who asks for a seat goes through the door

        return operations(settings.comm_door)


@dataclass(frozen=True, slots=True)
class Stores:
    alerts: AlertStore
    postings: Postings
    shelves: ShelfStore
    sources: Sources
    people: Callable[[], People]
    quarantine: Callable[[], Quarantine]
    files: Callable[[], Files]
    seats: Seats = field(default_factory=OperationsBehindTheDoor)


class SeizuresBehindTheDoor:
    """Seizure records, asked for at their context's door."""

    def read(self, ids: Sequence[str]) -> Sequence[Seen]:
        from cen.doors import seizures  # only who cites one goes through the door

        return seizures(settings.seizures_door).read(ids)


class PicturesBehindTheDoor:
    """Concealment pictures, asked for at their context's door: those that others than their owner may see."""

    def read(self, ids: Sequence[str]) -> Sequence[Seen]:
        from cen.doors import pictures  # only who cites one goes through the door

        seen = pictures(settings.cpdb_door).read(ids)
        return [replace(one, status="published") for one in seen if one.status == "ready" and not one.held]


def _quarantine() -> Quarantine:
    from cen.s3 import client

    return Quarantine(client(), settings.uploads_bucket)


def open_stores() -> Stores:
    own = table(settings.table)
    alerts = AlertStore(own)
    return Stores(
        alerts=alerts,
        postings=Postings(own),
        shelves=ShelfStore(alerts),
        sources=Sources(SeizuresBehindTheDoor(), PicturesBehindTheDoor()),
        people=open_people,
        quarantine=_quarantine,
        files=lambda: open_files(settings.library_bucket),
    )
