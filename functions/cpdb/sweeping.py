"""Nothing stays half done: uploads that never came are said to have expired, what a worker left is taken up, and where
pictures were nothing stays."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cen import log
from cen.clock import Clock, instant, utc_now
from cen.problems import StaleVersion, Unavailable
from cpdb.images.reasons import PictureReason
from cpdb.leaving import Leavings
from cpdb.model import PictureStatus
from cpdb.record import Picture, worker_entry
from cpdb.standing import PROCESS_WITHIN

if TYPE_CHECKING:
    from cpdb.shelf import Shelf
    from cpdb.store import PictureStore

AT_ONCE = 100
_DONE: dict[str, Any] = {"due": None, "lease": None, "slot": None}


@dataclass(frozen=True, slots=True)
class Sweeper:
    store: "PictureStore"
    shelf: "Shelf"
    clock: Clock = utc_now

    def __call__(self) -> dict[str, int]:
        """How many pictures ended how, and how many places are empty for good. Raises `Unavailable` in the end if some
        could not be cleared: that is in alarm."""
        counts = {"expired": 0, "rejected": 0, "retried": 0}
        for id in self.store.unfinished(instant(self.clock()), AT_ONCE):
            picture = self.store.read(id)
            if picture is not None and picture.kept.due is not None:
                with suppress(StaleVersion):  # it moved on meanwhile
                    counts[self._swept(picture)] += 1
        counts["cleared"], uncleared = Leavings(self.store, self.shelf).sweep(self.clock(), AT_ONCE)
        told = {f"pictures_{name}": many for name, many in {**counts, "uncleared": uncleared}.items()}
        log.write("swept", self.clock(), told, context="cpdb")
        if uncleared:
            raise Unavailable
        return counts

    def _swept(self, picture: Picture) -> str:
        now = instant(self.clock())
        if picture.status is PictureStatus.AWAITING_UPLOAD:
            action, after = "expired", picture.changed(now, status=PictureStatus.EXPIRED, **_DONE)
        elif picture.kept.drawing is not None:
            # Whoever is to draw it hears of it again.
            action, after = "retried", picture.changed(now, due=instant(self.clock() + PROCESS_WITHIN))
        else:
            rejected: dict[str, Any] = {"status": PictureStatus.REJECTED, "reason_code": PictureReason.FAILED}
            action, after = "rejected", picture.changed(now, **rejected, **_DONE)
        self.store.save(picture, after, worker_entry(action, after, now))
        return action
