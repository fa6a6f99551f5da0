"""A picture is drawn anew from its master: as more of it is blackened, or fewer may see it, so that every link of
before is dead and what showed more is gone for good; or, for a duplicate, as the picture it was the same as has gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cen.clock import Clock, instant, utc_now
from cen.problems import StaleVersion
from cpdb.images.workshop import Made, Workshop, WorkshopFailed
from cpdb.leaving import Leavings
from cpdb.model import PictureStatus
from cpdb.processing import stored
from cpdb.record import Picture, worker_entry
from cpdb.shelf import MASTER

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
        if picture is not None and picture.status is PictureStatus.PROCESSING and picture.kept.drawing:
            self._draw(picture, picture.kept.drawing)
        # Also what one that died has put somewhere since.
        Leavings(self.store, self.shelf).clear(id)

    def _draw(self, picture: Picture, place: str) -> None:
        made = self._made(picture)
        self.shelf.put(place, made)
        now = instant(self.clock())
        shown: dict[str, Any] = {"shelf": place, "drawing": None, "renditions": stored(made)}
        origin: dict[str, Any] = {"heir_of": None, "duplicate_of": None, "burnt": len(picture.redactions)}
        ready: dict[str, Any] = {"status": PictureStatus.READY, "due": None, "ready_at": picture.kept.ready_at or now}
        after = picture.changed(now, **shown, **origin, **ready)
        try:
            self.store.save(picture, after, worker_entry("redrawn", after, now))
        except StaleVersion:
            return
        if picture.kept.heir_of:
            Leavings(self.store, self.shelf).clear(picture.kept.heir_of)

    def _made(self, picture: Picture) -> Sequence[Made]:
        """The large one is the master itself if nothing more is blackened: it is not written anew each time."""
        master = self.shelf.master(self._origin(picture))
        made = self.workshop.redact(master, picture.redactions).renditions
        if not made:
            raise WorkshopFailed("a picture of ours cannot be drawn")
        if picture.kept.burnt < len(picture.redactions):
            return made
        return [replace(one, content=master) if (one.name, one.format) == MASTER else one for one in made]

    def _origin(self, picture: Picture) -> str:
        """Where the master lies: with the picture, or with the one whose heir it is."""
        owner = self.store.read(picture.kept.heir_of) if picture.kept.heir_of else picture
        if owner is None or owner.kept.shelf is None:
            raise WorkshopFailed("there is nothing to draw it from")
        return owner.kept.shelf
