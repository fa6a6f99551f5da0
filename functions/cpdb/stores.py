"""What the routes of this context work on, each part opened at its first use."""

from collections.abc import Callable
from dataclasses import dataclass

from cen.clock import Clock, utc_now
from cen.doors import Seizures, seizures
from cen.s3 import client
from cen.settings import settings
from cen.uploads import Quarantine
from cpdb.catalogue.index import Catalogue, open_catalogue
from cpdb.shelf import Shelf, open_shelf
from cpdb.store import PictureStore, open_store


@dataclass(frozen=True, slots=True)
class Stores:
    """`quarantine`, `shelf` and `seizures` load what they need when they are asked for."""

    pictures: PictureStore
    catalogue: Catalogue
    quarantine: Callable[[], Quarantine]
    shelf: Callable[[], Shelf]
    seizures: Callable[[], Seizures]


def open_quarantine(clock: Clock = utc_now) -> Quarantine:
    return Quarantine(client(), settings.uploads_bucket, clock)


def open_seizures() -> Seizures:
    return seizures(settings.seizures_door)


def open_stores() -> Stores:
    return Stores(open_store(), open_catalogue(), open_quarantine, open_shelf, open_seizures)
