"""After every change of a picture or of its seizure record: the picture follows its record, its duplicates and the
catalogue follow the picture, and what it has left is off the shelf. All of it may be done twice."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cen.clock import Clock, instant, utc_now
from cen.doors import SeenSeizure, Seizures
from cen.problems import StaleVersion, Unavailable
from cpdb.catalogue.project import project
from cpdb.errors import SameAs
from cpdb.following import followed, follows, record_of
from cpdb.heirs import Heirs
from cpdb.leaving import Leavings
from cpdb.lifecycle import FINAL
from cpdb.model import PictureStatus
from cpdb.record import Picture, worker_entry
from cpdb.standing import guarded, moved

if TYPE_CHECKING:
    from cpdb.catalogue.index import Catalogue
    from cpdb.shelf import Shelf
    from cpdb.store import PictureStore


@dataclass(frozen=True, slots=True)
class Follower:
    store: "PictureStore"
    seizures: Seizures
    shelf: "Shelf"
    clock: Clock = utc_now

    def seizure_changed(self, seizure_id: str) -> None:
        start, asked, record = None, False, None
        while True:
            page = self.store.linked(seizure_id, start)
            if page.items and not asked:
                asked, record = True, record_of(self.seizures, seizure_id)
            for picture in self.store.read_many(page.items):
                self.follow(picture, record)
            start = page.next
            if start is None:
                return

    def picture_changed(self, picture: Picture) -> Picture:
        if picture.seizure_id is None or picture.status in FINAL:
            return picture
        return self.follow(picture, record_of(self.seizures, picture.seizure_id))

    def follow(self, picture: Picture, record: SeenSeizure | None) -> Picture:
        """Raises `Unavailable` if somebody changed it meanwhile: the message comes again."""
        wanted = None if picture.status in FINAL else follows(picture, record)
        if wanted is None:
            return picture
        now = instant(self.clock())
        after = moved(picture, followed(picture, wanted, now), self.clock())
        after = guarded(self.store, picture, after)
        try:
            self.store.save(picture, after, worker_entry("followed", after, now))
        except (StaleVersion, SameAs) as error:
            raise Unavailable from error
        if after.kept.drawing and after.kept.shelf:
            self.shelf.close(after.kept.shelf)  # links that were given to more readers die now
        return after


@dataclass(frozen=True, slots=True)
class Keeper:
    store: "PictureStore"
    catalogue: "Catalogue"
    shelf: "Shelf"
    follower: Follower
    clock: Clock = utc_now

    def __call__(self, id: str) -> None:
        picture = self.store.read(id)
        if picture is None:
            return
        picture = self.follower.picture_changed(picture)
        if picture.status is PictureStatus.PROCESSING and picture.kept.drawing and picture.kept.shelf:
            self.shelf.close(picture.kept.shelf)
        project(self.catalogue, picture, self.clock().date())
        first = self.store.read(picture.kept.heir_of) if picture.kept.heir_of else picture
        if first is not None:
            Heirs(self.store, self.clock).settle(first)
        Leavings(self.store, self.shelf).clear(id)
