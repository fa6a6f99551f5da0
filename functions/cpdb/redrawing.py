"""More of a picture is to be blackened: its master is drawn anew, and what showed more is gone for good."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cen.clock import Clock, instant, utc_now
from cen.problems import StaleVersion
from cpdb.images.workshop import Workshop, WorkshopFailed
from cpdb.model import PictureStatus
from cpdb.processing import stored, tidy
from cpdb.record import worker_entry

if TYPE_CHECKING:
    from cpdb.shelf import Shelf
    from cpdb.store import PictureStore


@dataclass(frozen=True, slots=True)
class Redrawer:
    """Two that are at the same picture at once draw the same into the same place."""

    store: "PictureStore"
    workshop: Workshop
    shelf: "Shelf"
    clock: Clock = utc_now

    def __call__(self, id: str) -> None:
        """Raises `Unavailable` or `WorkshopFailed`: it may go better another time."""
        picture = self.store.read(id)
        if picture is None or picture.status is not PictureStatus.PROCESSING or picture.kept.drawing is None:
            return
        before, place = str(picture.kept.shelf), picture.kept.drawing
        work = self.workshop.redact(self.shelf.master(before), picture.redactions)
        if not work.renditions:
            raise WorkshopFailed("a picture of ours cannot be drawn")
        self.shelf.put(place, work.renditions)
        now = instant(self.clock())
        shown: dict[str, Any] = {"shelf": place, "drawing": None, "renditions": stored(work)}
        after = picture.changed(now, status=PictureStatus.READY, due=None, **shown)
        try:
            self.store.save(picture, after, worker_entry("redrawn", after, now))
        except StaleVersion:
            tidy(self.store, self.shelf, id, place)
            return
        self.shelf.clear(before)
